package libpq

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/lib/pq"
)

// CopyBad returns in the middle of a copy: a rollback does not end it, and may wait for ever.
func CopyBad(tx *sql.Tx, names []string) error {
	stmt, err := tx.Prepare(pq.CopyIn("users", "name")) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == "" {
			return fmt.Errorf("a user without a name") // want-step "returns"
		}
		if _, err := stmt.Exec(name); err != nil {
			return err
		}
	}
	if _, err := stmt.Exec(); err != nil {
		return err
	}
	return stmt.Close()
}

// CopyOk closes it on every path.
func CopyOk(tx *sql.Tx, names []string) error {
	stmt, err := tx.Prepare(pq.CopyIn("users", "name")) // want-fate released
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, name := range names {
		if name == "" {
			return fmt.Errorf("a user without a name")
		}
		if _, err := stmt.Exec(name); err != nil {
			return err
		}
	}
	_, err = stmt.Exec()
	return err
}

// RollBackBad rolls back what is still being copied.
func RollBackBad(ctx context.Context, db *sql.DB, names []string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	query := pq.CopyInSchema("app", "users", "name")
	stmt, err := tx.PrepareContext(ctx, query) // want unclosed-resource
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := stmt.ExecContext(ctx, name); err != nil {
			return err // want-step "returns"
		}
	}
	if _, err := stmt.ExecContext(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// FlushOk closes it by an Exec without values; the transaction may end then.
func FlushOk(tx *sql.Tx, names [3]string) error {
	stmt, err := tx.Prepare(pq.CopyIn("users", "name")) // want-fate released
	if err != nil {
		return err
	}
	for _, name := range names {
		stmt.Exec(name)
	}
	if _, err := stmt.Exec(); err != nil {
		return err
	}
	return tx.Commit()
}

func flush(stmt *sql.Stmt) error {
	_, err := stmt.Exec()
	return err
}

func send(stmt *sql.Stmt, name string) error {
	_, err := stmt.Exec(name)
	return err
}

// HelperOk leaves the end to a function that knows how.
func HelperOk(tx *sql.Tx, name string) error {
	stmt, err := tx.Prepare(pq.CopyIn("users", "name")) // want-fate released
	if err != nil {
		return err
	}
	sent := send(stmt, name)
	if err := flush(stmt); err != nil {
		return err
	}
	return sent
}

// HelperBad takes the sending of a row for the end.
func HelperBad(tx *sql.Tx, name string) error {
	stmt, err := tx.Prepare(pq.CopyIn("users", "name")) // want unclosed-resource
	if err != nil {
		return err
	}
	return send(stmt, name) // want-step "returns"
}

// SaidBad writes the command itself.
func SaidBad(tx *sql.Tx, name string) error {
	stmt, err := tx.Prepare("COPY users (name) FROM STDIN") // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := stmt.Exec(name); err != nil {
		return err // want-step "returns"
	}
	_, err = stmt.Exec()
	return err
}

// PlainOk prepares a statement like any other: the transaction ends it.
func PlainOk(db *sql.DB, name string) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	stmt, err := tx.Prepare("INSERT INTO users (name) VALUES ($1)") // want-fate released
	if err != nil {
		return err
	}
	if _, err := stmt.Exec(name); err != nil {
		return err
	}
	return tx.Commit()
}

type traced struct {
	tx *sql.Tx
}

func (t *traced) Prepare(query string) (*sql.Stmt, error) {
	return t.tx.Prepare(query)
}

// WrappedBad prepares through a type of the project.
func WrappedBad(t *traced, name string) error {
	stmt, err := t.Prepare(pq.CopyIn("users", "name")) // want unclosed-resource
	if err != nil {
		return err
	}
	if _, err := stmt.Exec(name); err != nil {
		return err // want-step "returns"
	}
	return stmt.Close()
}

type preparer interface {
	Prepare(query string) (*sql.Stmt, error)
}

// InterfaceBad prepares by whatever prepares.
func InterfaceBad(by preparer, name string) error {
	stmt, err := by.Prepare(pq.CopyIn("users", "name")) // want unclosed-resource
	if err != nil {
		return err
	}
	if _, err := stmt.Exec(name); err != nil {
		return err // want-step "returns"
	}
	return stmt.Close()
}

// InterfaceOk closes it all the same.
func InterfaceOk(by preparer, name string) error {
	stmt, err := by.Prepare(pq.CopyIn("users", "name")) // want-fate released
	if err != nil {
		return err
	}
	defer stmt.Close()
	_, err = stmt.Exec(name)
	return err
}
