// Package fsnotifycases holds the cases of the fsnotify library.
package fsnotifycases

import (
	"github.com/fsnotify/fsnotify"
)

// WatchBad keeps the watcher when the work fails.
func WatchBad(path string) error {
	watcher, err := fsnotify.NewWatcher() // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := watcher.Add(path); err != nil {
		return err // want-step "returns"
	}
	return watcher.Close()
}

// WatchOk defers the end of the watcher.
func WatchOk(path string) error {
	watcher, err := fsnotify.NewWatcher() // want-fate released
	if err != nil {
		return err
	}
	defer watcher.Close()
	if err := watcher.Add(path); err != nil {
		return err
	}
	return nil
}

// FollowOk gives the watcher to the goroutine that reads from it.
func FollowOk(path string, changed chan<- string) error {
	watcher, err := fsnotify.NewWatcher() // want-fate passed
	if err != nil {
		return err
	}
	go func() {
		defer watcher.Close()
		for event := range watcher.Events {
			changed <- event.Name
		}
	}()
	return nil
}

// WatcherBad loses the watcher when the path cannot be watched.
func WatcherBad(path string) (*fsnotify.Watcher, error) {
	watcher, err := fsnotify.NewWatcher() // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := watcher.Add(path); err != nil {
		return nil, err // want-step "returns"
	}
	return watcher, nil
}
