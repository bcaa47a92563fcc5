package sqlx

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// WithLockBad keeps the connection where the lock is not to be had.
func (a *Atlas) WithLockBad(ctx context.Context, work func(*sqlx.Conn) error) error {
	conn, err := a.db.Connx(ctx) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(1)"); err != nil {
		return fmt.Errorf("lock: %w", err) // want-step "returns"
	}
	defer conn.Close()
	return work(conn)
}

// WithLockOk gives the connection back in any case.
func (a *Atlas) WithLockOk(ctx context.Context, work func(*sqlx.Conn) error) error {
	conn, err := a.db.Connx(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(1)"); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	return work(conn)
}

// ImportOk prepares in a transaction; its end is the end of the statement.
func (a *Atlas) ImportOk(ctx context.Context, cities []City) error {
	tx, err := a.db.BeginTxx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	stmt, err := tx.PrepareNamedContext(ctx, "INSERT INTO city (id, name) VALUES (:id, :name)") // want-fate released
	if err != nil {
		return err
	}
	for _, city := range cities {
		if _, err := stmt.ExecContext(ctx, city); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// RenameWithinOk prepares in a transaction of its caller, who ends it.
func RenameWithinOk(tx *sqlx.Tx, cities []City) error {
	stmt, err := tx.Preparex("UPDATE city SET name = $1 WHERE id = $2") // want-fate untracked
	if err != nil {
		return err
	}
	for _, city := range cities {
		if _, err := stmt.Exec(city.Name, city.ID); err != nil {
			return err
		}
	}
	return stmt.Close()
}

// ConnectOk closes the pool that comes together with the error, and one that is too old.
func ConnectOk(ctx context.Context, dsn string) (*Atlas, error) {
	db, err := sqlx.Open("mysql", dsn) // want-fate returned
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8)
	var version string
	if err := db.GetContext(ctx, &version, "SELECT version()"); err != nil || version < "8" {
		db.Close()
		return nil, fmt.Errorf("version %q: %w", version, err)
	}
	return &Atlas{db: db}, nil
}

// StatementOfOk borrows a prepared statement for a transaction of its caller.
func StatementOfOk(tx *sql.Tx, stmt *sql.Stmt, id int64) error {
	own := tx.Stmt(stmt) // want-fate untracked
	if _, err := own.Exec(id); err != nil {
		return err
	}
	return own.Close()
}
