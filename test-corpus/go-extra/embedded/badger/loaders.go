package badgercases

import (
	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/ristretto/v2/z"
)

// RestoreBad leaves the goroutines of the writer where a part is not accepted.
func RestoreBad(db *badger.DB, parts <-chan *z.Buffer) error {
	writer := db.NewStreamWriter() // want unclosed-resource // want-fate leaked
	if err := writer.Prepare(); err != nil {
		writer.Cancel()
		return err
	}
	for part := range parts {
		if err := writer.Write(part); err != nil {
			return err // want-step "returns"
		}
	}
	return writer.Flush()
}

// RestoreOk cancels what is not accepted.
func RestoreOk(db *badger.DB, parts <-chan *z.Buffer) error {
	writer := db.NewStreamWriter() // want-fate released
	defer writer.Cancel()
	if err := writer.Prepare(); err != nil {
		return err
	}
	for part := range parts {
		if err := writer.Write(part); err != nil {
			return err
		}
	}
	return writer.Flush()
}

// NumberOk gives back what is left of the lease.
func NumberOk(db *badger.DB) (uint64, error) {
	sequence, err := db.GetSequence([]byte("number"), 100) // want-fate released
	if err != nil {
		return 0, err
	}
	defer sequence.Release()
	return sequence.Next()
}

// NumberWastedOk wastes what is left of the lease: there are numbers enough.
func NumberWastedOk(db *badger.DB) (uint64, error) {
	sequence, err := db.GetSequence([]byte("number"), 1) // want-fate untracked
	if err != nil {
		return 0, err
	}
	return sequence.Next()
}
