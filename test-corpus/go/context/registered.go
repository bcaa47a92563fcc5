package context

import (
	"context"
	"sync"
)

// workers lets others cancel what runs.
type workers struct {
	mu      sync.Mutex
	running map[string]context.CancelFunc
	tasks   sync.Map
}

// Stop cancels one of them.
func (w *workers) Stop(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if cancel, ok := w.running[id]; ok {
		cancel()
	}
}

// RunBad forgets the cancel function with the entry.
func (w *workers) RunBad(ctx context.Context, id string) error {
	ctx, cancel := context.WithCancel(ctx) // want uncalled-cancel // want-fate leaked
	w.mu.Lock()
	w.running[id] = cancel
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		delete(w.running, id)
		w.mu.Unlock()
	}()
	_, err := fetch(ctx, id)
	return err
}

// RunOk calls it as well.
func (w *workers) RunOk(ctx context.Context, id string) error {
	ctx, cancel := context.WithCancel(ctx) // want-fate released
	defer cancel()
	w.mu.Lock()
	w.running[id] = cancel
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		delete(w.running, id)
		w.mu.Unlock()
	}()
	_, err := fetch(ctx, id)
	return err
}

// StopLaterOk calls it where the entry is deleted.
func (w *workers) StopLaterOk(ctx context.Context, id string) error {
	ctx, cancel := context.WithCancel(ctx) // want-fate released
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.running, id)
		cancel()
	}()
	w.running[id] = cancel
	_, err := fetch(ctx, id)
	return err
}

// StartOk leaves it to Stop.
func (w *workers) StartOk(ctx context.Context, id string) {
	ctx, cancel := context.WithCancel(ctx) // want-fate stored
	w.mu.Lock()
	w.running[id] = cancel
	w.mu.Unlock()
	go func() { _, _ = fetch(ctx, id) }()
}

// StartUnlessDoneOk takes the entry out again only where the work is done at once; Stop does the rest.
func (w *workers) StartUnlessDoneOk(ctx context.Context, id string) (err error) {
	ctx, cancel := context.WithCancel(ctx) // want-fate stored
	w.running[id] = cancel
	defer func() {
		if err != nil {
			cancel()
			delete(w.running, id)
		}
	}()
	_, err = fetch(ctx, id)
	return err
}

// TaskBad forgets the cancel function with the entry of a map that locks by itself.
func (w *workers) TaskBad(ctx context.Context, id string) error {
	defer func() {
		w.tasks.Delete(id)
	}()
	ctx, cancel := context.WithCancel(ctx) // want uncalled-cancel // want-fate leaked
	w.tasks.Store(id, cancel)
	_, err := fetch(ctx, id)
	return err
}

// TaskOk calls it as well.
func (w *workers) TaskOk(ctx context.Context, id string) error {
	ctx, cancel := context.WithCancel(ctx) // want-fate released
	defer cancel()
	w.tasks.Store(id, cancel)
	defer w.tasks.Delete(id)
	_, err := fetch(ctx, id)
	return err
}

// OtherTaskOk takes out another entry.
func (w *workers) OtherTaskOk(ctx context.Context, id, done string) error {
	ctx, cancel := context.WithCancel(ctx) // want-fate passed
	w.tasks.Store(id, cancel)
	defer w.tasks.Delete(done)
	_, err := fetch(ctx, id)
	return err
}
