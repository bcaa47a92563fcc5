// Package puddle takes resources out of a pool and gives them back.
package puddle

import (
	"context"
	"errors"

	"github.com/jackc/puddle/v2"
)

type session struct {
	busy bool
}

func (s *session) ping(ctx context.Context) error {
	if s.busy {
		return errors.New("busy")
	}
	return ctx.Err()
}

func releasedOk(ctx context.Context, pool *puddle.Pool[*session]) error {
	res, err := pool.Acquire(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer res.Release()
	return res.Value().ping(ctx)
}

func earlyReturnBad(ctx context.Context, pool *puddle.Pool[*session]) error {
	res, err := pool.Acquire(ctx) // want unclosed-resource
	if err != nil {
		return err
	}
	if err := res.Value().ping(ctx); err != nil {
		return err
	}
	res.Release()
	return nil
}

func destroyedOk(ctx context.Context, pool *puddle.Pool[*session]) error {
	res, err := pool.TryAcquire(ctx) // want-fate released
	if err != nil {
		return err
	}
	if err := res.Value().ping(ctx); err != nil {
		res.Destroy()
		return err
	}
	res.ReleaseUnused()
	return nil
}

func hijackedOk(ctx context.Context, pool *puddle.Pool[*session]) (*session, error) {
	res, err := pool.Acquire(ctx) // want-fate released
	if err != nil {
		return nil, err
	}
	own := res.Value()
	res.Hijack()
	return own, nil
}

func givenBackTwiceBad(ctx context.Context, pool *puddle.Pool[*session]) error {
	res, err := pool.Acquire(ctx) // want double-finish
	if err != nil {
		return err
	}
	defer res.Release()
	if err := res.Value().ping(ctx); err != nil {
		res.Destroy()
		return err
	}
	return nil
}

func failedConstructorBad(ctx context.Context, config *puddle.Config[*session]) (*puddle.Pool[*session], error) {
	pool, err := puddle.NewPool(config) // want unclosed-resource
	if err != nil {
		return nil, err
	}
	if err := pool.CreateResource(ctx); err != nil {
		return nil, err
	}
	return pool, nil
}

func failedConstructorOk(ctx context.Context, config *puddle.Config[*session]) (*puddle.Pool[*session], error) {
	pool, err := puddle.NewPool(config) // want-fate returned
	if err != nil {
		return nil, err
	}
	if err := pool.CreateResource(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}
