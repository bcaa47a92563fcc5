package consulcases

import (
	"errors"
	"fmt"

	"github.com/hashicorp/consul/api"
)

// WithSlotBad keeps its slot where the work fails, until the session behind it expires.
func WithSlotBad(client *api.Client, work func() error) error {
	slots, err := client.SemaphorePrefix("jobs/slots", 3)
	if err != nil {
		return err
	}
	if _, err := slots.Acquire(nil); err != nil { // want unreleased-lock // want-fate leaked
		return err
	}
	if err := work(); err != nil {
		return fmt.Errorf("job: %w", err) // want-step "returns"
	}
	return slots.Release()
}

// WithSlotOk gives its slot back in any case.
func WithSlotOk(slots *api.Semaphore, work func(lost <-chan struct{}) error) error {
	lost, err := slots.Acquire(nil) // want-fate released
	if err != nil {
		return err
	}
	defer slots.Release()
	return work(lost)
}

// WithSlotUnlessStoppedOk has no slot where it was told to stop before there was one.
func WithSlotUnlessStoppedOk(client *api.Client, stop <-chan struct{}, work func(lost <-chan struct{}) error) error {
	slots, err := client.SemaphorePrefix("jobs/slots", 3)
	if err != nil {
		return err
	}
	lost, err := slots.Acquire(stop) // known-fp unreleased-lock "a table cannot say that a result that is nil means that there is nothing to release"
	if err != nil {
		return err
	}
	if lost == nil {
		return errors.New("stopped")
	}
	defer slots.Release()
	return work(lost)
}
