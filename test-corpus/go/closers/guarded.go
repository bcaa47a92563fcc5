package closers

import (
	"database/sql"
	"io"
	"os"
	"sync"
)

// journal is a file that may have been closed before.
type journal struct{ file *os.File }

func openJournal(path string) (*journal, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &journal{file: file}, nil
}

// settle does nothing where there is nothing to close.
func (j *journal) settle() error {
	if j == nil || j.file == nil {
		return nil
	}
	defer func() {
		j.file.Close()
		j.file = nil
	}()
	return j.file.Sync()
}

// attempt closes only if it is told to.
func (j *journal) attempt(really bool) error {
	if !really {
		return nil
	}
	return j.file.Close()
}

// WithJournalOk settles a journal that is certainly open.
func WithJournalOk(path string, use func() error) error {
	j, err := openJournal(path) // want-fate released
	if err != nil {
		return err
	}
	defer j.settle()
	return use()
}

// WithJournalLaterOk does so in a literal.
func WithJournalLaterOk(path string, use func() error) error {
	j, err := openJournal(path) // want-fate released
	if err != nil {
		return err
	}
	defer func() { _ = j.settle() }()
	return use()
}

// WithAttemptBad may be told not to.
func WithAttemptBad(path string, really bool, use func() error) error {
	j, err := openJournal(path) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	defer j.attempt(really)
	return use()
}

// Draft is what writers of drafts see.
type Draft interface {
	io.Writer
	Commit() error
	Drop() error
	Length() int
}

// draft is the only one there is.
type draft struct {
	mu   sync.Mutex
	file *os.File
	done bool
}

// NewDraft hands out a draft behind the interface.
func NewDraft(dir string) (Draft, error) {
	file, err := os.CreateTemp(dir, "draft") // want-fate returned
	if err != nil {
		return nil, err
	}
	return &draft{file: file}, nil
}

func (d *draft) Write(text []byte) (int, error) { return d.file.Write(text) }

func (d *draft) Length() int { return len(d.file.Name()) }

func (d *draft) Commit() error { return d.end() }

func (d *draft) Drop() error {
	name := d.file.Name()
	if err := d.end(); err != nil {
		return err
	}
	return os.Remove(name)
}

func (d *draft) end() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.done {
		return nil
	}
	d.done = true
	return d.file.Close()
}

// SaveDraftOk drops what it cannot write; the methods of the only implementation tell what they close.
func SaveDraftOk(dir string, text []byte) error {
	d, err := NewDraft(dir) // want-fate released
	if err != nil {
		return err
	}
	if _, err := d.Write(text); err != nil {
		d.Drop()
		return err
	}
	return d.Commit()
}

// DeferredDropOk drops it in the end.
func DeferredDropOk(dir string, text []byte) error {
	d, err := NewDraft(dir) // want-fate released
	if err != nil {
		return err
	}
	defer d.Drop()
	_, err = d.Write(text)
	return err
}

// SaveDraftBad asks for the length only.
func SaveDraftBad(dir string, text []byte) error {
	d, err := NewDraft(dir) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := d.Write(text); err != nil || d.Length() == 0 {
		return err
	}
	return d.Commit()
}

// answer is a row with something to end behind it.
type answer struct {
	*sql.Row
	trace *os.File
}

func ask(db *sql.DB, path string) (*answer, error) {
	trace, err := os.Create(path) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &answer{Row: db.QueryRow("SELECT 1"), trace: trace}, nil
}

// Scan reads the row and ends the trace.
func (a *answer) Scan(into ...any) error {
	defer a.trace.Close()
	return a.Row.Scan(into...)
}

func scanOne(scan func(into ...any) error, n *int) error { return scan(n) }

func count(print func(values ...any) int, n int) int { return print(n) }

// ScanByMethodOk lets a helper call the method that ends the trace.
func ScanByMethodOk(db *sql.DB, path string) (n int, err error) {
	a, err := ask(db, path) // want-fate escaped
	if err != nil {
		return 0, err
	}
	err = scanOne(a.Scan, &n)
	return n, err
}

// ScanByFunctionBad lets a helper call something else.
func ScanByFunctionBad(db *sql.DB, path string, print func(values ...any) int) (n int, err error) {
	a, err := ask(db, path) // want unclosed-resource // want-fate leaked
	if err != nil {
		return 0, err
	}
	_ = a.Row
	return count(print, 1), nil
}
