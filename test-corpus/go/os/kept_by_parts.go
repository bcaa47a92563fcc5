package os

import (
	"errors"
	"io/fs"
	"os"
)

// source is what an index asks. Nobody can release by it.
type source interface {
	Stat() (fs.FileInfo, error)
	ReadAt(p []byte, off int64) (int, error)
}

// index holds its source, and parts that know the index.
type index struct {
	from  source
	size  int64
	parts *indexParts
}

type indexParts struct {
	of *index
}

// newIndexParts answers with an object that holds the index, which the index holds again.
func newIndexParts(of *index) *indexParts {
	return &indexParts{of: of}
}

func newIndex(from source) *index {
	made := &index{from: from}
	made.size = -1
	made.parts = newIndexParts(made)
	return made
}

func (x *index) measure() error {
	info, err := x.from.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return errors.New("a directory has no index")
	}
	x.size = info.Size()
	return nil
}

// IndexBad forgets the file if it cannot be measured.
func IndexBad(name string) (*index, error) {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	x := newIndex(f)
	if err := x.measure(); err != nil {
		return nil, err // want-step "returns"
	}
	return x, nil
}

// IndexOk closes it then.
func IndexOk(name string) (*index, error) {
	f, err := os.Open(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	x := newIndex(f)
	if err := x.measure(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return x, nil
}
