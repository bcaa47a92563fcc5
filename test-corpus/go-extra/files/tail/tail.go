// Package tailcases holds the cases of the tail library.
package tailcases

import (
	"github.com/nxadm/tail"
)

// FollowBad keeps the tail when the work fails.
func FollowBad(path string, each func(*tail.Line) error) error {
	t, err := tail.TailFile(path, tail.Config{Follow: true}) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := each(<-t.Lines); err != nil {
		return err // want-step "returns"
	}
	return t.Stop()
}

// FollowOk defers the end of the tail.
func FollowOk(path string, each func(*tail.Line) error) error {
	t, err := tail.TailFile(path, tail.Config{Follow: true}) // want-fate released
	if err != nil {
		return err
	}
	defer t.Stop()
	if err := each(<-t.Lines); err != nil {
		return err
	}
	return nil
}
