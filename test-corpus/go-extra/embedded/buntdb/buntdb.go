// Package buntdbcases holds the cases of the buntdb library.
package buntdbcases

import (
	"github.com/tidwall/buntdb"
)

// SetBad keeps the transaction when the work fails.
func SetBad(db *buntdb.DB) error {
	tx, err := db.Begin(true) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, _, err := tx.Set("k", "v", nil); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// SetOk defers the end of the transaction.
func SetOk(db *buntdb.DB) error {
	tx, err := db.Begin(true) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, _, err := tx.Set("k", "v", nil); err != nil {
		return err
	}
	return nil
}

// OpenOwner keeps a database.
type OpenOwner struct{ held *buntdb.DB }

// Shutdown ends the database.
func (o *OpenOwner) Shutdown() { o.held.Close() }

// NewOpenBad loses the database when the check after it fails.
func NewOpenBad(path string) (*OpenOwner, error) {
	db, err := buntdb.Open(path) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := db.Shrink(); err != nil {
		return nil, err // want-step "returns"
	}
	return &OpenOwner{held: db}, nil
}

// NewOpenOk ends the database when the check after it fails.
func NewOpenOk(path string) (*OpenOwner, error) {
	db, err := buntdb.Open(path)
	if err != nil {
		return nil, err
	}
	if err := db.Shrink(); err != nil {
		db.Close()
		return nil, err
	}
	return &OpenOwner{held: db}, nil
}
