// Package bboltcases holds the cases of the bbolt library.
package bboltcases

import (
	"go.etcd.io/bbolt"
)

// PutBad keeps the transaction when the work fails.
func PutBad(db *bbolt.DB) error {
	tx, err := db.Begin(true) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.CreateBucketIfNotExists([]byte("b")); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// PutOk defers the end of the transaction.
func PutOk(db *bbolt.DB) error {
	tx, err := db.Begin(true) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.CreateBucketIfNotExists([]byte("b")); err != nil {
		return err
	}
	return nil
}

// UpdateOk leaves everything to the library.
func UpdateOk(db *bbolt.DB) error {
	return db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists([]byte("b"))
		return err
	})
}

// OpenOwner keeps a database.
type OpenOwner struct{ held *bbolt.DB }

// Shutdown ends the database.
func (o *OpenOwner) Shutdown() { o.held.Close() }

// NewOpenBad loses the database when the check after it fails.
func NewOpenBad(path string) (*OpenOwner, error) {
	db, err := bbolt.Open(path, 0o600, nil) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := db.Sync(); err != nil {
		return nil, err // want-step "returns"
	}
	return &OpenOwner{held: db}, nil
}

// NewOpenOk ends the database when the check after it fails.
func NewOpenOk(path string) (*OpenOwner, error) {
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		return nil, err
	}
	if err := db.Sync(); err != nil {
		db.Close()
		return nil, err
	}
	return &OpenOwner{held: db}, nil
}
