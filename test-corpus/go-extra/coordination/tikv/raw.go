package tikv

import (
	"context"
	"fmt"

	"github.com/tikv/client-go/v2/config"
	"github.com/tikv/client-go/v2/rawkv"
	"github.com/tikv/client-go/v2/txnkv"
)

// Raw keeps values without transactions.
type Raw struct{ raw *rawkv.Client }

// OpenRawBad leaves the goroutines of the client where it cannot read.
func OpenRawBad(ctx context.Context, servers []string) (*Raw, error) {
	client, err := rawkv.NewClient(ctx, servers, config.DefaultConfig().Security) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := client.Get(ctx, []byte("version")); err != nil {
		return nil, fmt.Errorf("version: %w", err) // want-step "returns"
	}
	return &Raw{raw: client}, nil
}

// OpenRawOk closes the client where it cannot read.
func OpenRawOk(ctx context.Context, servers []string) (*Raw, error) {
	client, err := rawkv.NewClientWithOpts(ctx, servers) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, err := client.Get(ctx, []byte("version")); err != nil {
		client.Close()
		return nil, fmt.Errorf("version: %w", err)
	}
	return &Raw{raw: client}, nil
}

// NowBad makes a client each time it asks for the time of the cluster.
func NowBad(ctx context.Context, servers []string) (uint64, error) {
	client, err := txnkv.NewClient(servers) // want client-per-call // want-fate released
	if err != nil {
		return 0, err
	}
	defer client.Close()
	return client.GetTimestamp(ctx)
}
