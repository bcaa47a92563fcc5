// Package syscallcases holds the cases of raw descriptors.
package syscallcases

import (
	"syscall"
)

// OpenBad keeps the descriptor when the work fails.
func OpenBad(path string, buf []byte) error {
	fd, err := syscall.Open(path, syscall.O_RDONLY, 0) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := syscall.Read(fd, buf); err != nil {
		return err // want-step "returns"
	}
	return syscall.Close(fd)
}

// OpenOk defers the end of the descriptor.
func OpenOk(path string, buf []byte) error {
	fd, err := syscall.Open(path, syscall.O_RDONLY, 0) // want-fate released
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	if _, err := syscall.Read(fd, buf); err != nil {
		return err
	}
	return nil
}
