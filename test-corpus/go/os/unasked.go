package os

import (
	"io"
	"os"
)

// openUnasked hands out a file, or nothing, and nobody can ask why.
func openUnasked(name string) *os.File {
	f, _ := os.Open(name) // want-fate returned
	return f
}

// ReadUnaskedBad never closes it.
func ReadUnaskedBad(name string) ([]byte, error) {
	f := openUnasked(name) // want unclosed-file
	return io.ReadAll(f)   // want-step "returns"
}

// ReadUnaskedOk closes it.
func ReadUnaskedOk(name string) ([]byte, error) {
	f := openUnasked(name) // want-fate released
	defer f.Close()
	return io.ReadAll(f)
}

// AskUnaskedOk owes nothing where there is none.
func AskUnaskedOk(name string) ([]byte, error) {
	f := openUnasked(name) // want-fate released
	if f == nil {
		return nil, os.ErrNotExist
	}
	defer f.Close()
	return io.ReadAll(f)
}

// AskUnaskedBad returns too early once it has one.
func AskUnaskedBad(name string, skip bool) ([]byte, error) {
	f := openUnasked(name) // want unclosed-file
	if f == nil {
		return nil, os.ErrNotExist
	}
	if skip {
		return nil, nil // want-step "returns"
	}
	defer f.Close()
	return io.ReadAll(f)
}
