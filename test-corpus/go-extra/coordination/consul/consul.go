// Package consulcases holds the cases of the Consul client.
package consulcases

import (
	"io"

	"github.com/hashicorp/consul/api"
)

// SaveBad keeps the stream when the work fails.
func SaveBad(client *api.Client, out io.Writer) error {
	snapshot, _, err := client.Snapshot().Save(nil) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, snapshot); err != nil {
		return err // want-step "returns"
	}
	return snapshot.Close()
}

// SaveOk defers the end of the stream.
func SaveOk(client *api.Client, out io.Writer) error {
	snapshot, _, err := client.Snapshot().Save(nil) // want-fate released
	if err != nil {
		return err
	}
	defer snapshot.Close()
	if _, err := io.Copy(out, snapshot); err != nil {
		return err
	}
	return nil
}

// LockBad keeps the lock when the work fails.
func LockBad(lock *api.Lock, work func() error) error {
	_, err := lock.Lock(nil) // want unreleased-lock // want-fate leaked
	if err != nil {
		return err
	}
	if err := work(); err != nil {
		return err // want-step "returns"
	}
	return lock.Unlock()
}

// LockOk defers the end of the lock.
func LockOk(lock *api.Lock, work func() error) error {
	_, err := lock.Lock(nil) // want-fate released
	if err != nil {
		return err
	}
	defer lock.Unlock()
	if err := work(); err != nil {
		return err
	}
	return nil
}
