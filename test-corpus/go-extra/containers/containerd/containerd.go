// Package containerdcases holds the cases of the containerd client.
package containerdcases

import (
	"context"

	containerd "github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/core/content"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// WriteBad keeps the writer when the work fails.
func WriteBad(ctx context.Context, store content.Ingester, data []byte) error {
	writer, err := store.Writer(ctx) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := writer.Write(data); err != nil {
		return err // want-step "returns"
	}
	return writer.Commit(ctx, 0, "")
}

// WriteOk defers the end of the writer.
func WriteOk(ctx context.Context, store content.Ingester, data []byte) error {
	writer, err := store.Writer(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer writer.Close()
	if _, err := writer.Write(data); err != nil {
		return err
	}
	return nil
}

// ReadBad keeps the reader when the work fails.
func ReadBad(ctx context.Context, provider content.Provider, desc ocispec.Descriptor, buf []byte) error {
	reader, err := provider.ReaderAt(ctx, desc) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := reader.ReadAt(buf, 0); err != nil {
		return err // want-step "returns"
	}
	return reader.Close()
}

// ReadOk defers the end of the reader.
func ReadOk(ctx context.Context, provider content.Provider, desc ocispec.Descriptor, buf []byte) error {
	reader, err := provider.ReaderAt(ctx, desc) // want-fate released
	if err != nil {
		return err
	}
	defer reader.Close()
	if _, err := reader.ReadAt(buf, 0); err != nil {
		return err
	}
	return nil
}

// LeaseBad does not end the lease when the work fails.
func LeaseBad(ctx context.Context, client *containerd.Client, work func(context.Context) error) error {
	ctx, done, err := client.WithLease(ctx) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := work(ctx); err != nil {
		return err // want-step "returns"
	}
	return done(ctx)
}

// LeaseOk defers the end.
func LeaseOk(ctx context.Context, client *containerd.Client, work func(context.Context) error) error {
	ctx, done, err := client.WithLease(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer done(ctx)
	return work(ctx)
}
