// Package sqlboilercases holds the cases of the sqlboiler library.
package sqlboilercases

import (
	"context"
	"database/sql"

	"github.com/aarondl/sqlboiler/v4/boil"
	"github.com/aarondl/sqlboiler/v4/queries"
)

// RenameBad keeps the transaction when the work fails.
func RenameBad(ctx context.Context) error {
	tx, err := boil.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE item SET name = 1"); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// RenameOk defers the end of the transaction.
func RenameOk(ctx context.Context) error {
	tx, err := boil.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE item SET name = 1"); err != nil {
		return err
	}
	return nil
}

// BeginBad keeps the transaction when the work fails.
func BeginBad() error {
	tx, err := boil.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE item SET name = 1"); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// BeginOk defers the end of the transaction.
func BeginOk() error {
	tx, err := boil.Begin() // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec("UPDATE item SET name = 1"); err != nil {
		return err
	}
	return nil
}

// RawBad keeps the rows when the work fails.
func RawBad(ctx context.Context, db *sql.DB) error {
	rows, err := queries.Raw("SELECT 1").QueryContext(ctx, db) // want unclosed-rows // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := rows.Columns(); err != nil {
		return err // want-step "returns"
	}
	return rows.Close()
}

// RawOk defers the end of the rows.
func RawOk(ctx context.Context, db *sql.DB) error {
	rows, err := queries.Raw("SELECT 1").QueryContext(ctx, db) // want-fate released
	if err != nil {
		return err
	}
	defer rows.Close()
	if _, err := rows.Columns(); err != nil {
		return err
	}
	return nil
}
