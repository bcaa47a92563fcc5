package pebblecases

import (
	"github.com/cockroachdb/pebble"
)

// ImportOk closes the batch, which gives its memory back.
func ImportOk(db *pebble.DB, values map[string][]byte) error {
	batch := db.NewBatch() // want-fate released
	defer batch.Close()
	for key, value := range values {
		if err := batch.Set([]byte(key), value, nil); err != nil {
			return err
		}
	}
	return batch.Commit(pebble.Sync)
}

// RenameOk leaves a batch that was not committed to the collector.
func RenameOk(db *pebble.DB, from, to []byte) error {
	batch := db.NewIndexedBatch() // want-fate untracked
	if err := batch.Delete(from, nil); err != nil {
		return err
	}
	if err := batch.Set(to, from, nil); err != nil {
		return err
	}
	return batch.Commit(pebble.NoSync)
}
