// Package flockcases holds the cases of the flock library.
package flockcases

import (
	"github.com/gofrs/flock"
)

// LockBad keeps the lock when the work fails.
func LockBad(path string, work func() error) error {
	lock := flock.New(path)
	if err := lock.Lock(); err != nil { // want unreleased-lock // want-fate leaked
		return err
	}
	if err := work(); err != nil {
		return err // want-step "returns"
	}
	return lock.Unlock()
}

// LockOk defers the end of the lock.
func LockOk(path string, work func() error) error {
	lock := flock.New(path)
	if err := lock.Lock(); err != nil { // want-fate released
		return err
	}
	defer lock.Unlock()
	if err := work(); err != nil {
		return err
	}
	return nil
}

// TryBad keeps the lock when the work fails.
func TryBad(path string, work func() error) error {
	lock := flock.New(path)
	locked, err := lock.TryLock() // want unreleased-lock // want-fate leaked
	if err != nil || !locked {
		return err
	}
	if err := work(); err != nil {
		return err // want-step "returns"
	}
	return lock.Unlock()
}

// TryOk defers the unlock.
func TryOk(path string, work func() error) error {
	lock := flock.New(path)
	locked, err := lock.TryLock() // want-fate released
	if err != nil {
		return err
	}
	if !locked {
		return nil
	}
	defer lock.Unlock()
	return work()
}
