// Package radixcases holds the cases of the radix library.
package radixcases

import (
	"context"
	"fmt"

	"github.com/mediocregopher/radix/v4"
)

// PingBad hangs up only where the server answers.
func PingBad(ctx context.Context, address string) error {
	conn, err := radix.Dial(ctx, "tcp", address) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.Do(ctx, radix.Cmd(nil, "PING")); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// PingOk hangs up in any case.
func PingOk(ctx context.Context, dialer radix.Dialer, address string) error {
	conn, err := dialer.Dial(ctx, "tcp", address) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Do(ctx, radix.Cmd(nil, "PING"))
}

// ListenOk closes the connection through what was made of it.
func ListenOk(ctx context.Context, address string, each func(radix.PubSubMessage)) error {
	conn, err := radix.Dial(ctx, "tcp", address) // want-fate released
	if err != nil {
		return err
	}
	sub := radix.PubSubConfig{}.New(conn)
	defer sub.Close()
	if err := sub.Subscribe(ctx, "news"); err != nil {
		return err
	}
	message, err := sub.Next(ctx)
	if err == nil {
		each(message)
	}
	return err
}

// Counter counts in redis.
type Counter struct{ client radix.Client }

// NewCounterBad loses the pool where the counter cannot be set.
func NewCounterBad(ctx context.Context, address string) (*Counter, error) {
	client, err := radix.PoolConfig{Size: 4}.New(ctx, "tcp", address) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := client.Do(ctx, radix.Cmd(nil, "SETNX", "counter", "0")); err != nil {
		return nil, fmt.Errorf("counter: %w", err) // want-step "returns"
	}
	return &Counter{client: client}, nil
}

// NewCounterOk closes the pool where the counter cannot be set.
func NewCounterOk(ctx context.Context, address string) (*Counter, error) {
	client, err := radix.PoolConfig{Size: 4}.New(ctx, "tcp", address) // want-fate returned
	if err != nil {
		return nil, err
	}
	if err := client.Do(ctx, radix.Cmd(nil, "SETNX", "counter", "0")); err != nil {
		client.Close()
		return nil, fmt.Errorf("counter: %w", err)
	}
	return &Counter{client: client}, nil
}

// KeysOk closes the scanner, which says whether it has failed.
func KeysOk(ctx context.Context, client radix.Client) (keys []string, err error) {
	scanner := radix.ScannerConfig{Pattern: "user:*"}.New(client) // want-fate released
	var key string
	for scanner.Next(ctx, &key) {
		keys = append(keys, key)
	}
	return keys, scanner.Close()
}

// FirstKeyOk leaves the scanner where it is: a cursor of the server, which forgets it.
func FirstKeyOk(ctx context.Context, client radix.Client) (key string, found bool) {
	scanner := radix.ScannerConfig{}.New(client) // want-fate untracked
	found = scanner.Next(ctx, &key)
	return key, found
}
