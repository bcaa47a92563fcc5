// Package goleveldb holds the cases of the goleveldb library.
package goleveldb

import (
	"github.com/syndtr/goleveldb/leveldb"
)

// IterateBad keeps the iterator when the work fails.
func IterateBad(db *leveldb.DB, each func([]byte) error) error {
	iter := db.NewIterator(nil, nil) // want unclosed-rows // want-fate leaked
	if err := each(iter.Key()); err != nil {
		return err // want-step "returns"
	}
	iter.Release()
	return nil
}

// IterateOk defers the end of the iterator.
func IterateOk(db *leveldb.DB, each func([]byte) error) error {
	iter := db.NewIterator(nil, nil) // want-fate released
	defer iter.Release()
	if err := each(iter.Key()); err != nil {
		return err
	}
	return nil
}

// SnapshotBad keeps the snapshot when the work fails.
func SnapshotBad(db *leveldb.DB) error {
	snapshot, err := db.GetSnapshot() // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := snapshot.Get([]byte("k"), nil); err != nil {
		return err // want-step "returns"
	}
	snapshot.Release()
	return nil
}

// SnapshotOk defers the end of the snapshot.
func SnapshotOk(db *leveldb.DB) error {
	snapshot, err := db.GetSnapshot() // want-fate released
	if err != nil {
		return err
	}
	defer snapshot.Release()
	if _, err := snapshot.Get([]byte("k"), nil); err != nil {
		return err
	}
	return nil
}

// WriteBad keeps the transaction when the work fails.
func WriteBad(db *leveldb.DB) error {
	tx, err := db.OpenTransaction() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if err := tx.Put([]byte("k"), nil, nil); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// WriteOk defers the end of the transaction.
func WriteOk(db *leveldb.DB) error {
	tx, err := db.OpenTransaction() // want-fate released
	if err != nil {
		return err
	}
	defer tx.Discard()
	if err := tx.Put([]byte("k"), nil, nil); err != nil {
		return err
	}
	return nil
}

// EachBad reads to the end, which releases nothing.
func EachBad(db *leveldb.DB) (n int, err error) {
	iter := db.NewIterator(nil, nil) // want unclosed-rows // want-fate leaked
	for iter.Next() {
		n++
	}
	return n, iter.Error() // want-step "returns"
}

// OpenOwner keeps a database.
type OpenOwner struct{ held *leveldb.DB }

// Shutdown ends the database.
func (o *OpenOwner) Shutdown() { o.held.Close() }

// NewOpenBad loses the database when the check after it fails.
func NewOpenBad(path string) (*OpenOwner, error) {
	db, err := leveldb.OpenFile(path, nil) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := db.GetProperty("leveldb.stats"); err != nil {
		return nil, err // want-step "returns"
	}
	return &OpenOwner{held: db}, nil
}

// NewOpenOk ends the database when the check after it fails.
func NewOpenOk(path string) (*OpenOwner, error) {
	db, err := leveldb.OpenFile(path, nil)
	if err != nil {
		return nil, err
	}
	if _, err := db.GetProperty("leveldb.stats"); err != nil {
		db.Close()
		return nil, err
	}
	return &OpenOwner{held: db}, nil
}
