// Package pubsubcases holds the cases of topics of Google Cloud.
package pubsubcases

import (
	"context"
	"errors"

	"cloud.google.com/go/pubsub"
)

// Bus sends messages.
type Bus struct {
	client *pubsub.Client
	topic  *pubsub.Topic
}

// OpenBusBad loses the client where there is no topic.
func OpenBusBad(ctx context.Context, project string) (*Bus, error) {
	client, err := pubsub.NewClient(ctx, project) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	exists, err := client.Topic("news").Exists(ctx)
	if err != nil {
		return nil, err // want-step "returns"
	}
	if !exists {
		client.Close()
		return nil, errors.New("no topic")
	}
	return &Bus{client: client, topic: client.Topic("news")}, nil
}

// OpenBusOk closes the client where there is no topic.
func OpenBusOk(ctx context.Context, project string) (*Bus, error) {
	client, err := pubsub.NewClient(ctx, project) // want-fate returned
	if err != nil {
		return nil, err
	}
	topic := client.Topic("news")
	if _, err := topic.Exists(ctx); err != nil {
		client.Close()
		return nil, err
	}
	return &Bus{client: client, topic: topic}, nil
}

// SayOk stops the goroutines that collect messages when it has said all.
func SayOk(ctx context.Context, client *pubsub.Client, texts []string) {
	topic := client.Topic("news") // want-fate released
	defer topic.Stop()
	for _, text := range texts {
		topic.Publish(ctx, &pubsub.Message{Data: []byte(text)})
	}
}

// ExistsOk asks for a topic to which nothing is sent, so nothing runs that has to be stopped.
func ExistsOk(ctx context.Context, client *pubsub.Client, name string) (bool, error) {
	topic := client.Topic(name) // want-fate untracked
	return topic.Exists(ctx)
}
