// Package goqucases holds the cases of the goqu library.
package goqucases

import (
	"context"

	"github.com/doug-martin/goqu/v9"
)

// RenameBad keeps the transaction when the work fails.
func RenameBad(db *goqu.Database) error {
	tx, err := db.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE item SET name = 1"); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// RenameOk defers the end of the transaction.
func RenameOk(db *goqu.Database) error {
	tx, err := db.Begin() // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec("UPDATE item SET name = 1"); err != nil {
		return err
	}
	return nil
}

// ScannerBad keeps the scanner when the work fails.
func ScannerBad(ctx context.Context, db *goqu.Database, value *string) error {
	scanner, err := db.From("item").Executor().ScannerContext(ctx) // want unclosed-rows // want-fate leaked
	if err != nil {
		return err
	}
	if err := scanner.ScanVal(value); err != nil {
		return err // want-step "returns"
	}
	return scanner.Close()
}

// ScannerOk defers the end of the scanner.
func ScannerOk(ctx context.Context, db *goqu.Database, value *string) error {
	scanner, err := db.From("item").Executor().ScannerContext(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer scanner.Close()
	if err := scanner.ScanVal(value); err != nil {
		return err
	}
	return nil
}

// QueryBad keeps the rows when the work fails.
func QueryBad(ctx context.Context, db *goqu.Database) error {
	rows, err := db.QueryContext(ctx, "SELECT 1") // want unclosed-rows // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := rows.Columns(); err != nil {
		return err // want-step "returns"
	}
	return rows.Close()
}

// QueryOk defers the end of the rows.
func QueryOk(ctx context.Context, db *goqu.Database) error {
	rows, err := db.QueryContext(ctx, "SELECT 1") // want-fate released
	if err != nil {
		return err
	}
	defer rows.Close()
	if _, err := rows.Columns(); err != nil {
		return err
	}
	return nil
}

// WrapOk leaves the end to Wrap.
func WrapOk(db *goqu.Database) error {
	tx, err := db.Begin() // want-fate released
	if err != nil {
		return err
	}
	return tx.Wrap(func() error {
		_, err := tx.Exec("UPDATE item SET name = 1")
		return err
	})
}
