package cleanup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
)

// recorder writes events to a file and owns it.
type recorder struct {
	mu   sync.Mutex
	file *os.File
	n    int
}

// newRecorder opens the file of a recorder.
func newRecorder(name string) (*recorder, error) {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &recorder{file: f}, nil
}

// Close closes the file.
func (r *recorder) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.file.Close()
}

// Add writes one event.
func (r *recorder) Add(text string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n++
	_, err := fmt.Fprintf(r.file, "%d %s\n", r.n, text)
	return err
}

// RecordOk closes the recorder.
func RecordOk(name, text string) error {
	r, err := newRecorder(name)
	if err != nil {
		return err
	}
	defer r.Close()
	return r.Add(text)
}

// RecordBad forgets the recorder and so its file.
func RecordBad(name, text string) error {
	r, err := newRecorder(name) // want unclosed-resource "^`r` holds a file that is never closed$"
	if err != nil {
		return err
	}
	return r.Add(text)
}

// service owns a recorder and a listener.
type service struct {
	rec    *recorder
	l      net.Listener
	cancel context.CancelFunc
}

// NewServiceOk undoes what it has done when a later step fails.
func NewServiceOk(ctx context.Context, name, addr string) (*service, error) {
	rec, err := newRecorder(name)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", addr) // want-fate returned
	if err != nil {
		rec.Close()
		return nil, err
	}
	_, cancel := context.WithCancel(ctx) // want-fate returned
	return &service{rec: rec, l: l, cancel: cancel}, nil
}

// NewServiceBad forgets the listener when the recorder cannot be made. Pattern P68.
func NewServiceBad(ctx context.Context, name, addr string) (*service, error) {
	l, err := net.Listen("tcp", addr) // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, err
	}
	rec, err := newRecorder(name)
	if err != nil {
		return nil, err // want-step "returns"
	}
	_, cancel := context.WithCancel(ctx) // want-fate returned
	return &service{rec: rec, l: l, cancel: cancel}, nil
}

// Close ends all three.
func (s *service) Close() error {
	s.cancel()
	return errors.Join(s.l.Close(), s.rec.Close())
}

// AssembledOk sets its fields one after the other and is returned at the end.
func AssembledOk(name string) (*recorder, error) {
	r := &recorder{}
	f, err := os.Create(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	r.file = f
	return r, nil
}

// AssembledDirectOk opens straight into the field of what it returns.
func AssembledDirectOk(name string) (r *recorder, err error) {
	r = new(recorder)
	r.file, err = os.Create(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	return r, nil
}

// AssembledBad returns nil although the field of its value already holds the file.
func AssembledBad(name string) (*recorder, error) {
	r := &recorder{}
	f, err := os.Create(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	r.file = f
	if err := r.Add("created"); err != nil {
		return nil, err // want-step "returns"
	}
	return r, nil
}

// AssembledCloseOk closes through the value on the error path.
func AssembledCloseOk(name string) (*recorder, error) {
	r := &recorder{}
	f, err := os.Create(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	r.file = f
	if err := r.Add("created"); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// registry keeps recorders by name.
type registry struct {
	mu   sync.Mutex
	open map[string]io.Closer
	free []*os.File
}

// PutOk stores the file in a map of the receiver under an interface.
func (g *registry) PutOk(name string) error {
	f, err := os.Open(name) // want-fate stored
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open[name] = f
	return nil
}

// FreeOk appends the file to a slice of the receiver.
func (g *registry) FreeOk(name string) error {
	f, err := os.Open(name) // want-fate stored
	if err != nil {
		return err
	}
	g.free = append(g.free, f)
	return nil
}

// PutFullBad drops the file when the registry is full.
func (g *registry) PutFullBad(name string, limit int) error {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if len(g.free) == limit {
		return errors.New("registry is full") // want-step "returns"
	}
	g.free = append(g.free, f)
	return nil
}

// keep is a callee that keeps its argument.
func (g *registry) keep(name string, c io.Closer) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open[name] = c
}

// KeepOk passes the file to a method that keeps it.
func (g *registry) KeepOk(name string) error {
	f, err := os.Open(name) // want-fate passed
	if err != nil {
		return err
	}
	g.keep(name, f)
	return nil
}

// Close closes everything.
func (g *registry) Close() (err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.open {
		err = errors.Join(err, c.Close())
	}
	for _, f := range g.free {
		err = errors.Join(err, f.Close())
	}
	return err
}

// outbox sends files over a channel.
type outbox struct{ files chan *os.File }

// SendOk passes the file to whoever receives it.
func (o *outbox) SendOk(name string) error {
	f, err := os.Open(name) // want-fate stored
	if err != nil {
		return err
	}
	o.files <- f
	return nil
}

// handled closes what it is given in a goroutine.
func handled(f *os.File, wg *sync.WaitGroup) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer f.Close()
		_, _ = io.Copy(io.Discard, f)
	}()
}

// HandledOk passes the file to a helper that starts the goroutine which closes it.
func HandledOk(name string, wg *sync.WaitGroup) error {
	f, err := os.Open(name) // want-fate passed
	if err != nil {
		return err
	}
	handled(f, wg)
	return nil
}
