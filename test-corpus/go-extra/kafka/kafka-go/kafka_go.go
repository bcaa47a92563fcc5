// Package kafkago holds the cases of the kafka-go library.
package kafkago

import (
	"context"

	"github.com/segmentio/kafka-go"
)

// ReaderBad keeps the reader when the work fails.
func ReaderBad(ctx context.Context, config kafka.ReaderConfig) error {
	reader := kafka.NewReader(config) // want unclosed-resource // want-fate leaked
	if _, err := reader.ReadMessage(ctx); err != nil {
		return err // want-step "returns"
	}
	return reader.Close()
}

// ReaderOk defers the end of the reader.
func ReaderOk(ctx context.Context, config kafka.ReaderConfig) error {
	reader := kafka.NewReader(config) // want-fate released
	defer reader.Close()
	if _, err := reader.ReadMessage(ctx); err != nil {
		return err
	}
	return nil
}

// WriterBad keeps the writer when the work fails.
func WriterBad(ctx context.Context, config kafka.WriterConfig, message kafka.Message) error {
	writer := kafka.NewWriter(config) // want unclosed-resource // want-fate leaked
	if err := writer.WriteMessages(ctx, message); err != nil {
		return err // want-step "returns"
	}
	return writer.Close()
}

// WriterOk defers the end of the writer.
func WriterOk(ctx context.Context, config kafka.WriterConfig, message kafka.Message) error {
	writer := kafka.NewWriter(config) // want-fate released // want client-per-call
	defer writer.Close()
	if err := writer.WriteMessages(ctx, message); err != nil {
		return err
	}
	return nil
}

// DialBad keeps the connection when the work fails.
func DialBad(ctx context.Context, address string) error {
	conn, err := kafka.DialLeader(ctx, "tcp", address, "t", 0) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.WriteMessages(kafka.Message{}); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// DialOk defers the end of the connection.
func DialOk(ctx context.Context, address string) error {
	conn, err := kafka.DialLeader(ctx, "tcp", address, "t", 0) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.WriteMessages(kafka.Message{}); err != nil {
		return err
	}
	return nil
}

// BatchBad keeps the batch when the work fails.
func BatchBad(conn *kafka.Conn) error {
	batch := conn.ReadBatch(1, 1000) // want unclosed-rows // want-fate leaked
	if _, err := batch.ReadMessage(); err != nil {
		return err // want-step "returns"
	}
	return batch.Close()
}

// BatchOk defers the end of the batch.
func BatchOk(conn *kafka.Conn) error {
	batch := conn.ReadBatch(1, 1000) // want-fate released
	defer batch.Close()
	if _, err := batch.ReadMessage(); err != nil {
		return err
	}
	return nil
}

// GroupBad keeps the consumer group when the work fails.
func GroupBad(ctx context.Context, config kafka.ConsumerGroupConfig) error {
	group, err := kafka.NewConsumerGroup(config) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := group.Next(ctx); err != nil {
		return err // want-step "returns"
	}
	return group.Close()
}

// GroupOk defers the end of the consumer group.
func GroupOk(ctx context.Context, config kafka.ConsumerGroupConfig) error {
	group, err := kafka.NewConsumerGroup(config) // want-fate released
	if err != nil {
		return err
	}
	defer group.Close()
	if _, err := group.Next(ctx); err != nil {
		return err
	}
	return nil
}

// DefaultDialerBad dials with the variable of the library.
func DefaultDialerBad(ctx context.Context, address string) error {
	conn, err := kafka.DefaultDialer.DialContext(ctx, "tcp", address) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.Brokers(); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}
