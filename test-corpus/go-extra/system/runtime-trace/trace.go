// Package runtimetrace holds the cases of execution traces.
package runtimetrace

import (
	"context"
	"io"
	"runtime/trace"
	"time"
)

// HandleOk ends the task, and the region before it.
func HandleOk(ctx context.Context, work func(context.Context) error) error {
	ctx, task := trace.NewTask(ctx, "handle") // want-fate released
	defer task.End()
	defer trace.StartRegion(ctx, "work").End() // want-fate released
	return work(ctx)
}

// HandleFailedOk leaves the task without an end where the work fails, which only the viewer of the trace notices.
func HandleFailedOk(ctx context.Context, work func(context.Context) error) error {
	ctx, task := trace.NewTask(ctx, "handle") // want-fate untracked
	if err := work(ctx); err != nil {
		return err
	}
	task.End()
	return nil
}

// StepsOk ends each region where it is over; one that fails stays without an end.
func StepsOk(ctx context.Context, load, store func() error) error {
	region := trace.StartRegion(ctx, "load") // want-fate untracked
	if err := load(); err != nil {
		return err
	}
	region.End()
	return store()
}

// Black is a box that is read after an accident.
type Black struct{ recorder *trace.FlightRecorder }

// NewBlackBad loses the running recorder where the check after it fails.
func NewBlackBad(check func() error) (*Black, error) {
	recorder := trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: time.Minute})
	if err := recorder.Start(); err != nil { // want unclosed-resource // want-fate leaked
		return nil, err
	}
	if err := check(); err != nil {
		return nil, err // want-step "returns"
	}
	return &Black{recorder: recorder}, nil
}

// NewBlackOk stops the recorder where the check fails.
func NewBlackOk(check func() error) (*Black, error) {
	recorder := trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: time.Minute})
	if err := recorder.Start(); err != nil { // want-fate returned
		return nil, err
	}
	if err := check(); err != nil {
		recorder.Stop()
		return nil, err
	}
	return &Black{recorder: recorder}, nil
}

// RecordOk keeps the recorder as long as the work takes.
func RecordOk(out io.Writer, work func() error) error {
	recorder := trace.NewFlightRecorder(trace.FlightRecorderConfig{})
	if err := recorder.Start(); err != nil { // want-fate released
		return err
	}
	defer recorder.Stop()
	if err := work(); err != nil {
		_, _ = recorder.WriteTo(out)
		return err
	}
	return nil
}
