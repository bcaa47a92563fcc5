// Package blevecases holds the cases of the search index.
package blevecases

import (
	"errors"
	"fmt"

	"github.com/blevesearch/bleve/v2"
)

// Search finds pages.
type Search struct{ index bleve.Index }

// OpenSearchBad leaves the lock on the index where it is empty.
func OpenSearchBad(path string) (*Search, error) {
	index, err := bleve.Open(path) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	count, err := index.DocCount()
	if err != nil || count == 0 {
		return nil, fmt.Errorf("%s is empty: %w", path, err) // want-step "returns"
	}
	return &Search{index: index}, nil
}

// OpenSearchOk opens the index or makes one, and closes one that is empty.
func OpenSearchOk(path string) (*Search, error) {
	index, err := bleve.Open(path)
	if errors.Is(err, bleve.ErrorIndexPathDoesNotExist) {
		index, err = bleve.New(path, bleve.NewIndexMapping()) // want-fate returned
	}
	if err != nil {
		return nil, err
	}
	if _, err := index.DocCount(); err != nil {
		return nil, errors.Join(err, index.Close())
	}
	return &Search{index: index}, nil
}

// FindOk searches in an index of its own.
func FindOk(pages map[string]any, text string) (uint64, error) {
	index, err := bleve.NewMemOnly(bleve.NewIndexMapping()) // want-fate released
	if err != nil {
		return 0, err
	}
	defer index.Close()
	for id, page := range pages {
		if err := index.Index(id, page); err != nil {
			return 0, err
		}
	}
	result, err := index.Search(bleve.NewSearchRequest(bleve.NewMatchQuery(text)))
	if err != nil {
		return 0, err
	}
	return result.Total, nil
}
