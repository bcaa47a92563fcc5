// Package redigo holds the cases of the redigo library.
package redigo

import (
	"context"

	"github.com/gomodule/redigo/redis"
)

// GetBad keeps the connection when the work fails.
func GetBad(pool *redis.Pool) error {
	conn := pool.Get() // want unclosed-connection // want-fate leaked
	if _, err := conn.Do("PING"); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// GetOk defers the end of the connection.
func GetOk(pool *redis.Pool) error {
	conn := pool.Get() // want-fate released
	defer conn.Close()
	if _, err := conn.Do("PING"); err != nil {
		return err
	}
	return nil
}

// GetContextBad keeps the connection when the work fails.
func GetContextBad(ctx context.Context, pool *redis.Pool) error {
	conn, err := pool.GetContext(ctx) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.Do("PING"); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// GetContextOk defers the end of the connection.
func GetContextOk(ctx context.Context, pool *redis.Pool) error {
	conn, err := pool.GetContext(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Do("PING"); err != nil {
		return err
	}
	return nil
}

// DialBad keeps the connection when the work fails.
func DialBad(address string) error {
	conn, err := redis.Dial("tcp", address) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.Do("PING"); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// DialOk defers the end of the connection.
func DialOk(address string) error {
	conn, err := redis.Dial("tcp", address) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Do("PING"); err != nil {
		return err
	}
	return nil
}

// DialerOk gives the connection to the pool that asked for it.
func DialerOk(address string) *redis.Pool {
	return &redis.Pool{Dial: func() (redis.Conn, error) { return redis.Dial("tcp", address) }}
}

// DialerAuthBad loses the connection when the password is wrong.
func DialerAuthBad(address, password string) (redis.Conn, error) {
	conn, err := redis.Dial("tcp", address) // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := conn.Do("AUTH", password); err != nil {
		return nil, err // want-step "returns"
	}
	return conn, nil
}
