package databasesql

import (
	"context"
	"database/sql"
	"fmt"
)

// LockTableBad keeps the connection when the lock is not granted. Pattern P52.
func LockTableBad(ctx context.Context, db *sql.DB, table string) error {
	conn, err := db.Conn(ctx) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "LOCK TABLES "+table+" WRITE"); err != nil {
		return fmt.Errorf("lock %s: %w", table, err) // want-step "returns"
	}
	if _, err := conn.ExecContext(ctx, "UNLOCK TABLES"); err != nil {
		conn.Close()
		return err
	}
	return conn.Close()
}

// LockTableOk gives the connection back in every case. Pattern P52.
func LockTableOk(ctx context.Context, db *sql.DB, table string) (err error) {
	conn, err := db.Conn(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if cerr := conn.Close(); cerr != nil && err == nil {
			err = cerr
		}
	}()
	if _, err := conn.ExecContext(ctx, "LOCK TABLES "+table+" WRITE"); err != nil {
		return fmt.Errorf("lock %s: %w", table, err)
	}
	_, err = conn.ExecContext(ctx, "UNLOCK TABLES")
	return err
}

// session is one connection with settings of its own.
type session struct {
	conn *sql.Conn
	zone string
}

// Close gives the connection back.
func (s *session) Close() error { return s.conn.Close() }

// NewSessionBad forgets the connection when the setting is refused. Pattern P68.
func NewSessionBad(ctx context.Context, db *sql.DB, zone string) (*session, error) {
	conn, err := db.Conn(ctx) // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "SET time_zone = ?", zone); err != nil {
		return nil, err // want-step "returns"
	}
	return &session{conn: conn, zone: zone}, nil
}

// NewSessionOk closes on the path that returns no session. Pattern P68.
func NewSessionOk(ctx context.Context, db *sql.DB, zone string) (*session, error) {
	conn, err := db.Conn(ctx) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "SET time_zone = ?", zone); err != nil {
		conn.Close()
		return nil, err
	}
	return &session{conn: conn, zone: zone}, nil
}

// TxOnConnBad ends the connection but not the transaction that was begun on it.
func TxOnConnBad(ctx context.Context, db *sql.DB, id int64) error {
	conn, err := db.Conn(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM users WHERE id = ?", id); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// TxOnConnOk ends both, the inner one first.
func TxOnConnOk(ctx context.Context, db *sql.DB, id int64) error {
	conn, err := db.Conn(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "DELETE FROM users WHERE id = ?", id); err != nil {
		return err
	}
	return tx.Commit()
}

// OpenAndPingBad opens a pool and forgets it when nobody answers. Pattern P68.
func OpenAndPingBad(ctx context.Context, dsn string) (*sql.DB, error) {
	db, err := sql.Open("mysql", dsn) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(32)
	if err := db.PingContext(ctx); err != nil {
		return nil, err // want-step "returns"
	}
	return db, nil
}

// OpenAndPingOk closes the pool when nobody answers. Pattern P68.
func OpenAndPingOk(ctx context.Context, dsn string) (*sql.DB, error) {
	db, err := sql.Open("mysql", dsn) // want-fate returned
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(32)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}
