package os

import (
	"io"
	"os"
	"sync"
)

// sink is where messages go.
type sink struct {
	mu  sync.Mutex
	out io.Writer
}

var messages = newSink()

func newSink() *sink { return &sink{out: os.Stderr} }

// Redirect says where messages go from now on.
func Redirect(out io.Writer) { messages.redirect(out) }

// Announce writes one message.
func Announce(out io.Writer) { messages.announce(out) }

func (s *sink) redirect(out io.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out = out
}

func (s *sink) announce(out io.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	io.WriteString(out, "hello")
}

// RedirectToFileOk leaves the file to the sink of the package.
func RedirectToFileOk(path string) error {
	f, err := os.Create(path) // want-fate passed
	if err != nil {
		return err
	}
	Redirect(f)
	return nil
}

// AnnounceToFileBad only writes to it.
func AnnounceToFileBad(path string) error {
	f, err := os.Create(path) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	Announce(f)
	return nil
}

// part is a file and its name.
type part struct {
	file *os.File
	name string
}

func openPart(path string) (*part, error) {
	file, err := os.Open(path) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &part{file: file, name: path}, nil
}

func (p *part) Close() error { return p.file.Close() }

// EachPartBad has a variable for each round, and closes what they hold in the end.
func EachPartBad(paths []string, use func(name string) error) error {
	for _, path := range paths {
		var p *part
		p, err := openPart(path) // want release-deferred-in-loop // want-fate released
		if err != nil {
			return err
		}
		defer func() { _ = p.Close() }()
		if err := use(p.name); err != nil {
			return err
		}
	}
	return nil
}

// RedirectAllOk leaves the file to all sinks there are.
func RedirectAllOk(sinks []*sink, path string) error {
	f, err := os.Create(path) // known-fp unclosed-file "there may be no sink at all"
	if err != nil {
		return err
	}
	for _, s := range sinks {
		s.redirect(f)
	}
	return nil
}
