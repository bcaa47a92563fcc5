package kpcompress

import (
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zip"
)

// UnpackOk closes the reader, which closes no source and holds no handle.
func UnpackOk(from io.Reader, to io.Writer) error {
	reader, err := gzip.NewReader(from) // want-fate released
	if err != nil {
		return err
	}
	defer reader.Close()
	_, err = io.Copy(to, reader)
	return err
}

// NameOk leaves the reader of a file without a name to the collector.
func NameOk(from io.Reader) (string, error) {
	reader, err := gzip.NewReader(from) // want-fate untracked
	if err != nil {
		return "", err
	}
	if reader.Name == "" {
		return "", io.ErrUnexpectedEOF
	}
	return reader.Name, reader.Close()
}

// OpenOk hands out the archive.
func OpenOk(path string) (*zip.ReadCloser, error) {
	return zip.OpenReader(path) // want-fate returned
}

// CountBad forgets the archive that comes together with an error where a name points outside.
func CountBad(path string) (int, error) {
	archive, err := zip.OpenReader(path) // want unclosed-file // want-fate leaked
	if err != nil {
		return 0, err // want-step "returns"
	}
	defer archive.Close()
	return len(archive.File), nil
}

// CountOk closes what there is in any case.
func CountOk(path string, most int) (int, error) {
	archive, err := zip.OpenReader(path) // known-fp unclosed-file "where the archive is tested to be nil it is taken to be open"
	if archive != nil {
		defer archive.Close()
	}
	if err != nil {
		return 0, err
	}
	if len(archive.File) > most {
		return 0, fmt.Errorf("%s has %d files", path, len(archive.File))
	}
	return len(archive.File), nil
}
