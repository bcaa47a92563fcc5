package redigo

import (
	"errors"

	"github.com/gomodule/redigo/redis"
)

// Store keeps a pool.
type Store struct{ pool *redis.Pool }

// NewStoreBad loses the pool where the first connection cannot be made.
func NewStoreBad(dial func() (redis.Conn, error)) (*Store, error) {
	pool := redis.NewPool(dial, 4) // want unclosed-resource // want-fate leaked
	conn := pool.Get()             // want-fate released
	defer conn.Close()
	if err := conn.Err(); err != nil {
		return nil, err // want-step "returns"
	}
	return &Store{pool: pool}, nil
}

// NewStoreOk closes the pool where the first connection cannot be made.
func NewStoreOk(dial func() (redis.Conn, error)) (*Store, error) {
	pool := redis.NewPool(dial, 4) // want-fate returned
	conn := pool.Get()             // want-fate released
	defer conn.Close()
	if err := conn.Err(); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return &Store{pool: pool}, nil
}
