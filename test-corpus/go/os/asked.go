package os

import (
	"errors"
	"io"
	"os"
)

// nothing is a source that has nothing.
type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, io.EOF }
func (nothing) Close() error             { return nil }

// limited is a source of its own.
type limited struct{ left int }

func (*limited) Read([]byte) (int, error) { return 0, io.EOF }
func (*limited) Close() error             { return nil }

func openSource(path string) (io.ReadCloser, error) {
	if path == "" {
		return nothing{}, nil
	}
	f, err := os.Open(path) // want-fate returned
	if err != nil {
		return nil, err
	}
	return f, nil
}

// SourcesOk leaves out those that have nothing: there is nothing to close.
func SourcesOk(paths []string) ([]io.ReadCloser, error) {
	var all []io.ReadCloser
	for _, path := range paths {
		source, err := openSource(path)
		if err != nil {
			for _, other := range all {
				err = errors.Join(err, other.Close())
			}
			return nil, err
		}
		if _, ok := source.(nothing); !ok {
			all = append(all, source)
		}
	}
	return all, nil
}

// SwitchSourceOk does so with a switch.
func SwitchSourceOk(path string) ([]byte, error) {
	source, err := openSource(path) // want-fate released
	if err != nil {
		return nil, err
	}
	switch source.(type) {
	case nothing:
		return nil, nil
	}
	defer source.Close()
	return io.ReadAll(source)
}

// SwitchSourceBad leaves out one that has something.
func SwitchSourceBad(path string) ([]byte, error) {
	source, err := openSource(path) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, ok := source.(*limited); ok {
		return nil, nil
	}
	defer source.Close()
	return io.ReadAll(source)
}

// OnlyLimitedBad forgets the sources that are of another type.
func OnlyLimitedBad(path string) ([]byte, error) {
	source, err := openSource(path) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, ok := source.(*limited); !ok {
		return nil, errors.New("unlimited")
	}
	defer source.Close()
	return io.ReadAll(source)
}

func openReader(path string) (io.Reader, error) {
	f, err := os.Open(path) // want-fate returned
	if err != nil {
		return nil, err
	}
	return f, nil
}

// ReadWhateverOk closes what is a file.
func ReadWhateverOk(path string) ([]byte, error) {
	source, err := openReader(path) // want-fate released
	if err != nil {
		return nil, err
	}
	if f, ok := source.(*os.File); ok {
		defer f.Close()
	}
	return io.ReadAll(source)
}
