package pulsarcases

import (
	"context"
	"fmt"
	"time"

	"github.com/apache/pulsar-client-go/pulsar"
)

// MoveBad leaves the transaction where the message cannot be sent; the broker holds its effects back until the time is over.
func MoveBad(ctx context.Context, client pulsar.Client, producer pulsar.Producer, payload []byte) error {
	txn, err := client.NewTransaction(time.Minute) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	message := &pulsar.ProducerMessage{Payload: payload}
	if _, err := producer.Send(ctx, message); err != nil {
		return fmt.Errorf("send: %w", err) // want-step "returns"
	}
	return txn.Commit(ctx)
}

// MoveOk aborts the transaction where the message cannot be sent.
func MoveOk(ctx context.Context, client pulsar.Client, producer pulsar.Producer, payload []byte) error {
	txn, err := client.NewTransaction(time.Minute) // want-fate released
	if err != nil {
		return err
	}
	message := &pulsar.ProducerMessage{Payload: payload}
	if _, err := producer.Send(ctx, message); err != nil {
		_ = txn.Abort(ctx)
		return fmt.Errorf("send: %w", err)
	}
	return txn.Commit(ctx)
}
