// Package goredis holds the cases of the go-redis library.
package goredis

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// ClientOwner keeps a client.
type ClientOwner struct{ held *redis.Client }

// Shutdown ends the client.
func (o *ClientOwner) Shutdown() { o.held.Close() }

// NewClientBad loses the client when the check after it fails.
func NewClientBad(ctx context.Context, opt *redis.Options) (*ClientOwner, error) {
	client := redis.NewClient(opt) // want unclosed-resource // want-fate leaked
	if err := client.Ping(ctx).Err(); err != nil {
		return nil, err // want-step "returns"
	}
	return &ClientOwner{held: client}, nil
}

// NewClientOk ends the client when the check after it fails.
func NewClientOk(ctx context.Context, opt *redis.Options) (*ClientOwner, error) {
	client := redis.NewClient(opt)
	if err := client.Ping(ctx).Err(); err != nil {
		client.Close()
		return nil, err
	}
	return &ClientOwner{held: client}, nil
}

// SubscribeBad keeps the subscription when the work fails.
func SubscribeBad(ctx context.Context, client *redis.Client) error {
	sub := client.Subscribe(ctx, "news") // want unclosed-connection // want-fate leaked
	if _, err := sub.Receive(ctx); err != nil {
		return err // want-step "returns"
	}
	return sub.Close()
}

// SubscribeOk defers the end of the subscription.
func SubscribeOk(ctx context.Context, client *redis.Client) error {
	sub := client.Subscribe(ctx, "news") // want-fate released
	defer sub.Close()
	if _, err := sub.Receive(ctx); err != nil {
		return err
	}
	return nil
}

// UniversalBad keeps the subscription when the work fails.
func UniversalBad(ctx context.Context, client redis.UniversalClient) error {
	sub := client.PSubscribe(ctx, "news.*") // want unclosed-connection // want-fate leaked
	if err := sub.Ping(ctx); err != nil {
		return err // want-step "returns"
	}
	return sub.Close()
}

// UniversalOk defers the end of the subscription.
func UniversalOk(ctx context.Context, client redis.UniversalClient) error {
	sub := client.PSubscribe(ctx, "news.*") // want-fate released
	defer sub.Close()
	if err := sub.Ping(ctx); err != nil {
		return err
	}
	return nil
}

// StickyBad keeps the connection when the work fails.
func StickyBad(ctx context.Context, client *redis.Client) error {
	conn := client.Conn() // want unclosed-connection // want-fate leaked
	if err := conn.Ping(ctx).Err(); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// StickyOk defers the end of the connection.
func StickyOk(ctx context.Context, client *redis.Client) error {
	conn := client.Conn() // want-fate released
	defer conn.Close()
	if err := conn.Ping(ctx).Err(); err != nil {
		return err
	}
	return nil
}

// UnsubscribeBad unsubscribes, which does not give the connection back.
func UnsubscribeBad(ctx context.Context, client *redis.Client) error {
	sub := client.Subscribe(ctx, "news") // want unclosed-connection // want-fate leaked
	if _, err := sub.Receive(ctx); err != nil {
		return err // want-step "returns"
	}
	return sub.Unsubscribe(ctx, "news")
}

// ListenOk reads in a goroutine that closes the subscription.
func ListenOk(ctx context.Context, client *redis.Client, out chan<- string) {
	sub := client.Subscribe(ctx, "news")
	go func() {
		defer sub.Close()
		for message := range sub.Channel() {
			out <- message.Payload
		}
	}()
}

// PipelineOk fills a pipeline, which holds nothing.
func PipelineOk(ctx context.Context, client *redis.Client) error {
	pipe := client.Pipeline()
	pipe.Incr(ctx, "n")
	_, err := pipe.Exec(ctx)
	return err
}
