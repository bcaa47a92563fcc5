// Package redsync holds the cases of the redsync library.
package redsync

import (
	"github.com/go-redsync/redsync/v4"
)

// LockBad keeps the lock when the work fails.
func LockBad(rs *redsync.Redsync, work func() error) error {
	mutex := rs.NewMutex("job")
	if err := mutex.Lock(); err != nil { // want unreleased-lock // want-fate leaked
		return err
	}
	if err := work(); err != nil {
		return err // want-step "returns"
	}
	_, err := mutex.Unlock()
	return err
}

// LockOk defers the unlock.
func LockOk(rs *redsync.Redsync, work func() error) error {
	mutex := rs.NewMutex("job")
	if err := mutex.Lock(); err != nil { // want-fate released
		return err
	}
	defer mutex.Unlock()
	return work()
}
