// Package semaphorecases holds the cases of golang.org/x/sync/semaphore.
package semaphorecases

import (
	"context"

	"golang.org/x/sync/semaphore"
)

// AcquireBad keeps the unit when the work fails.
func AcquireBad(ctx context.Context, sem *semaphore.Weighted, work func() error) error {
	if err := sem.Acquire(ctx, 1); err != nil { // want unreleased-lock // want-fate leaked
		return err
	}
	if err := work(); err != nil {
		return err // want-step "returns"
	}
	sem.Release(1)
	return nil
}

// AcquireOk defers the release.
func AcquireOk(ctx context.Context, sem *semaphore.Weighted, work func() error) error {
	if err := sem.Acquire(ctx, 1); err != nil { // want-fate released
		return err
	}
	defer sem.Release(1)
	return work()
}

// TryAcquireOk owes the release only where it got the unit.
func TryAcquireOk(sem *semaphore.Weighted, work func() error) error {
	if !sem.TryAcquire(1) { // want-fate released
		return nil
	}
	defer sem.Release(1)
	return work()
}

// EachOk releases in the goroutines and waits for all units at the end.
func EachOk(ctx context.Context, jobs []func()) error {
	sem := semaphore.NewWeighted(4)
	for _, job := range jobs {
		if err := sem.Acquire(ctx, 1); err != nil {
			return err
		}
		go func() {
			defer sem.Release(1)
			job()
		}()
	}
	return sem.Acquire(ctx, 4)
}
