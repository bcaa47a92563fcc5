package oldticker

import (
	"errors"
	"time"
)

// ReceiveOk stops the timer, which frees it early.
func ReceiveOk(in <-chan int) (int, error) {
	timer := time.NewTimer(time.Second) // want-fate released
	defer timer.Stop()
	select {
	case n := <-in:
		return n, nil
	case <-timer.C:
		return 0, errors.New("nothing came")
	}
}

// ReceiveLaterOk leaves the timer to fire by itself.
func ReceiveLaterOk(in <-chan int) (int, error) {
	timer := time.NewTimer(time.Second) // want-fate untracked
	select {
	case n := <-in:
		return n, nil
	case <-timer.C:
		return 0, errors.New("nothing came")
	}
}

// WatchdogOk calls off what is to happen where the work takes too long.
func WatchdogOk(bark func(), work func() error) error {
	dog := time.AfterFunc(time.Minute, bark) // want-fate released
	defer dog.Stop()
	return work()
}
