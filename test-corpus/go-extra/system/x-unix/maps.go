package unixcases

import (
	"bytes"
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// HeaderBad leaves the pages mapped where the file is not one of ours.
func HeaderBad(file *os.File, size int) ([]byte, error) {
	data, err := unix.Mmap(int(file.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(data, []byte("CORPUS")) {
		return nil, errors.New("not one of ours") // want-step "returns"
	}
	header := bytes.Clone(data[:64])
	return header, unix.Munmap(data)
}

// HeaderOk unmaps the pages in any case.
func HeaderOk(file *os.File, size int) ([]byte, error) {
	data, err := unix.Mmap(int(file.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED) // want-fate released
	if err != nil {
		return nil, err
	}
	defer unix.Munmap(data)
	if !bytes.HasPrefix(data, []byte("CORPUS")) {
		return nil, errors.New("not one of ours")
	}
	return bytes.Clone(data[:64]), nil
}
