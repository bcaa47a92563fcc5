// Package goredisv6 holds the cases of the go-redis library before it knew contexts.
package goredisv6

import (
	"errors"
	"net/http"
	"time"

	"github.com/go-redis/redis"
)

// Cache keeps values in redis.
type Cache struct{ client *redis.Client }

// NewCacheBad loses the client where the server does not answer.
func NewCacheBad(address string) (*Cache, error) {
	client := redis.NewClient(&redis.Options{Addr: address}) // want unclosed-resource // want-fate leaked
	if _, err := client.Ping().Result(); err != nil {
		return nil, err // want-step "returns"
	}
	return &Cache{client: client}, nil
}

// NewCacheOk closes the client where the server does not answer.
func NewCacheOk(address string) (*Cache, error) {
	client := redis.NewClient(&redis.Options{Addr: address}) // want-fate returned
	if err := client.Ping().Err(); err != nil {
		client.Close()
		return nil, err
	}
	return &Cache{client: client}, nil
}

// CountVisitBad makes a pool of connections for each request.
func CountVisitBad(w http.ResponseWriter, r *http.Request) {
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{"redis:6379"}}) // want client-per-call
	defer client.Close()
	if err := client.Incr("visits").Err(); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

// WaitBad stops listening only where something came.
func (c *Cache) WaitBad(channel string) (string, error) {
	sub := c.client.Subscribe(channel) // want unclosed-connection // want-fate leaked
	select {
	case message := <-sub.Channel():
		return message.Payload, sub.Close()
	case <-time.After(time.Minute):
		return "", errors.New("nothing came")
	}
}

// WaitOk stops listening in any case.
func (c *Cache) WaitOk(channel string) (string, error) {
	sub := c.client.PSubscribe(channel) // want-fate released
	defer sub.Close()
	select {
	case message := <-sub.Channel():
		return message.Payload, nil
	case <-time.After(time.Minute):
		return "", errors.New("nothing came")
	}
}
