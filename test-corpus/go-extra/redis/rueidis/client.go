package rueidis

import (
	"context"

	"github.com/redis/rueidis"
)

// Flags answers what is switched on.
type Flags struct{ client rueidis.Client }

// NewFlagsBad loses the client where the first question fails.
func NewFlagsBad(ctx context.Context, addresses []string) (*Flags, error) {
	client, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: addresses}) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := client.Do(ctx, client.B().Ping().Build()).Error(); err != nil {
		return nil, err // want-step "returns"
	}
	return &Flags{client: client}, nil
}

// NewFlagsOk closes the client where the first question fails.
func NewFlagsOk(ctx context.Context, addresses []string) (*Flags, error) {
	client, err := rueidis.NewClient(rueidis.ClientOption{InitAddress: addresses}) // want-fate returned
	if err != nil {
		return nil, err
	}
	if err := client.Do(ctx, client.B().Ping().Build()).Error(); err != nil {
		client.Close()
		return nil, err
	}
	return &Flags{client: client}, nil
}
