// Package otel holds the cases of tracing spans.
package otel

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Tracing makes the spans of a service.
type Tracing struct {
	tracer trace.Tracer
}

// work stands for something that can fail.
func work(ctx context.Context, n int) error {
	if n < 0 {
		return errors.New("negative")
	}
	return ctx.Err()
}

// ConditionalRecordOk records the error under a condition and ends the span in any case. Pattern P92.
func (t *Tracing) ConditionalRecordOk(ctx context.Context, n int) (err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second) // want-fate released
	defer cancel()
	ctx, span := t.tracer.Start(ctx, "work")
	defer func() {
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, err.Error())
		}
		span.End()
	}()
	return work(ctx, n)
}

// ConditionalEndBad ends the span only when there was an error. Pattern P92.
func (t *Tracing) ConditionalEndBad(ctx context.Context, n int) (err error) {
	ctx, span := t.tracer.Start(ctx, "work") // want unended-span // want-fate leaked
	defer func() {
		if err != nil {
			span.RecordError(err)
			span.End()
		}
	}()
	return work(ctx, n)
}

// StartOk returns context and span of the tracer as they are. Pattern P94.
func (t *Tracing) StartOk(ctx context.Context, name string) (context.Context, trace.Span) {
	return t.tracer.Start(ctx, name)
}

// UseStartedOk ends the span of the factory. Pattern P94.
func (t *Tracing) UseStartedOk(ctx context.Context, n int) error {
	ctx, span := t.StartOk(ctx, "work")
	defer span.End()
	return work(ctx, n)
}

// UseStartedBad forgets the span of the factory on the error. Pattern P94.
func (t *Tracing) UseStartedBad(ctx context.Context, n int) error {
	ctx, span := t.StartOk(ctx, "work") // want unended-span // want-fate leaked
	if err := work(ctx, n); err != nil {
		return err
	}
	span.End()
	return nil
}

// NestedLiteralsOk ends the span in a deferred literal of a deferred literal. Pattern P95.
func (t *Tracing) NestedLiteralsOk(ctx context.Context, n int) error {
	ctx, span := t.tracer.Start(ctx, "work")
	defer func() {
		defer func() { span.End() }()
	}()
	return work(ctx, n)
}

// step is a span with a name.
type step struct {
	name string
	span trace.Span
}

// Close ends the span of the step.
func (s *step) Close() { s.span.End() }

// BeginStepOk keeps the span in a wrapper that ends it. Pattern P97.
func (t *Tracing) BeginStepOk(ctx context.Context, name string) (context.Context, *step) {
	ctx, span := t.tracer.Start(ctx, name)
	return ctx, &step{name: name, span: span}
}

// RunStepOk closes the wrapper. Pattern P97.
func (t *Tracing) RunStepOk(ctx context.Context, n int) error {
	ctx, s := t.BeginStepOk(ctx, "step")
	defer s.Close()
	return work(ctx, n)
}

// EarlyReturnBad leaves the span when there is nothing to do.
func (t *Tracing) EarlyReturnBad(ctx context.Context, n int) error {
	ctx, span := t.tracer.Start(ctx, "work") // want unended-span // want-fate leaked
	if n == 0 {
		return nil
	}
	defer span.End()
	return work(ctx, n)
}
