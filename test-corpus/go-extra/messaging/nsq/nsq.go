// Package nsqcases holds the cases of the NSQ library.
package nsqcases

import (
	"github.com/nsqio/go-nsq"
)

// ProduceBad keeps the producer when the work fails.
func ProduceBad(address string) error {
	producer, err := nsq.NewProducer(address, nsq.NewConfig()) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := producer.Ping(); err != nil {
		return err // want-step "returns"
	}
	producer.Stop()
	return nil
}

// ProduceOk defers the end of the producer.
func ProduceOk(address string) error {
	producer, err := nsq.NewProducer(address, nsq.NewConfig()) // want-fate released
	if err != nil {
		return err
	}
	defer producer.Stop()
	if err := producer.Ping(); err != nil {
		return err
	}
	return nil
}
