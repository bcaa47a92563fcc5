package os

import (
	"errors"
	"io"
	"os"
)

// shell is what a session has open.
type shell struct {
	name  string
	files []*os.File
	log   *os.File
}

// closeAll closes what is open.
func (s *shell) closeAll() {
	for _, f := range s.files {
		f.Close()
	}
}

// closeEach closes what is in a list.
func closeEach(files []*os.File) {
	for _, f := range files {
		f.Close()
	}
}

// NewShellBad forgets what is in the list when a later step fails.
func NewShellBad(name string, attached bool) (*shell, error) {
	s := &shell{name: name}
	if attached {
		go func() { println(s.name) }()
		return s, nil
	}
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	s.files = append(s.files, f)
	if _, err := f.Stat(); err != nil {
		return nil, err // want-step "returns"
	}
	return s, nil
}

// NewShellOk closes it then.
func NewShellOk(name string) (*shell, error) {
	s := &shell{name: name}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	s.files = append(s.files, f)
	if _, err := f.Stat(); err != nil {
		f.Close()
		return nil, err
	}
	return s, nil
}

// NewShellByMethodOk has a method that closes all.
func NewShellByMethodOk(names []string) (*shell, error) {
	s := &shell{}
	for _, name := range names {
		f, err := os.Open(name) // want-fate stored
		if err != nil {
			s.closeAll()
			return nil, err
		}
		s.files = append(s.files, f)
	}
	return s, nil
}

// NewShellEachBad forgets those that are open when one cannot be opened.
func NewShellEachBad(names []string) (*shell, error) {
	s := &shell{}
	for _, name := range names {
		f, err := os.Open(name) // want unclosed-file // want-fate leaked
		if err != nil {
			return nil, err // want-step "returns"
		}
		s.files = append(s.files, f)
	}
	return s, nil
}

// OpenAllByRangeOk closes those that are open.
func OpenAllByRangeOk(names []string) ([]*os.File, error) {
	var files []*os.File
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			for _, open := range files {
				open.Close()
			}
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// OpenAllByHelperOk gives the list to a function that closes what is in it.
func OpenAllByHelperOk(names []string) ([]*os.File, error) {
	var files []*os.File
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			closeEach(files)
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// OpenAllByIndexOk closes by position.
func OpenAllByIndexOk(names []string) ([]*os.File, error) {
	var files []*os.File
	for _, name := range names {
		f, err := os.Open(name) // want-fate stored
		if err != nil {
			for i := range files {
				files[i].Close()
			}
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// OpenAllDeferredOk closes them at the end.
func OpenAllDeferredOk(names []string, work func([]*os.File) error) error {
	var files []*os.File
	defer func() { closeEach(files) }()
	for _, name := range names {
		f, err := os.Open(name) // want-fate stored
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	return work(files)
}

// OpenAllReadersOk makes one reader of them that closes them all.
func OpenAllReadersOk(names []string, join func(...io.ReadCloser) io.ReadCloser) (io.ReadCloser, error) {
	var readers []io.ReadCloser
	for _, name := range names {
		f, err := os.Open(name) // want-fate stored
		if err != nil {
			join(readers...).Close()
			return nil, err
		}
		readers = append(readers, f)
	}
	return join(readers...), nil
}

// OpenSomeOk skips what cannot be opened.
func OpenSomeOk(names []string) (files []*os.File) {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		files = append(files, f)
	}
	return files
}

// OpenBothOk keeps two files in one list.
func OpenBothOk(first, second string) ([]*os.File, error) {
	var files []*os.File
	f, err := os.Open(first)
	if err != nil {
		return nil, err
	}
	files = append(files, f)
	g, err := os.Open(second)
	if err != nil {
		f.Close()
		return nil, err
	}
	files = append(files, g)
	return files, nil
}

// OpenBothBad loses the first one where the second one cannot be opened.
func OpenBothBad(first, second string) ([]*os.File, error) {
	var files []*os.File
	f, err := os.Open(first) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	files = append(files, f)
	g, err := os.Open(second)
	if err != nil {
		return nil, err // want-step "returns"
	}
	return append(files, g), nil
}

// CountBad counts and forgets.
func CountBad(names []string) int {
	var files []*os.File
	for _, name := range names {
		if f, err := os.Open(name); err == nil { // known-fn unclosed-file "a list that is measured may be known to be empty"
			files = append(files, f)
		}
	}
	return len(files)
}

// registry keeps lists.
type registry struct{ open []*os.File }

// AddAllOk stores the list in something that lives on.
func (r *registry) AddAllOk(names []string) error {
	var files []*os.File
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			closeEach(files)
			return err
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		return errors.New("nothing to add")
	}
	r.open = files
	return nil
}
