// Package amqpcases holds the cases of the AMQP library.
package amqpcases

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

// DialBad keeps the connection when the work fails.
func DialBad(url string) error {
	conn, err := amqp.Dial(url) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.UpdateSecret("a", "b"); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// DialOk defers the end of the connection.
func DialOk(url string) error {
	conn, err := amqp.Dial(url) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.UpdateSecret("a", "b"); err != nil {
		return err
	}
	return nil
}

// PublishBad keeps the channel when the work fails.
func PublishBad(ctx context.Context, conn *amqp.Connection) error {
	channel, err := conn.Channel() // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := channel.PublishWithContext(ctx, "", "q", false, false, amqp.Publishing{}); err != nil {
		return err // want-step "returns"
	}
	return channel.Close()
}

// PublishOk defers the end of the channel.
func PublishOk(ctx context.Context, conn *amqp.Connection) error {
	channel, err := conn.Channel() // want-fate released
	if err != nil {
		return err
	}
	defer channel.Close()
	if err := channel.PublishWithContext(ctx, "", "q", false, false, amqp.Publishing{}); err != nil {
		return err
	}
	return nil
}

// DeclareOk closes the connection, which ends its channel.
func DeclareOk(url string) error {
	conn, err := amqp.Dial(url) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	channel, err := conn.Channel() // want-fate released
	if err != nil {
		return err
	}
	_, err = channel.QueueDeclare("q", false, false, false, false, nil)
	return err
}
