// Package oldticker holds the cases of tickers in a module from before the collector could take them.
package oldticker

import (
	"context"
	"time"
)

// PollWithoutStopBad returns without Stop. Pattern P98.
func PollWithoutStopBad(ctx context.Context, check func() bool) bool {
	ticker := time.NewTicker(time.Second) // want unstopped-ticker // want-fate leaked
	for {
		select {
		case <-ctx.Done():
			return false // want-step "returns"
		case <-ticker.C:
			if check() {
				return true
			}
		}
	}
}

// PollDeferredOk stops the ticker in a defer. Pattern P98.
func PollDeferredOk(ctx context.Context, check func() bool) bool {
	ticker := time.NewTicker(time.Second) // want-fate released
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
			if check() {
				return true
			}
		}
	}
}

// PollForEverOk never returns, so there is no point at which it could stop. Pattern P98.
func PollForEverOk(beat func()) {
	ticker := time.NewTicker(time.Second)
	for range ticker.C {
		beat()
	}
}

// PollFirstBeatBad stops on the second of its exits only. Pattern P98.
func PollFirstBeatBad(stop <-chan struct{}, check func() bool) bool {
	ticker := time.NewTicker(time.Second) // want unstopped-ticker // want-fate leaked
	select {
	case <-stop:
		return false // want-step "returns"
	case <-ticker.C:
	}
	ticker.Stop()
	return check()
}

// heart beats until it is stopped.
type heart struct {
	ticker *time.Ticker
	quit   chan struct{}
}

// NewHeartOk keeps the ticker in what it returns.
func NewHeartOk(d time.Duration) *heart {
	return &heart{ticker: time.NewTicker(d), quit: make(chan struct{})} // want-fate returned
}

// Stop ends the heart.
func (h *heart) Stop() {
	h.ticker.Stop()
	close(h.quit)
}

// StartOk keeps the ticker in a field.
func (h *heart) StartOk(d time.Duration) {
	h.ticker = time.NewTicker(d) // want-fate stored
}

// BeatInGoroutineOk stops in the goroutine that waits for the ticks.
func BeatInGoroutineOk(ctx context.Context, d time.Duration, beat func()) {
	ticker := time.NewTicker(d) // want-fate passed
	go func() {
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				beat()
			}
		}
	}()
}
