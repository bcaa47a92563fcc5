// Package buncases holds the cases of the bun library.
package buncases

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/driver/pgdriver"
)

// RenameBad keeps the transaction when the work fails.
func RenameBad(ctx context.Context, db *bun.DB) error {
	tx, err := db.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE item SET name = ?", "a"); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// RenameOk defers the end of the transaction.
func RenameOk(ctx context.Context, db *bun.DB) error {
	tx, err := db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE item SET name = ?", "a"); err != nil {
		return err
	}
	return nil
}

// SavepointBad keeps the savepoint when the work fails.
func SavepointBad(ctx context.Context, outer bun.Tx) error {
	tx, err := outer.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE item SET name = ?", "a"); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// SavepointOk defers the end of the savepoint.
func SavepointOk(ctx context.Context, outer bun.Tx) error {
	tx, err := outer.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE item SET name = ?", "a"); err != nil {
		return err
	}
	return nil
}

// SelectBad keeps the rows when the work fails.
func SelectBad(ctx context.Context, db *bun.DB) error {
	rows, err := db.NewSelect().Table("item").Rows(ctx) // want unclosed-rows // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := rows.Columns(); err != nil {
		return err // want-step "returns"
	}
	return rows.Close()
}

// SelectOk defers the end of the rows.
func SelectOk(ctx context.Context, db *bun.DB) error {
	rows, err := db.NewSelect().Table("item").Rows(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer rows.Close()
	if _, err := rows.Columns(); err != nil {
		return err
	}
	return nil
}

// ConnBad keeps the connection when the work fails.
func ConnBad(ctx context.Context, db *bun.DB) error {
	conn, err := db.Conn(ctx) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.PingContext(ctx); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// ConnOk defers the end of the connection.
func ConnOk(ctx context.Context, db *bun.DB) error {
	conn, err := db.Conn(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.PingContext(ctx); err != nil {
		return err
	}
	return nil
}

// PrepareBad keeps the statement when the work fails.
func PrepareBad(ctx context.Context, db *bun.DB) error {
	stmt, err := db.PrepareContext(ctx, "SELECT 1") // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := stmt.ExecContext(ctx); err != nil {
		return err // want-step "returns"
	}
	return stmt.Close()
}

// PrepareOk defers the end of the statement.
func PrepareOk(ctx context.Context, db *bun.DB) error {
	stmt, err := db.PrepareContext(ctx, "SELECT 1") // want-fate released
	if err != nil {
		return err
	}
	defer stmt.Close()
	if _, err := stmt.ExecContext(ctx); err != nil {
		return err
	}
	return nil
}

// ListenBad keeps the listener when the work fails.
func ListenBad(ctx context.Context, db *bun.DB) error {
	listener := pgdriver.NewListener(db) // want unclosed-connection // want-fate leaked
	if err := listener.Listen(ctx, "news"); err != nil {
		return err // want-step "returns"
	}
	return listener.Close()
}

// ListenOk defers the end of the listener.
func ListenOk(ctx context.Context, db *bun.DB) error {
	listener := pgdriver.NewListener(db) // want-fate released
	defer listener.Close()
	if err := listener.Listen(ctx, "news"); err != nil {
		return err
	}
	return nil
}

// ScanAllOk gives the rows to ScanRows, which closes them.
func ScanAllOk(ctx context.Context, db *bun.DB, items *[]string) error {
	rows, err := db.QueryContext(ctx, "SELECT name FROM item") // want-fate released
	if err != nil {
		return err
	}
	return db.ScanRows(ctx, rows, items)
}
