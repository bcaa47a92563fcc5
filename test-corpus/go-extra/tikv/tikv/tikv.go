// Package tikvcases holds the cases of the clients of TiKV.
package tikvcases

import (
	"context"
	"fmt"

	"github.com/tikv/client-go/v2/config"
	"github.com/tikv/client-go/v2/rawkv"
	"github.com/tikv/client-go/v2/txnkv"
)

// Store keeps values.
type Store struct{ raw *rawkv.Client }

// OpenStoreBad leaves the goroutines of the client where it cannot read.
func OpenStoreBad(ctx context.Context, servers []string) (*Store, error) {
	client, err := rawkv.NewClient(ctx, servers, config.DefaultConfig().Security) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := client.Get(ctx, []byte("version")); err != nil {
		return nil, fmt.Errorf("version: %w", err) // want-step "returns"
	}
	return &Store{raw: client}, nil
}

// OpenStoreOk closes the client where it cannot read.
func OpenStoreOk(ctx context.Context, servers []string) (*Store, error) {
	client, err := rawkv.NewClientWithOpts(ctx, servers) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, err := client.Get(ctx, []byte("version")); err != nil {
		client.Close()
		return nil, fmt.Errorf("version: %w", err)
	}
	return &Store{raw: client}, nil
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
