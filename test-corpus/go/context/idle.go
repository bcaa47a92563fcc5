package context

import (
	"context"
	"errors"
	"time"
)

// meter counts until it is stopped.
type meter struct {
	ctx  context.Context
	stop context.CancelFunc
	name string
}

func newMeter() *meter {
	ctx, stop := context.WithCancel(context.Background()) // want-fate returned
	return &meter{ctx: ctx, stop: stop}
}

func newTimedMeter() *meter {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute) // want-fate returned
	return &meter{ctx: ctx, stop: stop}
}

func newChildMeter(parent context.Context) *meter {
	ctx, stop := context.WithCancel(parent) // want-fate returned
	return &meter{ctx: ctx, stop: stop}
}

// newWatchedMeter has somebody wait for the context.
func newWatchedMeter(watch func(context.Context)) *meter {
	ctx, stop := context.WithCancel(context.Background()) // want-fate returned
	watch(ctx)
	return &meter{ctx: ctx, stop: stop}
}

func (m *meter) count() { <-m.ctx.Done() }

// panel has a meter.
type panel struct{ meter *meter }

// NewPanelOk loses a meter that nobody waits for.
func NewPanelOk(paint func() error) (*panel, error) {
	m := newMeter() // want-fate returned
	if err := paint(); err != nil {
		return nil, err
	}
	return &panel{meter: m}, nil
}

// NewTimedPanelBad loses one with a timer.
func NewTimedPanelBad(paint func() error) (*panel, error) {
	m := newTimedMeter() // want unclosed-resource // want-fate leaked
	if err := paint(); err != nil {
		return nil, err
	}
	return &panel{meter: m}, nil
}

// NewChildPanelBad loses one that its parent keeps.
func NewChildPanelBad(parent context.Context, paint func() error) (*panel, error) {
	m := newChildMeter(parent) // want unclosed-resource // want-fate leaked
	if err := paint(); err != nil {
		return nil, err
	}
	return &panel{meter: m}, nil
}

// NewWatchedPanelBad loses one that somebody waits for.
func NewWatchedPanelBad(watch func(context.Context), paint func() error) (*panel, error) {
	m := newWatchedMeter(watch) // want unclosed-resource // want-fate leaked
	if err := paint(); err != nil {
		return nil, err
	}
	return &panel{meter: m}, nil
}

// NameOnlyBad succeeds, and loses it all the same.
func NameOnlyBad() (string, error) {
	m := newMeter() // want unclosed-resource // want-fate leaked
	return m.name, nil
}

// NewNamedMeterOk loses its own, before anything waits for it.
func NewNamedMeterOk(name string) (*meter, error) {
	m := &meter{name: name}
	m.ctx, m.stop = context.WithCancel(context.Background()) // want-fate returned
	if m.name == "" {
		return nil, errors.New("a meter without a name")
	}
	return m, nil
}

// NewCountingMeterBad has the context counted with already.
func NewCountingMeterBad(name string, watch func(context.Context)) (*meter, error) {
	ctx, stop := context.WithCancel(context.Background()) // want uncalled-cancel // want-fate leaked
	watch(ctx)
	if name == "" {
		return nil, errors.New("a meter without a name")
	}
	return &meter{ctx: ctx, stop: stop}, nil
}
