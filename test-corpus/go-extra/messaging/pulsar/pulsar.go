// Package pulsarcases holds the cases of the Pulsar library.
package pulsarcases

import (
	"github.com/apache/pulsar-client-go/pulsar"
)

// ProduceBad keeps the producer when the work fails.
func ProduceBad(client pulsar.Client) error {
	producer, err := client.CreateProducer(pulsar.ProducerOptions{Topic: "t"}) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := producer.Flush(); err != nil {
		return err // want-step "returns"
	}
	producer.Close()
	return nil
}

// ProduceOk defers the end of the producer.
func ProduceOk(client pulsar.Client) error {
	producer, err := client.CreateProducer(pulsar.ProducerOptions{Topic: "t"}) // want-fate released
	if err != nil {
		return err
	}
	defer producer.Close()
	if err := producer.Flush(); err != nil {
		return err
	}
	return nil
}
