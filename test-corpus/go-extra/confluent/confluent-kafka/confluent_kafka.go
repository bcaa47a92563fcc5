// Package confluentkafkacases holds the cases of the Kafka client that is made of librdkafka.
package confluentkafkacases

import (
	"context"
	"fmt"
	"time"

	"github.com/confluentinc/confluent-kafka-go/v2/kafka"
)

// ReadOneBad leaves the threads of the consumer where there is no such topic.
func ReadOneBad(config *kafka.ConfigMap, topic string) ([]byte, error) {
	consumer, err := kafka.NewConsumer(config) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := consumer.Subscribe(topic, nil); err != nil {
		return nil, fmt.Errorf("%s: %w", topic, err) // want-step "returns"
	}
	message, err := consumer.ReadMessage(time.Second)
	consumer.Close()
	if err != nil {
		return nil, err
	}
	return message.Value, nil
}

// ReadOneOk closes the consumer in any case.
func ReadOneOk(config *kafka.ConfigMap, topic string) ([]byte, error) {
	consumer, err := kafka.NewConsumer(config) // want-fate released
	if err != nil {
		return nil, err
	}
	defer consumer.Close()
	if err := consumer.Subscribe(topic, nil); err != nil {
		return nil, fmt.Errorf("%s: %w", topic, err)
	}
	message, err := consumer.ReadMessage(time.Second)
	if err != nil {
		return nil, err
	}
	return message.Value, nil
}

// SendOk flushes what is on its way before it closes.
func SendOk(config *kafka.ConfigMap, message *kafka.Message) error {
	producer, err := kafka.NewProducer(config) // want-fate released
	if err != nil {
		return err
	}
	defer producer.Close()
	if err := producer.Produce(message, nil); err != nil {
		return err
	}
	producer.Flush(5000)
	return nil
}

// TopicsBad forgets the admin client, which shares the handle of the producer.
func TopicsBad(ctx context.Context, producer *kafka.Producer, topics ...kafka.TopicSpecification) error {
	admin, err := kafka.NewAdminClientFromProducer(producer) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := admin.CreateTopics(ctx, topics); err != nil {
		return err // want-step "returns"
	}
	admin.Close()
	return nil
}
