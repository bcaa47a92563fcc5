package databasesql

import (
	"context"
	"database/sql"
	"errors"
	"log"
)

// CommitTwiceBad commits in a branch that does not return.
func CommitTwiceBad(db *sql.DB, early bool) error {
	tx, err := db.Begin() // want double-finish
	if err != nil {
		return err
	}
	if early {
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	log.Print("done")
	return tx.Commit()
}

// CommitAfterRollbackBad forgets the return after the rollback.
func CommitAfterRollbackBad(db *sql.DB) error {
	tx, err := db.Begin() // want double-finish
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM carts"); err != nil {
		tx.Rollback()
	}
	return tx.Commit() // want-step "comes when `tx` is committed or rolled back already"
}

// CommitTwiceInSequenceBad has one Commit too many.
func CommitTwiceInSequenceBad(db *sql.DB) error {
	tx, err := db.Begin() // want double-finish
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := tx.Commit(); err != nil {
		return err
	}
	return tx.Commit()
}

// RollbackAfterCommitOk is the usual form, and twice is no harm either.
func RollbackAfterCommitOk(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := tx.Commit(); err != nil {
		tx.Rollback()
		return err
	}
	return nil
}

// CommitOrRollbackOk does one or the other.
func CommitOrRollbackOk(db *sql.DB, keep bool) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if !keep {
		tx.Rollback()
	}
	if keep {
		return tx.Commit()
	}
	return nil
}

// NewTransactionOk commits one, begins another one and commits that.
func NewTransactionOk(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	tx, err = db.Begin()
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM carts"); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

// BatchesOk commits one transaction for each batch.
func BatchesOk(db *sql.DB, batches [][]int) error {
	for _, batch := range batches {
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		for _, id := range batch {
			if _, err := tx.Exec("DELETE FROM carts WHERE id = ?", id); err != nil {
				tx.Rollback()
				return err
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// ExecAfterCommitBad goes on with a transaction that has ended.
func ExecAfterCommitBad(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil) // want use-after-release
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "DELETE FROM carts") // want-step "comes after that"
	return err
}

// ScanAfterCloseBad closes too early.
func ScanAfterCloseBad(db *sql.DB) (name string, err error) {
	rows, err := db.Query("SELECT name FROM users") // want use-after-release
	if err != nil {
		return "", err
	}
	rows.Next()
	rows.Close()
	err = rows.Scan(&name)
	return name, err
}

// ErrAfterCloseOk asks for the error after closing, which is allowed.
func ErrAfterCloseOk(db *sql.DB) (n int, err error) {
	rows, err := db.Query("SELECT name FROM users")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	rows.Close()
	return n, rows.Err()
}

// LoopWithoutErrBad takes a broken connection for the end.
func LoopWithoutErrBad(db *sql.DB) (names []string, err error) {
	rows, err := db.Query("SELECT name FROM users") // want rows-err-unchecked
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil // want-step "without asking"
}

// ErrOnOnePathBad asks only where there was something.
func ErrOnOnePathBad(db *sql.DB) (count int, err error) {
	rows, err := db.Query("SELECT name FROM users") // want rows-err-unchecked
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		count++
	}
	if count == 0 {
		return 0, errors.New("nobody")
	}
	return count, rows.Err()
}

// FirstOnlyOk reads one row and closes.
func FirstOnlyOk(db *sql.DB) (name string, err error) {
	rows, err := db.Query("SELECT name FROM users")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(&name)
	}
	return name, err
}

// BreakOk leaves the loop before the end.
func BreakOk(db *sql.DB) (name string, err error) {
	rows, err := db.Query("SELECT name FROM users")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&name); err != nil {
			return "", err
		}
		if name != "" {
			return name, nil
		}
	}
	return "", rows.Err()
}

// ErrInCalleeOk leaves the question to a callee.
func ErrInCalleeOk(db *sql.DB) error {
	rows, err := db.Query("SELECT name FROM users")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		log.Print("a row")
	}
	return finishRows(rows)
}

func finishRows(rows *sql.Rows) error {
	if err := rows.Err(); err != nil {
		return err
	}
	return rows.Close()
}

// ErrInDeferOk asks in the deferred function.
func ErrInDeferOk(db *sql.DB) (err error) {
	rows, err := db.Query("SELECT name FROM users")
	if err != nil {
		return err
	}
	defer func() {
		if rerr := rows.Err(); err == nil {
			err = rerr
		}
		rows.Close()
	}()
	for rows.Next() {
		log.Print("a row")
	}
	return nil
}

// ResultSetsOk asks after the last of several results.
func ResultSetsOk(db *sql.DB) error {
	rows, err := db.Query("CALL report()")
	if err != nil {
		return err
	}
	defer rows.Close()
	for {
		for rows.Next() {
			log.Print("a row")
		}
		if !rows.NextResultSet() {
			break
		}
	}
	return rows.Err()
}
