// Package tikv has transactions and clients of a key-value store.
package tikv

import (
	"context"

	"github.com/tikv/client-go/v2/txnkv"
)

// Store writes through a client.
type Store struct{ client *txnkv.Client }

// OpenOk hands the client over, inside of what it makes.
func OpenOk(addresses []string) (*Store, error) {
	client, err := txnkv.NewClient(addresses) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &Store{client: client}, nil
}

// CloseOk ends what OpenOk began.
func (s *Store) CloseOk() error { return s.client.Close() }

// OpenAndReadBad loses the client where the first read fails.
func OpenAndReadBad(addresses []string) (*Store, error) {
	client, err := txnkv.NewClient(addresses) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := client.CurrentTimestamp("global"); err != nil {
		return nil, err // want-step "returns"
	}
	return &Store{client: client}, nil
}

// PutOk is optimistic: what it has written lies in memory until the commit, and nothing is locked.
func (s *Store) PutOk(ctx context.Context, key, value []byte) error {
	tx, err := s.client.Begin() // want-fate released
	if err != nil {
		return err
	}
	if err := tx.Set(key, value); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// MoveBad is pessimistic and leaves keys locked where one of them is missing.
func (s *Store) MoveBad(ctx context.Context, from, to []byte) error {
	tx, err := s.client.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	tx.SetPessimistic(true)
	value, err := tx.Get(ctx, from)
	if err != nil {
		return err // want-step "returns"
	}
	if err := tx.Set(to, value); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit(ctx)
}

// MoveOk rolls back what it does not commit.
func (s *Store) MoveOk(ctx context.Context, from, to []byte) error {
	tx, err := s.client.Begin() // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	tx.SetPessimistic(true)
	value, err := tx.Get(ctx, from)
	if err != nil {
		return err
	}
	if err := tx.Set(to, value); err != nil {
		return err
	}
	return tx.Commit(ctx)
}
