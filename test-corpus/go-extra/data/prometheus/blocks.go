package promcases

import (
	"context"
	"log/slog"

	"github.com/prometheus/prometheus/tsdb"
)

// Reader reads a database that another process writes.
type Reader struct{ db *tsdb.DBReadOnly }

// OpenReaderBad loses the database where it has no blocks.
func OpenReaderBad(dir, sandbox string, logger *slog.Logger) (*Reader, error) {
	db, err := tsdb.OpenDBReadOnly(dir, sandbox, logger) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := db.Blocks(); err != nil {
		return nil, err // want-step "returns"
	}
	return &Reader{db: db}, nil
}

// OpenReaderOk closes the database where it has no blocks.
func OpenReaderOk(dir, sandbox string, logger *slog.Logger) (*Reader, error) {
	db, err := tsdb.OpenDBReadOnly(dir, sandbox, logger) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, err := db.Blocks(); err != nil {
		db.Close()
		return nil, err
	}
	return &Reader{db: db}, nil
}

// JobsBad keeps the index of the block where it cannot be read; the block cannot be closed then.
func JobsBad(ctx context.Context, block tsdb.BlockReader) ([]string, error) {
	index, err := block.Index() // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	jobs, err := index.SortedLabelValues(ctx, "job", nil)
	if err != nil {
		return nil, err // want-step "returns"
	}
	return jobs, index.Close()
}

// JobsOk closes the index in any case.
func JobsOk(ctx context.Context, block tsdb.BlockReader) ([]string, error) {
	index, err := block.Index() // want-fate released
	if err != nil {
		return nil, err
	}
	defer index.Close()
	return index.SortedLabelValues(ctx, "job", nil)
}
