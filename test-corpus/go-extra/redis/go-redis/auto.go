package goredis

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// WarmBad leaves the goroutines that collect commands where one of them fails.
func WarmBad(ctx context.Context, client *redis.Client, keys []string) error {
	pipe, err := client.AutoPipeline() // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := pipe.Incr(ctx, key).Err(); err != nil {
			return err // want-step "returns"
		}
	}
	return pipe.Close()
}

// WarmOk closes it in any case.
func WarmOk(ctx context.Context, client *redis.Client, keys []string) error {
	pipe, err := client.AutoPipeline() // want-fate released
	if err != nil {
		return err
	}
	defer pipe.Close()
	for _, key := range keys {
		if err := pipe.Incr(ctx, key).Err(); err != nil {
			return err
		}
	}
	return nil
}
