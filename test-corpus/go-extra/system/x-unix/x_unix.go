// Package unixcases holds the cases of raw descriptors.
package unixcases

import (
	"os"

	"golang.org/x/sys/unix"
)

// OpenBad keeps the descriptor when the work fails.
func OpenBad(path string, check func() error) error {
	fd, err := unix.Open(path, unix.O_RDONLY, 0) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if err := check(); err != nil {
		return err // want-step "returns"
	}
	return unix.Close(fd)
}

// OpenOk defers the end of the descriptor.
func OpenOk(path string, check func() error) error {
	fd, err := unix.Open(path, unix.O_RDONLY, 0) // want-fate released
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	if err := check(); err != nil {
		return err
	}
	return nil
}

// ReadBad keeps the descriptor when the work fails.
func ReadBad(path string, buf []byte) error {
	fd, err := unix.Open(path, unix.O_RDONLY, 0) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := unix.Read(fd, buf); err != nil {
		return err // want-step "returns"
	}
	return unix.Close(fd)
}

// ReadOk defers the end of the descriptor.
func ReadOk(path string, buf []byte) error {
	fd, err := unix.Open(path, unix.O_RDONLY, 0) // want-fate released
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	if _, err := unix.Read(fd, buf); err != nil {
		return err
	}
	return nil
}

// FileOk gives the descriptor to a file, which closes it.
func FileOk(path string) (*os.File, error) {
	fd, err := unix.Open(path, unix.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), path), nil
}
