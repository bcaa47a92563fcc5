// Package context holds the cases of cancel functions.
package context

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"
)

// fetch stands for work that takes a context.
func fetch(ctx context.Context, key string) (string, error) {
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	default:
		return "value of " + key, nil
	}
}

// LookupOk defers the cancel.
func LookupOk(ctx context.Context, key string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second) // want-fate released
	defer cancel()
	return fetch(ctx, key)
}

// LookupSkipsCancelBad returns early without the cancel that the other path calls. Pattern P91.
func LookupSkipsCancelBad(ctx context.Context, key string) (string, error) {
	ctx, cancel := context.WithCancel(ctx) // want uncalled-cancel // want-fate leaked
	v, err := fetch(ctx, key)
	if err != nil {
		return "", err // want-step "returns"
	}
	cancel()
	return v, nil
}

// LookupEachPathOk calls the cancel on each path by hand. Pattern P91.
func LookupEachPathOk(ctx context.Context, key string) (string, error) {
	ctx, cancel := context.WithCancel(ctx) // want-fate released
	v, err := fetch(ctx, key)
	if err != nil {
		cancel()
		return "", err
	}
	cancel()
	return v, nil
}

// BlankCancelBad throws the cancel function away.
func BlankCancelBad(ctx context.Context, key string) (string, error) {
	ctx, _ = context.WithCancel(ctx) // want uncalled-cancel // want-fate leaked
	return fetch(ctx, key)
}

// CancelInGoroutineOk calls the cancel in a literal that runs later. Pattern P88.
func CancelInGoroutineOk(ctx context.Context, stop <-chan struct{}) context.Context {
	ctx, cancel := context.WithCancel(ctx) // want-fate passed
	go func() {
		<-stop
		cancel()
	}()
	return ctx
}

// CancelAtOnceInGoroutineOk calls the cancel in a literal that does nothing else. Pattern P88.
func CancelAtOnceInGoroutineOk(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx) // want-fate passed
	go func() { cancel() }()
	<-ctx.Done()
	return ctx.Err()
}

// stopAll ends everything that this package has started.
var stopAll context.CancelFunc

// StartAllOk keeps the cancel in a package variable. Pattern P89.
func StartAllOk() context.Context {
	ctx, cancel := context.WithCancel(context.Background()) // want-fate stored
	stopAll = cancel
	return ctx
}

// StartAllDirectOk assigns the result to the package variable at once. Pattern P89.
func StartAllDirectOk() (ctx context.Context) {
	ctx, stopAll = context.WithCancel(context.Background()) // want-fate stored
	return ctx
}

// poller asks again and again until it is stopped.
type poller struct {
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// StartOk keeps the cancel in a field that Stop calls.
func (p *poller) StartOk(ctx context.Context, key string) {
	ctx, cancel := context.WithCancel(ctx) // want-fate stored
	p.cancel = cancel
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		for ctx.Err() == nil {
			_, _ = fetch(ctx, key)
		}
	}()
}

// Stop ends the poller.
func (p *poller) Stop() {
	p.cancel()
	p.wg.Wait()
}

// NewPollerOk keeps the cancel in a literal that it returns.
func NewPollerOk(ctx context.Context) (*poller, context.Context) {
	ctx, cancel := context.WithCancel(ctx) // want-fate returned
	return &poller{cancel: cancel}, ctx
}

// WithBudgetOk returns the cancel to its caller.
func WithBudgetOk(ctx context.Context, tries int) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Duration(tries)*time.Second) // want-fate returned
}

// SpendBudgetOk calls the cancel that it got.
func SpendBudgetOk(ctx context.Context, key string) (string, error) {
	ctx, cancel := WithBudgetOk(ctx, 3) // want-fate released
	defer cancel()
	return fetch(ctx, key)
}

