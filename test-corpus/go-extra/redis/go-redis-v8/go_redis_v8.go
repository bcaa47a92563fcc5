// Package goredisv8 holds the cases of version 8 of the go-redis library.
package goredisv8

import (
	"context"
	"fmt"

	"github.com/go-redis/redis/v8"
)

// Queue keeps jobs in a list.
type Queue struct {
	client redis.UniversalClient
	name   string
}

// OpenQueueBad loses the client where the list is something else.
func OpenQueueBad(ctx context.Context, name string, addresses ...string) (*Queue, error) {
	client := redis.NewUniversalClient(&redis.UniversalOptions{Addrs: addresses}) // want unclosed-resource // want-fate leaked
	kind, err := client.Type(ctx, name).Result()
	if err != nil {
		return nil, err // want-step "returns"
	}
	if kind != "list" {
		client.Close()
		return nil, fmt.Errorf("%s is a %s", name, kind)
	}
	return &Queue{client: client, name: name}, nil
}

// OpenQueueOk closes the client wherever it answers no queue.
func OpenQueueOk(ctx context.Context, name string, addresses ...string) (_ *Queue, err error) {
	client := redis.NewUniversalClient(&redis.UniversalOptions{Addrs: addresses}) // want-fate returned
	defer func() {
		if err != nil {
			client.Close()
		}
	}()
	kind, err := client.Type(ctx, name).Result()
	if err != nil {
		return nil, err
	}
	if kind != "list" {
		return nil, fmt.Errorf("%s is a %s", name, kind)
	}
	return &Queue{client: client, name: name}, nil
}

// Close closes the client.
func (q *Queue) Close() error { return q.client.Close() }

// NextBad listens for a push and forgets that it does.
func (q *Queue) NextBad(ctx context.Context) (string, error) {
	sub := q.client.Subscribe(ctx, q.name) // want unclosed-connection // want-fate leaked
	if _, err := sub.ReceiveMessage(ctx); err != nil {
		return "", err // want-step "returns"
	}
	value, err := q.client.LPop(ctx, q.name).Result()
	sub.Close()
	return value, err
}

// NextOk stops listening in any case.
func (q *Queue) NextOk(ctx context.Context) (string, error) {
	sub := q.client.Subscribe(ctx, q.name) // want-fate released
	defer sub.Close()
	if _, err := sub.ReceiveMessage(ctx); err != nil {
		return "", err
	}
	return q.client.LPop(ctx, q.name).Result()
}

// NamedBad keeps the connection where it could not be named.
func NamedBad(ctx context.Context, client *redis.Client, work func(*redis.Conn) error) error {
	conn := client.Conn(ctx) // want unclosed-connection // want-fate leaked
	if err := conn.ClientSetName(ctx, "worker").Err(); err != nil {
		return err // want-step "returns"
	}
	defer conn.Close()
	return work(conn)
}

// NamedOk gives the connection back in any case.
func NamedOk(ctx context.Context, client *redis.Client, work func(*redis.Conn) error) error {
	conn := client.Conn(ctx) // want-fate released
	defer conn.Close()
	if err := conn.ClientSetName(ctx, "worker").Err(); err != nil {
		return err
	}
	return work(conn)
}
