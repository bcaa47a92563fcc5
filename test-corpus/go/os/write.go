package os

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"corpus.example/go/closers"
)

// WriteReportOk writes with a plain deferred close; what the close says is another question. Pattern P116.
func WriteReportOk(name string, lines []string) error {
	f, err := os.Create(name) // want-fate released
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	for _, l := range lines {
		fmt.Fprintln(w, l)
	}
	return w.Flush()
}

// WriteReportShortBad returns on a short write with the file open.
func WriteReportShortBad(name string, raw []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	n, err := f.Write(raw)
	if err != nil {
		f.Close()
		return err
	}
	if n < len(raw) {
		return io.ErrShortWrite // want-step "returns"
	}
	return f.Close()
}

// AppendMethodValueOk binds the close method to a variable and defers that. Pattern P121.
func AppendMethodValueOk(name, line string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0o644) // want-fate released
	if err != nil {
		return err
	}
	done := f.Close
	defer done()
	_, err = f.WriteString(line + "\n")
	return err
}

// AppendMethodValueBad binds the close method and calls it on one of two paths only. Pattern P121.
func AppendMethodValueBad(name, line string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0o644) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	done := f.Close
	if _, err = f.WriteString(line + "\n"); err != nil {
		return err // want-step "returns"
	}
	return done()
}

// CopyCapturedOk hands the close method to a deferred helper that keeps the error. Pattern P136.
func CopyCapturedOk(name string, r io.Reader) (err error) {
	f, err := os.Create(name) // want-fate released
	if err != nil {
		return err
	}
	defer closers.Capture(&err, f.Close)
	_, err = io.Copy(f, r)
	return err
}

// CopyIntoOk hands the file to a deferred helper that keeps the error.
func CopyIntoOk(name string, r io.Reader) (err error) {
	f, err := os.Create(name) // want-fate released
	if err != nil {
		return err
	}
	defer closers.Into(&err, f)
	_, err = io.Copy(f, r)
	return err
}

// CopyJoinedOk closes in the expression of its return. Pattern P122.
func CopyJoinedOk(name string, r io.Reader) error {
	f, err := os.Create(name) // want-fate released
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

// doc is an open document.
type doc struct {
	f       *os.File
	changed bool
}

// Close closes the file of the document.
func (d *doc) Close() error { return d.f.Close() }

// TouchDocOk closes the local wrapper, which closes the file. Pattern P74.
func TouchDocOk(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0) // want-fate released
	if err != nil {
		return err
	}
	d := doc{f: f}
	defer d.Close()
	if _, err := d.f.WriteAt([]byte{'\n'}, 0); err != nil {
		return err
	}
	d.changed = true
	return d.f.Sync()
}

// TouchDocBad wraps the file and closes nothing. Pattern P74.
func TouchDocBad(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	d := doc{f: f}
	if _, err := d.f.WriteAt([]byte{'\n'}, 0); err != nil {
		return err // want-step "returns"
	}
	d.changed = true
	return d.f.Sync()
}

// OpenDocOk returns the file inside of a document.
func OpenDocOk(name string) (*doc, error) {
	f, err := os.Open(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &doc{f: f}, nil
}

// IsChangedBad forgets the document that it has opened.
func IsChangedBad(name string) (bool, error) {
	d, err := OpenDocOk(name) // want unclosed-resource
	if err != nil {
		return false, err
	}
	return d.changed, nil
}

// IsChangedOk closes the document.
func IsChangedOk(name string) (bool, error) {
	d, err := OpenDocOk(name)
	if err != nil {
		return false, err
	}
	defer d.Close()
	return d.changed, nil
}

// try takes a lock with a file that it creates.
func try(f *os.File) bool {
	_, err := f.WriteString("locked")
	return err == nil
}

// LockSomewhereOk returns the file that could be locked and closes those that could not. Pattern P86.
func LockSomewhereOk(dir string, slots int) *os.File {
	for i := 0; i < slots; i++ {
		f, err := os.OpenFile(filepath.Join(dir, fmt.Sprint(i)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // want-fate returned
		if err != nil {
			continue
		}
		if try(f) {
			return f
		}
		f.Close()
	}
	return nil
}

// LockSomewhereBad forgets the files that could not be locked. Pattern P86.
func LockSomewhereBad(dir string, slots int) *os.File {
	for i := 0; i < slots; i++ {
		f, err := os.OpenFile(filepath.Join(dir, fmt.Sprint(i)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // want unclosed-file // want-fate leaked
		if err != nil {
			continue
		}
		if try(f) {
			return f
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}

// journal is the log of the whole process.
var journal *os.File

// openJournalOk keeps the file in a package variable. Pattern P79.
func openJournalOk(name string) (err error) {
	journal, err = os.OpenFile(name, os.O_APPEND|os.O_CREATE, 0o600) // want-fate stored
	return err
}

// StopJournal closes what openJournalOk has kept.
func StopJournal() error { return journal.Close() }

// TempWithCleanupOk closes and removes a temporary file.
func TempWithCleanupOk(raw []byte) error {
	f, err := os.CreateTemp("", "draft-*") // want-fate released
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	_, err = f.Write(raw)
	return err
}

// TempRemovedNotClosedBad removes the name and keeps the descriptor.
func TempRemovedNotClosedBad(raw []byte) error {
	f, err := os.CreateTemp("", "draft-*") // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(raw)
	return err // want-step "returns"
}

// WriteAtomicallyOk closes before the rename and removes the draft otherwise.
func WriteAtomicallyOk(name string, raw []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".draft-*") // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(raw); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
