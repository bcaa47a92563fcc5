// Package pebblecases holds the cases of the pebble library.
package pebblecases

import (
	"github.com/cockroachdb/pebble"
)

// GetBad does not close the value when it does not fit.
func GetBad(db *pebble.DB, check func([]byte) error) error {
	value, closer, err := db.Get([]byte("k")) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := check(value); err != nil {
		return err // want-step "returns"
	}
	return closer.Close()
}

// GetOk defers the close.
func GetOk(db *pebble.DB, check func([]byte) error) error {
	value, closer, err := db.Get([]byte("k")) // want-fate released
	if err != nil {
		return err
	}
	defer closer.Close()
	return check(value)
}

// IterateBad keeps the iterator when the work fails.
func IterateBad(db *pebble.DB, each func([]byte) error) error {
	iter, err := db.NewIter(nil) // want unclosed-rows // want-fate leaked
	if err != nil {
		return err
	}
	if err := each(iter.Key()); err != nil {
		return err // want-step "returns"
	}
	return iter.Close()
}

// IterateOk defers the end of the iterator.
func IterateOk(db *pebble.DB, each func([]byte) error) error {
	iter, err := db.NewIter(nil) // want-fate released
	if err != nil {
		return err
	}
	defer iter.Close()
	if err := each(iter.Key()); err != nil {
		return err
	}
	return nil
}

// SnapshotBad keeps the snapshot when the work fails.
func SnapshotBad(db *pebble.DB, w *pebble.Batch) error {
	snapshot := db.NewSnapshot() // want unclosed-resource // want-fate leaked
	if err := w.Set(nil, nil, nil); err != nil {
		return err // want-step "returns"
	}
	return snapshot.Close()
}

// SnapshotOk defers the end of the snapshot.
func SnapshotOk(db *pebble.DB, w *pebble.Batch) error {
	snapshot := db.NewSnapshot() // want-fate released
	defer snapshot.Close()
	if err := w.Set(nil, nil, nil); err != nil {
		return err
	}
	return nil
}

// OpenOwner keeps a database.
type OpenOwner struct{ held *pebble.DB }

// Shutdown ends the database.
func (o *OpenOwner) Shutdown() { o.held.Close() }

// NewOpenBad loses the database when the check after it fails.
func NewOpenBad(path string) (*OpenOwner, error) {
	db, err := pebble.Open(path, nil) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := db.Flush(); err != nil {
		return nil, err // want-step "returns"
	}
	return &OpenOwner{held: db}, nil
}

// NewOpenOk ends the database when the check after it fails.
func NewOpenOk(path string) (*OpenOwner, error) {
	db, err := pebble.Open(path, nil)
	if err != nil {
		return nil, err
	}
	if err := db.Flush(); err != nil {
		db.Close()
		return nil, err
	}
	return &OpenOwner{held: db}, nil
}
