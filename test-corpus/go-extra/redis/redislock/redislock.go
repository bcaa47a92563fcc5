// Package redislock holds the cases of the redislock library.
package redislock

import (
	"context"
	"time"

	"github.com/bsm/redislock"
)

// ObtainBad keeps the lock when the work fails.
func ObtainBad(ctx context.Context, locker *redislock.Client) error {
	lock, err := locker.Obtain(ctx, "job", time.Minute, nil) // want unreleased-lock // want-fate leaked
	if err != nil {
		return err
	}
	if err := lock.Refresh(ctx, time.Minute, nil); err != nil {
		return err // want-step "returns"
	}
	return lock.Release(ctx)
}

// ObtainOk defers the end of the lock.
func ObtainOk(ctx context.Context, locker *redislock.Client) error {
	lock, err := locker.Obtain(ctx, "job", time.Minute, nil) // want-fate released
	if err != nil {
		return err
	}
	defer lock.Release(context.Background())
	if err := lock.Refresh(ctx, time.Minute, nil); err != nil {
		return err
	}
	return nil
}
