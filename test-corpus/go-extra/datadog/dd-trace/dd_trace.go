// Package ddtracecases holds the cases of spans of Datadog.
package ddtracecases

import (
	"context"

	"github.com/DataDog/dd-trace-go/v2/ddtrace/tracer"
)

// ChargeBad leaves the span, and its trace in memory, where the card is refused.
func ChargeBad(ctx context.Context, charge func(context.Context) error) error {
	span, ctx := tracer.StartSpanFromContext(ctx, "charge") // want unended-span // want-fate leaked
	if err := charge(ctx); err != nil {
		return err // want-step "returns"
	}
	span.Finish()
	return nil
}

// ChargeOk finishes the span in any case, with the error where there is one.
func ChargeOk(ctx context.Context, charge func(context.Context) error) (err error) {
	span, ctx := tracer.StartSpanFromContext(ctx, "charge", tracer.ResourceName("card")) // want-fate released
	defer func() { span.Finish(tracer.WithError(err)) }()
	return charge(ctx)
}

// StepsBad finishes the outer span and not the inner one.
func StepsBad(load, store func() error) error {
	span := tracer.StartSpan("steps") // want-fate released
	defer span.Finish()
	loading := span.StartChild("load") // want unended-span // want-fate leaked
	if err := load(); err != nil {
		return err // want-step "returns"
	}
	loading.Finish()
	return store()
}

// TagOk only borrows the span of its caller.
func TagOk(ctx context.Context, user string) {
	if span, ok := tracer.SpanFromContext(ctx); ok {
		span.SetTag("user", user)
	}
}
