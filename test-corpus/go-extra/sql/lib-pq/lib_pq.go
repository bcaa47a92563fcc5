// Package libpq holds the cases of listeners of lib/pq.
package libpq

import (
	"time"

	"github.com/lib/pq"
)

// ListenBad keeps the listener when the work fails.
func ListenBad(dsn string) error {
	listener := pq.NewListener(dsn, time.Second, time.Minute, nil) // want unclosed-connection // want-fate leaked
	if err := listener.Listen("news"); err != nil {
		return err // want-step "returns"
	}
	return listener.Close()
}

// ListenOk defers the end of the listener.
func ListenOk(dsn string) error {
	listener := pq.NewListener(dsn, time.Second, time.Minute, nil) // want-fate released
	defer listener.Close()
	if err := listener.Listen("news"); err != nil {
		return err
	}
	return nil
}
