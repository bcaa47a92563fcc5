// Package otelsdk holds the cases of telemetry providers.
package otelsdk

import (
	"context"

	"go.opentelemetry.io/otel"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// TracingOwner keeps a provider.
type TracingOwner struct{ held *sdktrace.TracerProvider }

// Shutdown ends the provider.
func (o *TracingOwner) Shutdown() { o.held.Shutdown(context.Background()) }

// NewTracingBad loses the provider when the check after it fails.
func NewTracingBad(ctx context.Context, exporter sdktrace.SpanExporter) (*TracingOwner, error) {
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter)) // want unclosed-resource // want-fate leaked
	if err := provider.ForceFlush(ctx); err != nil {
		return nil, err // want-step "returns"
	}
	return &TracingOwner{held: provider}, nil
}

// NewTracingOk ends the provider when the check after it fails.
func NewTracingOk(ctx context.Context, exporter sdktrace.SpanExporter) (*TracingOwner, error) {
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter))
	if err := provider.ForceFlush(ctx); err != nil {
		provider.Shutdown(context.Background())
		return nil, err
	}
	return &TracingOwner{held: provider}, nil
}

// SetupOk hands the shutdown to its caller.
func SetupOk(exporter sdktrace.SpanExporter) func(context.Context) error {
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(sdktrace.NewBatchSpanProcessor(exporter)))
	otel.SetTracerProvider(provider)
	return provider.Shutdown
}

// ReadingOk gives the reader to the provider, which shuts it down.
func ReadingOk(exporter sdkmetric.Exporter) *sdkmetric.MeterProvider {
	return sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewPeriodicReader(exporter)))
}
