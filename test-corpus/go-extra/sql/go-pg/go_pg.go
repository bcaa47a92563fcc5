// Package gopg holds the cases of the go-pg library.
package gopg

import (
	"context"

	"github.com/go-pg/pg/v10"
)

// RenameBad keeps the transaction when the work fails.
func RenameBad(db *pg.DB) error {
	tx, err := db.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE item SET name = ?", "a"); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// RenameOk defers the end of the transaction.
func RenameOk(db *pg.DB) error {
	tx, err := db.Begin() // want-fate released
	if err != nil {
		return err
	}
	defer tx.Close()
	if _, err := tx.Exec("UPDATE item SET name = ?", "a"); err != nil {
		return err
	}
	return nil
}

// PrepareBad keeps the statement when the work fails.
func PrepareBad(db *pg.DB) error {
	stmt, err := db.Prepare("SELECT 1") // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := stmt.Exec(); err != nil {
		return err // want-step "returns"
	}
	return stmt.Close()
}

// PrepareOk defers the end of the statement.
func PrepareOk(db *pg.DB) error {
	stmt, err := db.Prepare("SELECT 1") // want-fate released
	if err != nil {
		return err
	}
	defer stmt.Close()
	if _, err := stmt.Exec(); err != nil {
		return err
	}
	return nil
}

// ConnBad keeps the connection when the work fails.
func ConnBad(ctx context.Context, db *pg.DB) error {
	conn := db.Conn() // want unclosed-connection // want-fate leaked
	if err := conn.Ping(ctx); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// ConnOk defers the end of the connection.
func ConnOk(ctx context.Context, db *pg.DB) error {
	conn := db.Conn() // want-fate released
	defer conn.Close()
	if err := conn.Ping(ctx); err != nil {
		return err
	}
	return nil
}

// ListenBad keeps the listener when the work fails.
func ListenBad(ctx context.Context, db *pg.DB) error {
	listener := db.Listen(ctx, "news") // want unclosed-connection // want-fate leaked
	if _, _, err := listener.Receive(ctx); err != nil {
		return err // want-step "returns"
	}
	return listener.Close()
}

// ListenOk defers the end of the listener.
func ListenOk(ctx context.Context, db *pg.DB) error {
	listener := db.Listen(ctx, "news") // want-fate released
	defer listener.Close()
	if _, _, err := listener.Receive(ctx); err != nil {
		return err
	}
	return nil
}

// ConnectOwner keeps a database.
type ConnectOwner struct{ held *pg.DB }

// Shutdown ends the database.
func (o *ConnectOwner) Shutdown() { o.held.Close() }

// NewConnectBad loses the database when the check after it fails.
func NewConnectBad(ctx context.Context, options *pg.Options) (*ConnectOwner, error) {
	db := pg.Connect(options) // want unclosed-resource // want-fate leaked
	if err := db.Ping(ctx); err != nil {
		return nil, err // want-step "returns"
	}
	return &ConnectOwner{held: db}, nil
}

// NewConnectOk ends the database when the check after it fails.
func NewConnectOk(ctx context.Context, options *pg.Options) (*ConnectOwner, error) {
	db := pg.Connect(options)
	if err := db.Ping(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return &ConnectOwner{held: db}, nil
}
