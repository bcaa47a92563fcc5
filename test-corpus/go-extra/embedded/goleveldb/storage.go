package goleveldb

import (
	"errors"

	"github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/storage"
)

// Ledger keeps a database and the files below it, which the database does not close.
type Ledger struct {
	files storage.Storage
	db    *leveldb.DB
}

// OpenLedgerBad leaves the lock on the files where there is no database in them.
func OpenLedgerBad(path string) (*Ledger, error) {
	files, err := storage.OpenFile(path, false) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	db, err := leveldb.Open(files, nil) // want-fate returned
	if err != nil {
		return nil, err // want-step "returns"
	}
	return &Ledger{files: files, db: db}, nil
}

// OpenLedgerOk gives the files back where there is no database in them.
func OpenLedgerOk(path string) (*Ledger, error) {
	files, err := storage.OpenFile(path, false) // want-fate returned
	if err != nil {
		return nil, err
	}
	db, err := leveldb.Open(files, nil) // want-fate returned
	if err != nil {
		return nil, errors.Join(err, files.Close())
	}
	return &Ledger{files: files, db: db}, nil
}
