// Package franzgo holds the cases of the franz-go library.
package franzgo

import (
	"context"

	"github.com/twmb/franz-go/pkg/kgo"
)

// ClientOwner keeps a client.
type ClientOwner struct{ held *kgo.Client }

// Shutdown ends the client.
func (o *ClientOwner) Shutdown() { o.held.Close() }

// NewClientBad loses the client when the check after it fails.
func NewClientBad(ctx context.Context, seeds ...string) (*ClientOwner, error) {
	client, err := kgo.NewClient(kgo.SeedBrokers(seeds...)) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := client.Ping(ctx); err != nil {
		return nil, err // want-step "returns"
	}
	return &ClientOwner{held: client}, nil
}

// NewClientOk ends the client when the check after it fails.
func NewClientOk(ctx context.Context, seeds ...string) (*ClientOwner, error) {
	client, err := kgo.NewClient(kgo.SeedBrokers(seeds...))
	if err != nil {
		return nil, err
	}
	if err := client.Ping(ctx); err != nil {
		client.Close()
		return nil, err
	}
	return &ClientOwner{held: client}, nil
}
