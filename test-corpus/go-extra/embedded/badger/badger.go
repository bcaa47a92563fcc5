// Package badgercases holds the cases of the badger library.
package badgercases

import (
	"github.com/dgraph-io/badger/v4"
)

// SetBad keeps the transaction when the work fails.
func SetBad(db *badger.DB) error {
	txn := db.NewTransaction(true) // want unfinished-transaction // want-fate leaked
	if err := txn.Set([]byte("k"), nil); err != nil {
		return err // want-step "returns"
	}
	return txn.Commit()
}

// SetOk defers the end of the transaction.
func SetOk(db *badger.DB) error {
	txn := db.NewTransaction(true) // want-fate released
	defer txn.Discard()
	if err := txn.Set([]byte("k"), nil); err != nil {
		return err
	}
	return nil
}

// IterateBad keeps the iterator when the work fails.
func IterateBad(txn *badger.Txn, each func([]byte) error) error {
	iter := txn.NewIterator(badger.DefaultIteratorOptions) // want unclosed-rows // want-fate leaked
	if err := each(iter.Item().Key()); err != nil {
		return err // want-step "returns"
	}
	iter.Close()
	return nil
}

// IterateOk defers the end of the iterator.
func IterateOk(txn *badger.Txn, each func([]byte) error) error {
	iter := txn.NewIterator(badger.DefaultIteratorOptions) // want-fate released
	defer iter.Close()
	if err := each(iter.Item().Key()); err != nil {
		return err
	}
	return nil
}

// BatchBad keeps the batch when the work fails.
func BatchBad(db *badger.DB) error {
	batch := db.NewWriteBatch() // want unfinished-transaction // want-fate leaked
	if err := batch.Set([]byte("k"), nil); err != nil {
		return err // want-step "returns"
	}
	return batch.Flush()
}

// BatchOk defers the end of the batch.
func BatchOk(db *badger.DB) error {
	batch := db.NewWriteBatch() // want-fate released
	defer batch.Cancel()
	if err := batch.Set([]byte("k"), nil); err != nil {
		return err
	}
	return nil
}

// MergeBad keeps the merge operator when the work fails.
func MergeBad(db *badger.DB, merge badger.MergeFunc) error {
	operator := db.GetMergeOperator([]byte("k"), merge, 0) // want unclosed-resource // want-fate leaked
	if _, err := operator.Get(); err != nil {
		return err // want-step "returns"
	}
	operator.Stop()
	return nil
}

// MergeOk defers the end of the merge operator.
func MergeOk(db *badger.DB, merge badger.MergeFunc) error {
	operator := db.GetMergeOperator([]byte("k"), merge, 0) // want-fate released
	defer operator.Stop()
	if _, err := operator.Get(); err != nil {
		return err
	}
	return nil
}

// OpenOwner keeps a database.
type OpenOwner struct{ held *badger.DB }

// Shutdown ends the database.
func (o *OpenOwner) Shutdown() { o.held.Close() }

// NewOpenBad loses the database when the check after it fails.
func NewOpenBad(options badger.Options) (*OpenOwner, error) {
	db, err := badger.Open(options) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := db.Sync(); err != nil {
		return nil, err // want-step "returns"
	}
	return &OpenOwner{held: db}, nil
}

// NewOpenOk ends the database when the check after it fails.
func NewOpenOk(options badger.Options) (*OpenOwner, error) {
	db, err := badger.Open(options)
	if err != nil {
		return nil, err
	}
	if err := db.Sync(); err != nil {
		db.Close()
		return nil, err
	}
	return &OpenOwner{held: db}, nil
}
