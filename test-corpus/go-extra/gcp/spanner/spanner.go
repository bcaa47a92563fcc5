// Package spannercases holds the cases of Spanner.
package spannercases

import (
	"context"
	"errors"

	"cloud.google.com/go/spanner"
	"google.golang.org/api/iterator"
)

// Accounts keeps accounts.
type Accounts struct{ client *spanner.Client }

// OpenAccountsBad loses the sessions of the client where the database does not answer.
func OpenAccountsBad(ctx context.Context, database string) (*Accounts, error) {
	client, err := spanner.NewClient(ctx, database) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := client.Single().ReadRow(ctx, "Schema", spanner.Key{1}, []string{"Version"}); err != nil {
		return nil, err // want-step "returns"
	}
	return &Accounts{client: client}, nil
}

// OpenAccountsOk closes the client where the database does not answer.
func OpenAccountsOk(ctx context.Context, database string) (*Accounts, error) {
	client, err := spanner.NewClientWithConfig(ctx, database, spanner.ClientConfig{}) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, err := client.Single().ReadRow(ctx, "Schema", spanner.Key{1}, []string{"Version"}); err != nil {
		client.Close()
		return nil, err
	}
	return &Accounts{client: client}, nil
}

// BalancesBad keeps its session where the second read fails.
func (a *Accounts) BalancesBad(ctx context.Context, from, to string) (x, y int64, err error) {
	txn := a.client.ReadOnlyTransaction() // want unfinished-transaction // want-fate leaked
	row, err := txn.ReadRow(ctx, "Accounts", spanner.Key{from}, []string{"Balance"})
	if err != nil {
		txn.Close()
		return 0, 0, err
	}
	other, err := txn.ReadRow(ctx, "Accounts", spanner.Key{to}, []string{"Balance"})
	if err != nil {
		return 0, 0, err // want-step "returns"
	}
	txn.Close()
	err = errors.Join(row.Columns(&x), other.Columns(&y))
	return x, y, err
}

// BalanceOk gives its session back in any case.
func (a *Accounts) BalanceOk(ctx context.Context, of string) (balance int64, err error) {
	txn := a.client.ReadOnlyTransaction() // want-fate released
	defer txn.Close()
	row, err := txn.ReadRow(ctx, "Accounts", spanner.Key{of}, []string{"Balance"})
	if err != nil {
		return 0, err
	}
	err = row.Columns(&balance)
	return balance, err
}

// RichBad reads to the end, which does not stop the iterator where a row is not what it should be.
func (a *Accounts) RichBad(ctx context.Context, limit int64) (names []string, err error) {
	rows := a.client.Single().Query(ctx, spanner.Statement{SQL: "SELECT Name, Balance FROM Accounts"}) // want unclosed-rows // want-fate leaked
	for {
		row, err := rows.Next()
		if errors.Is(err, iterator.Done) {
			rows.Stop()
			return names, nil
		}
		if err != nil {
			return nil, err // want-step "returns"
		}
		var name string
		var balance int64
		if err := row.Columns(&name, &balance); err != nil {
			return nil, err
		}
		if balance > limit {
			names = append(names, name)
		}
	}
}

// NamesOk stops the iterator in any case.
func (a *Accounts) NamesOk(ctx context.Context) (names []string, err error) {
	rows := a.client.Single().Read(ctx, "Accounts", spanner.AllKeys(), []string{"Name"}) // want-fate released
	defer rows.Stop()
	for {
		row, err := rows.Next()
		if errors.Is(err, iterator.Done) {
			return names, nil
		}
		if err != nil {
			return nil, err
		}
		var name string
		if err := row.Columns(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
}

// EachOk leaves the stopping to Do.
func (a *Accounts) EachOk(ctx context.Context, each func(*spanner.Row) error) error {
	rows := a.client.Single().Query(ctx, spanner.Statement{SQL: "SELECT * FROM Accounts"}) // want-fate released
	return rows.Do(each)
}
