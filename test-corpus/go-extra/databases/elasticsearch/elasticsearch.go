// Package escases holds the cases of the Elasticsearch client.
package escases

import (
	"context"
	"errors"
	"io"

	"github.com/elastic/go-elasticsearch/v8/esapi"
	"github.com/elastic/go-elasticsearch/v8/esutil"
)

// SearchBad returns on an answer with an error status, which has a body too.
func SearchBad(ctx context.Context, transport esapi.Transport, out io.Writer) error {
	response, err := esapi.SearchRequest{}.Do(ctx, transport) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if response.IsError() {
		return errors.New(response.Status()) // want-step "returns"
	}
	defer response.Body.Close()
	_, err = io.Copy(out, response.Body)
	return err
}

// SearchOk defers the close before it looks at the status.
func SearchOk(ctx context.Context, transport esapi.Transport, out io.Writer) error {
	response, err := esapi.SearchRequest{}.Do(ctx, transport) // want-fate released
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.IsError() {
		return errors.New(response.Status())
	}
	_, err = io.Copy(out, response.Body)
	return err
}

// BulkBad keeps the indexer when the work fails.
func BulkBad(ctx context.Context, config esutil.BulkIndexerConfig) error {
	indexer, err := esutil.NewBulkIndexer(config) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := indexer.Add(ctx, esutil.BulkIndexerItem{}); err != nil {
		return err // want-step "returns"
	}
	return indexer.Close(ctx)
}

// BulkOk defers the end of the indexer.
func BulkOk(ctx context.Context, config esutil.BulkIndexerConfig) error {
	indexer, err := esutil.NewBulkIndexer(config) // want-fate released
	if err != nil {
		return err
	}
	defer indexer.Close(ctx)
	if err := indexer.Add(ctx, esutil.BulkIndexerItem{}); err != nil {
		return err
	}
	return nil
}