// SpendBudgetBad gets a cancel from a helper and calls it on success only.
func SpendBudgetBad(ctx context.Context, key string) (string, error) {
	ctx, cancel := WithBudgetOk(ctx, 3) // want uncalled-cancel // want-fate leaked
	v, err := fetch(ctx, key)
	if err != nil {
		return "", err // want-step "returns"
	}
	cancel()
	return v, nil
}

// WithCauseBad gives the reason on one path and nothing on the other.
func WithCauseBad(ctx context.Context, key string) (string, error) {
	ctx, cancel := context.WithCancelCause(ctx) // want uncalled-cancel // want-fate leaked
	v, err := fetch(ctx, key)
	if err != nil {
		cancel(err)
		return "", err
	}
	return v, nil // want-step "returns"
}

// WithCauseOk always says how it ended.
func WithCauseOk(ctx context.Context, key string) (string, error) {
	ctx, cancel := context.WithCancelCause(ctx) // want-fate released
	v, err := fetch(ctx, key)
	cancel(err)
	return v, err
}

// LoopDeferBad defers one cancel per key, so all timers run until the end. Pattern P22.
func LoopDeferBad(ctx context.Context, keys []string) error {
	for _, k := range keys {
		one, cancel := context.WithTimeout(ctx, time.Second) // want release-deferred-in-loop
		defer cancel()
		if _, err := fetch(one, k); err != nil {
			return err
		}
	}
	return nil
}

// LoopPlainOk cancels at the end of each round.
func LoopPlainOk(ctx context.Context, keys []string) error {
	for _, k := range keys {
		one, cancel := context.WithTimeout(ctx, time.Second) // want-fate released
		_, err := fetch(one, k)
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}

// LoopContinueBad skips the cancel when it skips a key.
func LoopContinueBad(ctx context.Context, keys []string) (found int) {
	for _, k := range keys {
		one, cancel := context.WithTimeout(ctx, time.Second) // want uncalled-cancel // want-fate leaked
		if v, err := fetch(one, k); err != nil || v == "" {
			continue // want-step "loop|overwritten"
		}
		found++
		cancel()
	}
	return found
}

// OptionalTimeoutOk replaces a cancel that does nothing only under a condition.
func OptionalTimeoutOk(ctx context.Context, limit time.Duration, key string) (string, error) {
	cancel := func() {}
	if limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, limit) // want-fate released
	}
	defer cancel()
	return fetch(ctx, key)
}

// WaitForSignalOk stops to listen for signals when it ends.
func WaitForSignalOk(ctx context.Context, key string) (string, error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt) // want-fate released
	defer stop()
	return fetch(ctx, key)
}

// RequestTimeoutBad forgets the cancel of a context that it puts into a request.
func RequestTimeoutBad(c *http.Client, req *http.Request) (int, error) {
	ctx, cancel := context.WithTimeout(req.Context(), time.Second) // want uncalled-cancel // want-fate leaked
	resp, err := c.Do(req.WithContext(ctx))                        // want-fate released
	if err != nil {
		cancel()
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 500 {
		return 0, errors.New(resp.Status) // want-step "returns"
	}
	cancel()
	return resp.StatusCode, nil
}

// AfterFuncOk hands the cancel over to a timer as a function value.
func AfterFuncOk(ctx context.Context, limit time.Duration) context.Context {
	ctx, cancel := context.WithCancel(ctx) // want-fate passed
	time.AfterFunc(limit, cancel)
	return ctx
}

// TwoContextsBad forgets the outer cancel when the inner work fails. Pattern P67.
func TwoContextsBad(ctx context.Context, a, b string) error {
	outer, cancelOuter := context.WithCancel(ctx) // want uncalled-cancel // want-fate leaked
	if _, err := fetch(outer, a); err != nil {
		return err // want-step "returns"
	}
	inner, cancelInner := context.WithTimeout(outer, time.Second) // want-fate released
	defer cancelOuter()
	defer cancelInner()
	_, err := fetch(inner, b)
	return err
}
