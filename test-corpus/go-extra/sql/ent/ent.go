// Package entcases holds the cases of the driver below ent.
package entcases

import (
	"context"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
)

// RenameBad keeps the transaction when the work fails.
func RenameBad(ctx context.Context, driver dialect.Driver) error {
	tx, err := driver.Tx(ctx) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if err := tx.Exec(ctx, "UPDATE item", []any{}, nil); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// RenameOk defers the end of the transaction.
func RenameOk(ctx context.Context, driver dialect.Driver) error {
	tx, err := driver.Tx(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := tx.Exec(ctx, "UPDATE item", []any{}, nil); err != nil {
		return err
	}
	return nil
}

// OpenOwner keeps a database.
type OpenOwner struct{ held *entsql.Driver }

// Shutdown ends the database.
func (o *OpenOwner) Shutdown() { o.held.Close() }

// NewOpenBad loses the database when the check after it fails.
func NewOpenBad(ctx context.Context, dsn string) (*OpenOwner, error) {
	driver, err := entsql.Open("mysql", dsn) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := driver.DB().PingContext(ctx); err != nil {
		return nil, err // want-step "returns"
	}
	return &OpenOwner{held: driver}, nil
}

// NewOpenOk ends the database when the check after it fails.
func NewOpenOk(ctx context.Context, dsn string) (*OpenOwner, error) {
	driver, err := entsql.Open("mysql", dsn)
	if err != nil {
		return nil, err
	}
	if err := driver.DB().PingContext(ctx); err != nil {
		driver.Close()
		return nil, err
	}
	return &OpenOwner{held: driver}, nil
}
