// Package storagecases holds the cases of objects of Google Cloud.
package storagecases

import (
	"context"
	"fmt"
	"io"

	"cloud.google.com/go/storage"
)

// Photos keeps photos in a bucket.
type Photos struct {
	client *storage.Client
	bucket *storage.BucketHandle
}

// OpenPhotosBad loses the client where there is no bucket.
func OpenPhotosBad(ctx context.Context, name string) (*Photos, error) {
	client, err := storage.NewClient(ctx) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	bucket := client.Bucket(name)
	if _, err := bucket.Attrs(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err) // want-step "returns"
	}
	return &Photos{client: client, bucket: bucket}, nil
}

// OpenPhotosOk closes the client where there is no bucket.
func OpenPhotosOk(ctx context.Context, name string) (*Photos, error) {
	client, err := storage.NewClient(ctx) // want-fate returned
	if err != nil {
		return nil, err
	}
	bucket := client.Bucket(name)
	if _, err := bucket.Attrs(ctx); err != nil {
		client.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &Photos{client: client, bucket: bucket}, nil
}

// FetchBad keeps the connection where the copy fails.
func (p *Photos) FetchBad(ctx context.Context, name string, to io.Writer) error {
	reader, err := p.bucket.Object(name).NewReader(ctx) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(to, reader); err != nil {
		return err // want-step "returns"
	}
	return reader.Close()
}

// FetchOk closes the reader in any case.
func (p *Photos) FetchOk(ctx context.Context, name string, to io.Writer) error {
	reader, err := p.bucket.Object(name).NewRangeReader(ctx, 0, 1<<10) // want-fate released
	if err != nil {
		return err
	}
	defer reader.Close()
	_, err = io.Copy(to, reader)
	return err
}

// StoreBad neither closes the writer where the copy fails nor ends its context.
func (p *Photos) StoreBad(ctx context.Context, name string, from io.Reader) error {
	writer := p.bucket.Object(name).NewWriter(ctx) // want unclosed-file // want-fate leaked
	writer.ContentType = "image/jpeg"
	if _, err := io.Copy(writer, from); err != nil {
		return err // want-step "returns"
	}
	return writer.Close()
}

// StoreOk gives the upload up by the end of its context, so that no half of a photo is stored.
func (p *Photos) StoreOk(ctx context.Context, name string, from io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	writer := p.bucket.Object(name).NewWriter(ctx) // want-fate released
	if _, err := io.Copy(writer, from); err != nil {
		return err
	}
	return writer.Close()
}
