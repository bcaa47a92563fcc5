// Package saramacases holds the cases of the sarama library.
package saramacases

import (
	"github.com/IBM/sarama"
)

// ClientBad keeps the client when the work fails.
func ClientBad(addrs []string) error {
	client, err := sarama.NewClient(addrs, nil) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := client.RefreshMetadata(); err != nil {
		return err // want-step "returns"
	}
	return client.Close()
}

// ClientOk defers the end of the client.
func ClientOk(addrs []string) error {
	client, err := sarama.NewClient(addrs, nil) // want-fate released
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.RefreshMetadata(); err != nil {
		return err
	}
	return nil
}

// ProducerBad keeps the producer when the work fails.
func ProducerBad(addrs []string, message *sarama.ProducerMessage) error {
	producer, err := sarama.NewSyncProducer(addrs, nil) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, _, err := producer.SendMessage(message); err != nil {
		return err // want-step "returns"
	}
	return producer.Close()
}

// ProducerOk defers the end of the producer.
func ProducerOk(addrs []string, message *sarama.ProducerMessage) error {
	producer, err := sarama.NewSyncProducer(addrs, nil) // want-fate released
	if err != nil {
		return err
	}
	defer producer.Close()
	if _, _, err := producer.SendMessage(message); err != nil {
		return err
	}
	return nil
}

// ConsumerBad keeps the consumer when the work fails.
func ConsumerBad(addrs []string) error {
	consumer, err := sarama.NewConsumer(addrs, nil) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := consumer.Topics(); err != nil {
		return err // want-step "returns"
	}
	return consumer.Close()
}

// ConsumerOk defers the end of the consumer.
func ConsumerOk(addrs []string) error {
	consumer, err := sarama.NewConsumer(addrs, nil) // want-fate released
	if err != nil {
		return err
	}
	defer consumer.Close()
	if _, err := consumer.Topics(); err != nil {
		return err
	}
	return nil
}

// PartitionBad keeps the partition consumer when the work fails.
func PartitionBad(consumer sarama.Consumer, handle func(*sarama.ConsumerMessage) error) error {
	partition, err := consumer.ConsumePartition("t", 0, sarama.OffsetNewest) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := handle(<-partition.Messages()); err != nil {
		return err // want-step "returns"
	}
	return partition.Close()
}

// PartitionOk defers the end of the partition consumer.
func PartitionOk(consumer sarama.Consumer, handle func(*sarama.ConsumerMessage) error) error {
	partition, err := consumer.ConsumePartition("t", 0, sarama.OffsetNewest) // want-fate released
	if err != nil {
		return err
	}
	defer partition.Close()
	if err := handle(<-partition.Messages()); err != nil {
		return err
	}
	return nil
}

// BrokerBad keeps the connection when the work fails.
func BrokerBad(broker *sarama.Broker) error {
	if err := broker.Open(nil); err != nil { // want unclosed-connection // want-fate leaked
		return err
	}
	if _, err := broker.Connected(); err != nil {
		return err // want-step "returns"
	}
	return broker.Close()
}

// BrokerOk defers the end of the connection.
func BrokerOk(broker *sarama.Broker) error {
	if err := broker.Open(nil); err != nil { // want-fate released
		return err
	}
	defer broker.Close()
	if _, err := broker.Connected(); err != nil {
		return err
	}
	return nil
}

// FromClientBad closes the producer and forgets the client below it.
func FromClientBad(addrs []string, message *sarama.ProducerMessage) error {
	client, err := sarama.NewClient(addrs, nil) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	producer, err := sarama.NewSyncProducerFromClient(client)
	if err != nil {
		return err // want-step "returns"
	}
	defer producer.Close()
	_, _, err = producer.SendMessage(message)
	return err
}

// AdminOk closes the admin, which closes the client.
func AdminOk(addrs []string) error {
	client, err := sarama.NewClient(addrs, nil)
	if err != nil {
		return err
	}
	admin, err := sarama.NewClusterAdminFromClient(client)
	if err != nil {
		client.Close()
		return err
	}
	defer admin.Close()
	_, err = admin.ListTopics()
	return err
}
