// Package mmapcases holds the cases of memory maps.
package mmapcases

import (
	"os"

	"github.com/edsrzf/mmap-go"
	xmmap "golang.org/x/exp/mmap"
)

// MapBad keeps the map when the work fails.
func MapBad(file *os.File) error {
	m, err := mmap.Map(file, mmap.RDONLY, 0) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := m.Lock(); err != nil {
		return err // want-step "returns"
	}
	return m.Unmap()
}

// MapOk defers the end of the map.
func MapOk(file *os.File) error {
	m, err := mmap.Map(file, mmap.RDONLY, 0) // want-fate released
	if err != nil {
		return err
	}
	defer m.Unmap()
	if err := m.Lock(); err != nil {
		return err
	}
	return nil
}

// OpenBad keeps the map when the work fails.
func OpenBad(path string, buf []byte) error {
	reader, err := xmmap.Open(path) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := reader.ReadAt(buf, 0); err != nil {
		return err // want-step "returns"
	}
	return reader.Close()
}

// OpenOk defers the end of the map.
func OpenOk(path string, buf []byte) error {
	reader, err := xmmap.Open(path) // want-fate released
	if err != nil {
		return err
	}
	defer reader.Close()
	if _, err := reader.ReadAt(buf, 0); err != nil {
		return err
	}
	return nil
}
