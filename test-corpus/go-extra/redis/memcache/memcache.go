// Package memcachecases holds the cases of the client of memcached, whose Close only drops idle connections.
package memcachecases

import (
	"time"

	"github.com/bradfitz/gomemcache/memcache"
)

// Pages keeps rendered pages.
type Pages struct{ client *memcache.Client }

// NewPagesOk drops a client that cannot be reached, which costs nothing.
func NewPagesOk(servers ...string) (*Pages, error) {
	client := memcache.New(servers...) // want-fate untracked
	client.Timeout = time.Second
	if err := client.Ping(); err != nil {
		return nil, err
	}
	return &Pages{client: client}, nil
}

// FlushOk closes the idle connections when it is done.
func FlushOk(servers memcache.ServerSelector) error {
	client := memcache.NewFromSelector(servers) // want-fate released
	defer client.Close()
	return client.FlushAll()
}
