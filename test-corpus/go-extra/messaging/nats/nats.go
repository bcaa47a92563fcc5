// Package natscases holds the cases of the NATS library.
package natscases

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// ConnectBad keeps the connection when the work fails.
func ConnectBad(url string) error {
	conn, err := nats.Connect(url) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.Publish("a", nil); err != nil {
		return err // want-step "returns"
	}
	return conn.Drain()
}

// ConnectOk defers the end of the connection.
func ConnectOk(url string) error {
	conn, err := nats.Connect(url) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Drain()
	if err := conn.Publish("a", nil); err != nil {
		return err
	}
	return nil
}

// SyncBad keeps the subscription when the work fails.
func SyncBad(conn *nats.Conn) error {
	sub, err := conn.SubscribeSync("a") // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := sub.NextMsg(time.Second); err != nil {
		return err // want-step "returns"
	}
	return sub.Unsubscribe()
}

// SyncOk defers the end of the subscription.
func SyncOk(conn *nats.Conn) error {
	sub, err := conn.SubscribeSync("a") // want-fate released
	if err != nil {
		return err
	}
	defer sub.Unsubscribe()
	if _, err := sub.NextMsg(time.Second); err != nil {
		return err
	}
	return nil
}

// WatchBad keeps the watcher when the work fails.
func WatchBad(ctx context.Context, kv jetstream.KeyValue) error {
	watcher, err := kv.WatchAll(ctx) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := kv.Get(ctx, "k"); err != nil {
		return err // want-step "returns"
	}
	return watcher.Stop()
}

// WatchOk defers the end of the watcher.
func WatchOk(ctx context.Context, kv jetstream.KeyValue) error {
	watcher, err := kv.WatchAll(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer watcher.Stop()
	if _, err := kv.Get(ctx, "k"); err != nil {
		return err
	}
	return nil
}

// ConsumeBad keeps the consumer when the work fails.
func ConsumeBad(consumer jetstream.Consumer) error {
	messages, err := consumer.Messages() // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := messages.Next(); err != nil {
		return err // want-step "returns"
	}
	messages.Stop()
	return nil
}

// ConsumeOk defers the end of the consumer.
func ConsumeOk(consumer jetstream.Consumer) error {
	messages, err := consumer.Messages() // want-fate released
	if err != nil {
		return err
	}
	defer messages.Stop()
	if _, err := messages.Next(); err != nil {
		return err
	}
	return nil
}

// ObjectBad keeps the object when the work fails.
func ObjectBad(ctx context.Context, store jetstream.ObjectStore, buf []byte) error {
	object, err := store.Get(ctx, "a") // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := object.Read(buf); err != nil {
		return err // want-step "returns"
	}
	return object.Close()
}

// ObjectOk defers the end of the object.
func ObjectOk(ctx context.Context, store jetstream.ObjectStore, buf []byte) error {
	object, err := store.Get(ctx, "a") // want-fate released
	if err != nil {
		return err
	}
	defer object.Close()
	if _, err := object.Read(buf); err != nil {
		return err
	}
	return nil
}

// HandleOk subscribes for as long as the connection lives.
func HandleOk(conn *nats.Conn, handler nats.MsgHandler) error {
	_, err := conn.Subscribe("a", handler) // want-fate untracked
	return err
}
