package oliverecases

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/olivere/elastic/v7"
)

// Catalogue searches for goods.
type Catalogue struct{ client *elastic.Client }

// NewCatalogueBad leaves the goroutines of the client where there is no index.
func NewCatalogueBad(ctx context.Context, url string) (*Catalogue, error) {
	client, err := elastic.NewClient(elastic.SetURL(url)) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	exists, err := client.IndexExists("goods").Do(ctx)
	if err != nil {
		return nil, err // want-step "returns"
	}
	if !exists {
		client.Stop()
		return nil, errors.New("no index")
	}
	return &Catalogue{client: client}, nil
}

// NewCatalogueOk stops the client where there is no index.
func NewCatalogueOk(ctx context.Context, url string) (*Catalogue, error) {
	client, err := elastic.DialContext(ctx, elastic.SetURL(url)) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, err := client.IndexExists("goods").Do(ctx); err != nil {
		client.Stop()
		return nil, fmt.Errorf("index: %w", err)
	}
	return &Catalogue{client: client}, nil
}

// ExportOk clears the scroll when it has read all pages, or cannot read more.
func (c *Catalogue) ExportOk(ctx context.Context, each func(*elastic.SearchHit)) error {
	scroll := c.client.Scroll("goods").Size(500)
	defer scroll.Clear(ctx)
	for {
		page, err := scroll.Do(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, hit := range page.Hits.Hits {
			each(hit)
		}
	}
}

// CountOk reads the first page and clears the scroll.
func (c *Catalogue) CountOk(ctx context.Context) (int64, error) {
	scroll := c.client.Scroll("goods").Size(1)
	page, err := scroll.Do(ctx) // want-fate released
	if err != nil {
		return 0, err
	}
	defer scroll.Clear(ctx)
	return page.TotalHits(), nil
}

// SampleOk reads one page; the server forgets the scroll when its time is over.
func (c *Catalogue) SampleOk(ctx context.Context) (*elastic.SearchResult, error) {
	scroll := elastic.NewScrollService(c.client).Index("goods").KeepAlive("10s")
	page, err := scroll.Do(ctx) // want-fate untracked
	if err != nil {
		return nil, err
	}
	return page, nil
}
