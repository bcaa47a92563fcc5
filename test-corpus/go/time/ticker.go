// Package time holds the cases of tickers and timers in a module that is new enough for the collector to take them.
package time

import (
	"context"
	"time"
)

// PollWithoutStopOk returns without Stop, which is fine in this version of the language. Pattern P98.
func PollWithoutStopOk(ctx context.Context, check func() bool) bool {
	ticker := time.NewTicker(time.Second)
	for {
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
			if check() {
				return true
			}
		}
	}
}

// PollWithLimitOk does the same under a context of its own. Pattern P98.
func PollWithLimitOk(ctx context.Context, check func() bool) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // want-fate released
	defer cancel()
	ticker := time.NewTicker(time.Second)
	for {
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
			if check() {
				return true
			}
		}
	}
}

// WaitTimerOk makes a timer and leaves it when the value comes first. Pattern P98.
func WaitTimerOk(values <-chan int, limit time.Duration) (int, bool) {
	timer := time.NewTimer(limit)
	select {
	case v := <-values:
		return v, true
	case <-timer.C:
		return 0, false
	}
}
