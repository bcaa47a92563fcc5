package xormcases

import (
	"context"
	"fmt"

	"xorm.io/xorm/core"
)

// NamesBad leaves the cursor where a row cannot be read.
func NamesBad(db *core.DB) (names []string, err error) {
	rows, err := db.Query("SELECT name FROM item") // want unclosed-rows // want-fate leaked
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var item Item
		if err := rows.ScanStructByName(&item); err != nil {
			return nil, fmt.Errorf("item: %w", err) // want-step "returns"
		}
		names = append(names, item.Name)
	}
	return names, rows.Err()
}

// NamesOk closes the cursor in any case.
func NamesOk(ctx context.Context, db *core.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM item") // want-fate released
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var item Item
		if err := rows.ScanStructByName(&item); err != nil {
			return nil, fmt.Errorf("item: %w", err)
		}
		names = append(names, item.Name)
	}
	return names, rows.Err()
}

// MoveBad leaves the transaction where the second half fails.
func MoveBad(db *core.DB, from, to int64) error {
	tx, err := db.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE item SET n = n - 1 WHERE id = ?", from); err != nil {
		return tx.Rollback()
	}
	if _, err := tx.Exec("UPDATE item SET n = n + 1 WHERE id = ?", to); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// MoveOk rolls back in any case; after a commit that does nothing.
func MoveOk(ctx context.Context, db *core.DB, from, to int64) error {
	tx, err := db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE item SET n = n - 1 WHERE id = ?", from); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE item SET n = n + 1 WHERE id = ?", to); err != nil {
		return err
	}
	return tx.Commit()
}
