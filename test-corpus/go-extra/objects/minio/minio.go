// Package miniocases holds the cases of the minio library.
package miniocases

import (
	"context"
	"io"

	"github.com/minio/minio-go/v7"
)

// GetBad keeps the object when the work fails.
func GetBad(ctx context.Context, client *minio.Client, out io.Writer) error {
	object, err := client.GetObject(ctx, "b", "k", minio.GetObjectOptions{}) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, object); err != nil {
		return err // want-step "returns"
	}
	return object.Close()
}

// GetOk defers the end of the object.
func GetOk(ctx context.Context, client *minio.Client, out io.Writer) error {
	object, err := client.GetObject(ctx, "b", "k", minio.GetObjectOptions{}) // want-fate released
	if err != nil {
		return err
	}
	defer object.Close()
	if _, err := io.Copy(out, object); err != nil {
		return err
	}
	return nil
}

// CoreBad keeps the reader when the work fails.
func CoreBad(ctx context.Context, core minio.Core, out io.Writer) error {
	object, _, _, err := core.GetObject(ctx, "b", "k", minio.GetObjectOptions{}) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, object); err != nil {
		return err // want-step "returns"
	}
	return object.Close()
}

// CoreOk defers the end of the reader.
func CoreOk(ctx context.Context, core minio.Core, out io.Writer) error {
	object, _, _, err := core.GetObject(ctx, "b", "k", minio.GetObjectOptions{}) // want-fate released
	if err != nil {
		return err
	}
	defer object.Close()
	if _, err := io.Copy(out, object); err != nil {
		return err
	}
	return nil
}
