package idioms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// Some platforms have nothing to prepare.
func prepareHere() error {
	return nil
}

func prepareThere(name string) error {
	if err := os.Remove(name); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	return nil
}

func CalleeNeverFailsOk(name string) (*os.File, error) {
	f, err := os.Open(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	if err := prepareHere(); err != nil {
		return nil, err
	}
	return f, nil
}

func CalleeMayFailBad(name string) (*os.File, error) {
	f, err := os.Open(name) // want unclosed-file
	if err != nil {
		return nil, err
	}
	if err := prepareThere(name); err != nil {
		return nil, err
	}
	return f, nil
}

func announce(to io.Writer, name string) error {
	if to == nil {
		return errors.New("nobody listens")
	}
	fmt.Fprintln(to, name)
	return nil
}

// Whether this is a success only the last callee tells.
func SavedAndAnnouncedBad(to io.Writer, name string, data []byte) error {
	f, err := os.Create(name) // want unchecked-close
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	f.Close()
	return announce(to, name)
}

func SavedAndAnnouncedOk(to io.Writer, name string, data []byte) error {
	f, err := os.Create(name) // want-fate released
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return announce(to, name)
}

func withDetail(detail string, err error) error {
	if detail != "" {
		err = fmt.Errorf("%s: %w", detail, err)
	}
	return err
}

func CancelledWhereItFailsOk(ctx context.Context, work func(context.Context) error, detail string) (stop func(), err error) {
	ctx, cancel := context.WithCancel(ctx) // want-fate returned
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	if err := work(ctx); err != nil {
		return nil, withDetail(detail, err)
	}
	return cancel, nil
}

func NotCancelledWhereItFailsBad(ctx context.Context, work func(context.Context) error) (stop func(), err error) {
	ctx, cancel := context.WithCancel(ctx) // want uncalled-cancel
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	if err := work(ctx); err != nil {
		return nil, nil
	}
	return cancel, nil
}

type switcher interface {
	Switch(name string)
}

// The literal sets what is used below it, as often as it takes.
func SetByLiteralBad(retry func(func() error), open func() (switcher, error), name string) error {
	var to switcher
	retry(func() error {
		var err error
		to, err = open()
		return err
	})
	f, err := os.Create(name) // want unclosed-file
	if err != nil {
		return err
	}
	_, err = f.WriteString("done")
	to.Switch(name)
	return err
}

func SetByLiteralOk(retry func(func() error), open func() (switcher, error), name string) error {
	var to switcher
	retry(func() error {
		var err error
		to, err = open()
		return err
	})
	f, err := os.Create(name) // want-fate released
	if err != nil {
		return err
	}
	defer f.Close()
	to.Switch(name)
	return f.Sync()
}

// An interface that cannot close anything may still be what the file is kept in.
type lookup interface {
	Get(name string) string
}

type fileLookup struct {
	file *os.File
}

func (l *fileLookup) Get(name string) string {
	return l.file.Name() + name
}

type countedLookup struct {
	inner lookup
	count int
}

func (l *countedLookup) Get(name string) string {
	l.count++
	return l.inner.Get(name)
}

func openLookup(name string) (lookup, error) {
	file, err := os.Open(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &fileLookup{file: file}, nil
}

func counted(inner lookup) lookup {
	return &countedLookup{inner: inner}
}

func WrappedLookupOk(name string) (lookup, error) {
	found, err := openLookup(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	found = counted(found)
	return found, nil
}

func WrappedLookupBad(name string, limit int) (lookup, error) {
	found, err := openLookup(name) // want unclosed-resource
	if err != nil {
		return nil, err
	}
	found = counted(found)
	if limit < 0 {
		return nil, errors.New("negative limit")
	}
	return found, nil
}

// What is called here is known: it stands above.
func KnownLiteralOk(name string) func() error {
	size := func(r io.Reader) int64 {
		n, _ := io.Copy(io.Discard, r)
		return n
	}
	return func() error {
		f, err := os.Open(name) // want-fate released
		if err != nil {
			return err
		}
		n := size(nil)
		if err := f.Close(); err != nil {
			return fmt.Errorf("%d: %w", n, err)
		}
		return nil
	}
}

func UnknownFunctionBad(name string, size func(io.Reader) int64) error {
	f, err := os.Open(name) // want release-skipped-by-panic
	if err != nil {
		return err
	}
	n := size(nil)
	if err := f.Close(); err != nil {
		return fmt.Errorf("%d: %w", n, err)
	}
	return nil
}

// The function may call the literal, which closes the file.
func ClosedByCallbackOk(name string, use func(ready func() error)) error {
	f, err := os.Open(name) // want-fate escaped
	if err != nil {
		return err
	}
	use(func() error { return f.Close() })
	return nil
}

func ClosedBySpawnedCallbackOk(name string, use func(ready func() error), done chan error) error {
	f, err := os.Open(name) // want-fate passed
	if err != nil {
		return err
	}
	ready := func() error {
		return f.Close()
	}
	go func() {
		use(ready)
		done <- nil
	}()
	return <-done
}

func OnlyUsedByCallbackBad(name string, use func(ready func() string)) error {
	f, err := os.Open(name) // want unclosed-file
	if err != nil {
		return err
	}
	use(func() string { return f.Name() })
	return nil
}
