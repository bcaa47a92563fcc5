// Package opentracing holds the cases of OpenTracing spans.
package opentracing

import (
	"context"
	"errors"

	"github.com/opentracing/opentracing-go"
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
	span, ctx := opentracing.StartSpanFromContext(ctx, "work") // want unended-span // want-fate leaked
	if err := work(ctx, n); err != nil {
		return err // want-step "returns"
	}
	span.Finish()
	return nil
}

// WorkOk defers the end of the span.
func WorkOk(ctx context.Context, n int) error {
	span, ctx := opentracing.StartSpanFromContext(ctx, "work") // want-fate released
	defer span.Finish()
	if err := work(ctx, n); err != nil {
		return err
	}
	return nil
}

// TracerBad keeps the span when the work fails.
func TracerBad(ctx context.Context, tracer opentracing.Tracer, n int) error {
	span := tracer.StartSpan("work") // want unended-span // want-fate leaked
	if err := work(opentracing.ContextWithSpan(ctx, span), n); err != nil {
		return err // want-step "returns"
	}
	span.Finish()
	return nil
}

// TracerOk defers the end of the span.
func TracerOk(ctx context.Context, tracer opentracing.Tracer, n int) error {
	span := tracer.StartSpan("work") // want-fate released
	defer span.Finish()
	if err := work(opentracing.ContextWithSpan(ctx, span), n); err != nil {
		return err
	}
	return nil
}

// BorrowedOk tags the span of the caller, which it does not own.
func BorrowedOk(ctx context.Context) {
	if span := opentracing.SpanFromContext(ctx); span != nil {
		span.SetTag("seen", true)
	}
}
