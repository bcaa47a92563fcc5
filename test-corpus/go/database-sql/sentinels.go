package databasesql

import (
	"context"
	"database/sql"
	"errors"
)

var errNothingMoved = errors.New("nothing moved")

// MoveForeignOk answers with an error of another package; the deferred rollback asks for any error.
func MoveForeignOk(ctx context.Context, db *sql.DB) (failure error) {
	tx, err := db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if failure != nil {
			tx.Rollback()
		}
	}()
	moved, err := tx.Exec("UPDATE things SET place = 2")
	if err != nil {
		return err
	}
	if n, _ := moved.RowsAffected(); n == 0 {
		return sql.ErrNoRows
	}
	return tx.Commit()
}

// MoveOwnOk answers with an error of this package.
func MoveOwnOk(ctx context.Context, db *sql.DB) (failure error) {
	tx, err := db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if failure != nil {
			tx.Rollback()
		}
	}()
	moved, err := tx.Exec("UPDATE things SET place = 2")
	if err != nil {
		return err
	}
	if n, _ := moved.RowsAffected(); n == 0 {
		return errNothingMoved
	}
	return tx.Commit()
}

// MoveForgottenBad answers without an error where nothing was moved.
func MoveForgottenBad(ctx context.Context, db *sql.DB) (failure error) {
	tx, err := db.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	defer func() {
		if failure != nil {
			tx.Rollback()
		}
	}()
	moved, err := tx.Exec("UPDATE things SET place = 2")
	if err != nil {
		return err
	}
	if n, _ := moved.RowsAffected(); n == 0 {
		return nil
	}
	return tx.Commit()
}

// MoveSentinelOutBad answers with an error for which nothing rolls back.
func MoveSentinelOutBad(ctx context.Context, db *sql.DB) (failure error) {
	tx, err := db.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	moved, err := tx.Exec("UPDATE things SET place = 2")
	if err != nil {
		tx.Rollback()
		return err
	}
	if n, _ := moved.RowsAffected(); n == 0 {
		return sql.ErrNoRows
	}
	return tx.Commit()
}

// finish ends a transaction as an error tells.
func finish(tx *sql.Tx, failure error) error {
	if failure != nil {
		return errors.Join(failure, tx.Rollback())
	}
	return nil
}

// MoveFinishedOk hands an error of another package to a helper that rolls back for any.
func MoveFinishedOk(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	moved, err := tx.Exec("UPDATE things SET place = 2")
	if err != nil {
		return finish(tx, err)
	}
	if n, _ := moved.RowsAffected(); n == 0 {
		return finish(tx, sql.ErrNoRows)
	}
	return tx.Commit()
}
