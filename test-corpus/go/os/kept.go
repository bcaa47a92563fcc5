package os

import (
	"context"
	"io"
	"os"
)

// store moves files; nothing is known of what it does with them.
type store interface {
	Download(ctx context.Context, file *os.File, key string) error
	Attach(file *os.File) error
	Wrap(file *os.File) (io.Reader, error)
}

// FetchBad closes the file where the download succeeds, so the download does not.
func FetchBad(ctx context.Context, s store, path, key string) error {
	file, err := os.Create(path) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if err := s.Download(ctx, file, key); err != nil {
		return err // want-step "returns"
	}
	return file.Close()
}

// FetchOk closes the file on both paths.
func FetchOk(ctx context.Context, s store, path, key string) error {
	file, err := os.Create(path) // want-fate released
	if err != nil {
		return err
	}
	if err := s.Download(ctx, file, key); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

// AttachOk closes the file only where it was not taken.
func AttachOk(s store, path string) error {
	file, err := os.Open(path) // want-fate escaped
	if err != nil {
		return err
	}
	if err := s.Attach(file); err != nil {
		file.Close()
		return err
	}
	return nil
}

// WrapOk hands out what the file was made into.
func WrapOk(s store, path string) (io.Reader, error) {
	file, err := os.Open(path) // want-fate escaped
	if err != nil {
		return nil, err
	}
	reader, err := s.Wrap(file)
	if err != nil {
		file.Close()
		return nil, err
	}
	return reader, nil
}

// BackgroundOk leaves the file to a goroutine after it was lent.
func BackgroundOk(ctx context.Context, s store, path, key string) error {
	file, err := os.Create(path) // want-fate passed
	if err != nil {
		return err
	}
	s.Attach(file)
	go func() {
		s.Download(ctx, file, key)
		file.Close()
	}()
	return nil
}

// twoFiles closes one after the other.
type twoFiles struct {
	left, right *os.File
}

// openBoth opens both files, or none.
func openBoth(left, right string) (*twoFiles, error) {
	l, err := os.Open(left) // want-fate returned
	if err != nil {
		return nil, err
	}
	r, err := os.Open(right) // want-fate returned
	if err != nil {
		l.Close()
		return nil, err
	}
	return &twoFiles{l, r}, nil
}

// Close keeps the second file open where the first cannot be closed. That is its own affair.
func (t *twoFiles) Close() error {
	if err := t.left.Close(); err != nil {
		return err
	}
	return t.right.Close()
}

// CheckBothOk closes what it opened.
func CheckBothOk(left, right string) error {
	both, err := openBoth(left, right) // want-fate released
	if err != nil {
		return err
	}
	return both.Close()
}

// CheckBothBad closes nothing where the first file is empty.
func CheckBothBad(left, right string) error {
	both, err := openBoth(left, right) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := both.left.Stat(); err != nil {
		return err
	}
	return both.Close()
}
