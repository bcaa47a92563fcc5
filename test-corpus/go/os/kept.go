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

// remote uses a file as long as it lives; nothing is known of it.
type remote interface {
	Hello() error
}

// dialer makes remotes.
type dialer interface {
	Use(file *os.File) remote
	Dial(file *os.File) (remote, error)
}

// session holds a file and the one who uses it.
type session struct {
	file *os.File
	peer remote
}

// OpenSessionBad returns the file in the session, so it has it still where the first word fails.
func OpenSessionBad(d dialer, path string) (*session, error) {
	file, err := os.Open(path) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	peer := d.Use(file)
	if err := peer.Hello(); err != nil {
		return nil, err // want-step "returns"
	}
	return &session{file, peer}, nil
}

// OpenSessionOk closes the file.
func OpenSessionOk(d dialer, path string) (*session, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	peer := d.Use(file)
	if err := peer.Hello(); err != nil {
		file.Close()
		return nil, err
	}
	return &session{file, peer}, nil
}

// DialSessionOk knows that a call that fails closes what it got.
func DialSessionOk(d dialer, path string) (*session, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	peer, err := d.Dial(file)
	if err != nil {
		return nil, err
	}
	return &session{file, peer}, nil
}

// window is a part of a file.
type window struct {
	io.Reader
	io.Closer
}

// counted is a reader with a number.
type counted struct {
	io.ReadCloser
	number int
}

// WindowOk returns the file in one object or another.
func WindowOk(path string, offset, limit int64) (io.ReadCloser, error) {
	file, err := os.Open(path) // want-fate returned
	if err != nil {
		return nil, err
	}
	if offset < 0 {
		file.Close()
		return nil, os.ErrInvalid
	}
	var reader io.ReadCloser
	if limit > 0 {
		reader = &window{Reader: io.NewSectionReader(file, offset, limit), Closer: file}
	} else {
		reader = file
	}
	return &counted{ReadCloser: reader, number: 1}, nil
}

// RecoveredOk turns a panic into an error; where nothing panics there is nothing to recover from.
func RecoveredOk(path string) (*os.File, error) {
	open := func() (file *os.File, err error) {
		defer func() {
			if r := recover(); r != nil {
				err = os.ErrInvalid
			}
		}()
		return os.Open(path)
	}
	file, err := open() // want-fate returned
	if err != nil {
		return nil, err
	}
	return file, nil
}

// diary writes to a file.
type diary struct {
	file *os.File
}

// archive reaches its file on two ways.
type archive struct {
	file    *os.File
	journal *diary
}

// openArchive opens one file for both.
func openArchive(path string) (*archive, error) {
	file, err := os.Create(path) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &archive{file: file, journal: &diary{file: file}}, nil
}

// Close closes the file on one of the ways.
func (a *archive) Close() error {
	return a.file.Close()
}

// Close closes the file on the other.
func (d *diary) Close() error {
	return d.file.Close()
}

// ArchiveOk closes the archive, and with it the file of the journal.
func ArchiveOk(path string) error {
	archive, err := openArchive(path) // want-fate released
	if err != nil {
		return err
	}
	return archive.Close()
}

// ArchiveJournalOk closes the journal, and with it the file of the archive.
func ArchiveJournalOk(path string) error {
	archive, err := openArchive(path) // want-fate released
	if err != nil {
		return err
	}
	return archive.journal.Close()
}

// ArchiveBad closes neither.
func ArchiveBad(path string) (string, error) {
	archive, err := openArchive(path) // want unclosed-resource // want-fate leaked
	if err != nil {
		return "", err
	}
	return archive.file.Name(), nil
}
