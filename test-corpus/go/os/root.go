package os

import (
	"io"
	"io/fs"
	"log"
	"os"
)

// ReadInsideBad opens a root and forgets it when the file is not there.
func ReadInsideBad(dir, name string) ([]byte, error) {
	root, err := os.OpenRoot(dir) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	f, err := root.Open(name) // want-fate released
	if err != nil {
		return nil, err // want-step "returns"
	}
	defer root.Close()
	defer f.Close()
	return io.ReadAll(f)
}

// ReadInsideOk closes the root and the file.
func ReadInsideOk(dir, name string) ([]byte, error) {
	root, err := os.OpenRoot(dir) // want-fate released
	if err != nil {
		return nil, err
	}
	defer root.Close()
	f, err := root.Open(name) // want-fate released
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// tree is a directory that nothing can leave.
type tree struct{ root *os.Root }

// Close closes the directory.
func (t *tree) Close() error { return t.root.Close() }

// NewTreeOk keeps the root in what it returns.
func NewTreeOk(dir string) (*tree, error) {
	root, err := os.OpenRoot(dir) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &tree{root: root}, nil
}

// CreateInsideBad leaves the file that it made inside of the root.
func (t *tree) CreateInsideBad(name string, raw []byte) error {
	f, err := t.root.Create(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	return err // want-step "returns"
}

// ReadFSBad opens through the interface of a file system and reads.
func ReadFSBad(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	return io.ReadAll(f) // want-step "returns"
}

// ReadFSOk closes what it opened through the interface of a file system.
func ReadFSOk(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name) // want-fate released
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// PipeBothEndsOk closes both ends of a pipe of the system.
func PipeBothEndsOk(line string) (string, error) {
	r, w, err := os.Pipe() // want-fate released
	if err != nil {
		return "", err
	}
	defer r.Close()
	_, err = w.WriteString(line)
	w.Close()
	if err != nil {
		return "", err
	}
	raw, err := io.ReadAll(r)
	return string(raw), err
}

// PipeWriteEndBad forgets the end it writes to when the write fails.
func PipeWriteEndBad(line string) (string, error) {
	r, w, err := os.Pipe() // want unclosed-file // want-fate leaked
	if err != nil {
		return "", err
	}
	defer r.Close()
	if _, err = w.WriteString(line); err != nil {
		return "", err // want-step "returns"
	}
	w.Close()
	raw, err := io.ReadAll(r)
	return string(raw), err
}

// DieOnErrorOk ends the process where it could not close, and then nothing is owed.
func DieOnErrorOk(name string, w io.Writer) {
	f, err := os.Open(name) // want-fate released
	if err != nil {
		log.Fatal(err)
	}
	if _, err := io.Copy(w, f); err != nil {
		log.Fatalf("copy %s: %v", name, err)
	}
	if err := f.Close(); err != nil {
		os.Exit(1)
	}
}

// StdoutOk uses the files that the process was born with.
func StdoutOk(line string) error {
	out := os.Stdout
	_, err := out.WriteString(line)
	return err
}
