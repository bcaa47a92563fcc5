// Package sentry holds the cases of Sentry spans.
package sentry

import (
	"context"
	"errors"

	"github.com/getsentry/sentry-go"
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
	span := sentry.StartSpan(ctx, "work") // want unended-span // want-fate leaked
	ctx = span.Context()
	if err := work(ctx, n); err != nil {
		return err // want-step "returns"
	}
	span.Finish()
	return nil
}

// WorkOk defers the end of the span.
func WorkOk(ctx context.Context, n int) error {
	span := sentry.StartSpan(ctx, "work") // want-fate released
	ctx = span.Context()
	defer span.Finish()
	if err := work(ctx, n); err != nil {
		return err
	}
	return nil
}
