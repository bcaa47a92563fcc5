package archive

import (
	"archive/zip"
	"io"
)

// ReadEntryOk closes the entry it has read.
func ReadEntryOk(file *zip.File) ([]byte, error) {
	entry, err := file.Open() // want-fate released
	if err != nil {
		return nil, err
	}
	defer entry.Close()
	return io.ReadAll(entry)
}

// MagicOk leaves an entry that is too short: that is memory and no more.
func MagicOk(file *zip.File, magic []byte) error {
	entry, err := file.Open() // want-fate untracked
	if err != nil {
		return err
	}
	if _, err := io.ReadFull(entry, magic); err != nil {
		return err
	}
	return entry.Close()
}
