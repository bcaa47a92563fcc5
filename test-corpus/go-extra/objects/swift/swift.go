// Package swiftcases holds the cases of the swift library.
package swiftcases

import (
	"context"
	"io"

	"github.com/ncw/swift/v2"
)

// ReadBad keeps the object when the work fails.
func ReadBad(ctx context.Context, conn *swift.Connection, out io.Writer) error {
	object, _, err := conn.ObjectOpen(ctx, "c", "k", true, nil) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, object); err != nil {
		return err // want-step "returns"
	}
	return object.Close()
}

// ReadOk defers the end of the object.
func ReadOk(ctx context.Context, conn *swift.Connection, out io.Writer) error {
	object, _, err := conn.ObjectOpen(ctx, "c", "k", true, nil) // want-fate released
	if err != nil {
		return err
	}
	defer object.Close()
	if _, err := io.Copy(out, object); err != nil {
		return err
	}
	return nil
}

// WriteBad keeps the object when the work fails.
func WriteBad(ctx context.Context, conn *swift.Connection, data []byte) error {
	object, err := conn.ObjectCreate(ctx, "c", "k", true, "", "", nil) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := object.Write(data); err != nil {
		return err // want-step "returns"
	}
	return object.Close()
}

// WriteOk defers the end of the object.
func WriteOk(ctx context.Context, conn *swift.Connection, data []byte) error {
	object, err := conn.ObjectCreate(ctx, "c", "k", true, "", "", nil) // want-fate released
	if err != nil {
		return err
	}
	defer object.Close()
	if _, err := object.Write(data); err != nil {
		return err
	}
	return nil
}
