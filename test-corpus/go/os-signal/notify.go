// Package ossignal holds the cases of channels that get signals. Most programs listen to their end: nothing is reported.
package ossignal

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// WaitForEndOk listens until the process is told to end.
func WaitForEndOk() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM) // want-fate untracked
	<-signals
}

// AskOk listens only as long as there is something to interrupt.
func AskOk(answer <-chan string) (string, error) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt) // want-fate released
	defer signal.Stop(signals)
	select {
	case text := <-answer:
		return text, nil
	case <-signals:
		return "", errors.New("interrupted")
	case <-time.After(time.Minute):
		return "", errors.New("no answer")
	}
}

// ReloadOk hands the channel to a goroutine that lives as long as the process.
func ReloadOk(reload func() error) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		for range hangups {
			_ = reload()
		}
	}()
}
