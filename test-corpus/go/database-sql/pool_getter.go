package databasesql

import (
	"context"
	"database/sql"
)

// connections holds the pool.
type connections struct {
	pool *sql.DB
}

// handle answers with the pool.
func (c *connections) handle() *sql.DB {
	return c.pool
}

// Vault reaches its pool through getters only.
type Vault struct {
	connections *connections
	other       *sql.DB
}

// handle answers with the pool.
func (v *Vault) handle() *sql.DB {
	return v.connections.handle()
}

// replica answers with another pool.
func (v *Vault) replica() *sql.DB {
	return v.other
}

// List reads in a transaction of its own.
func (v *Vault) List(ctx context.Context) (count int, err error) {
	tx, err := v.handle().BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // want-fate released
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM account").Scan(&count); err != nil {
		return 0, err
	}
	return count, tx.Commit()
}

// CountBad begins a transaction and asks for another one inside it.
func (v *Vault) CountBad(ctx context.Context) (int, error) {
	tx, err := v.handle().BeginTx(ctx, nil) // want pool-used-inside-transaction // want-fate released
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	count, err := v.List(ctx)
	if err != nil {
		return 0, err
	}
	return count, tx.Commit()
}

// CountOk asks when its own transaction is over.
func (v *Vault) CountOk(ctx context.Context) (int, error) {
	tx, err := v.handle().BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return 0, err
	}
	if err := tx.Commit(); err != nil {
		return 0, err
	}
	return v.List(ctx)
}

// CompareOk begins on the other pool.
func (v *Vault) CompareOk(ctx context.Context) (int, error) {
	tx, err := v.replica().BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	count, err := v.List(ctx)
	if err != nil {
		return 0, err
	}
	return count, tx.Commit()
}
