// Package opencensus holds the cases of OpenCensus spans.
package opencensus

import (
	"context"
	"errors"

	"go.opencensus.io/trace"
)

// work stands for something that can fail.
func work(ctx context.Context, n int) error {
	if n < 0 {
		return errors.New("negative")
	}
	return ctx.Err()
}

// WorkBad keeps the span when the work fails.
func WorkBad(ctx context.Context, n int) error {
	ctx, span := trace.StartSpan(ctx, "work") // want unended-span // want-fate leaked
	if err := work(ctx, n); err != nil {
		return err // want-step "returns"
	}
	span.End()
	return nil
}

// WorkOk defers the end of the span.
func WorkOk(ctx context.Context, n int) error {
	ctx, span := trace.StartSpan(ctx, "work") // want-fate released
	defer span.End()
	if err := work(ctx, n); err != nil {
		return err
	}
	return nil
}
