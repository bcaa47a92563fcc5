// Package oliverecases holds the cases of the olivere client.
package oliverecases

import (
	"context"

	"github.com/olivere/elastic/v7"
)

// BulkBad keeps the processor when the work fails.
func BulkBad(ctx context.Context, client *elastic.Client) error {
	processor, err := client.BulkProcessor().Workers(1).Do(ctx) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := processor.Flush(); err != nil {
		return err // want-step "returns"
	}
	return processor.Close()
}

// BulkOk defers the end of the processor.
func BulkOk(ctx context.Context, client *elastic.Client) error {
	processor, err := client.BulkProcessor().Workers(1).Do(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer processor.Close()
	if err := processor.Flush(); err != nil {
		return err
	}
	return nil
}
