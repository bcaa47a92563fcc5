// Package handlecases holds the cases of handles for C.
package handlecases

import (
	"runtime/cgo"
)

// HandleBad keeps the handle when the work fails.
func HandleBad(value any, call func() error) error {
	handle := cgo.NewHandle(value) // want unclosed-resource // want-fate leaked
	if err := call(); err != nil {
		return err // want-step "returns"
	}
	handle.Delete()
	return nil
}

// HandleOk defers the end of the handle.
func HandleOk(value any, call func() error) error {
	handle := cgo.NewHandle(value) // want-fate released
	defer handle.Delete()
	if err := call(); err != nil {
		return err
	}
	return nil
}
