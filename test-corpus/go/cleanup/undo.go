// Package cleanup holds the cases in which the release is a value: undo lists, cleanup functions, owners, generics.
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

// UndoListOk collects the releases in a list and runs that backwards.
func UndoListOk(name, addr string) (err error) {
	var undo []func() error
	defer func() {
		for i := len(undo) - 1; i >= 0; i-- {
			err = errors.Join(err, undo[i]())
		}
	}()
	f, err := os.Open(name) // want-fate stored
	if err != nil {
		return err
	}
	undo = append(undo, f.Close)
	conn, err := net.Dial("tcp", addr) // want-fate stored // want no-deadline
	if err != nil {
		return err
	}
	undo = append(undo, conn.Close)
	_, err = io.Copy(conn, f)
	return err
}

// UndoListForgottenBad adds the first release to the list and not the second.
func UndoListForgottenBad(name, addr string) (err error) {
	var undo []func() error
	defer func() {
		for _, u := range undo {
			err = errors.Join(err, u())
		}
	}()
	f, err := os.Open(name) // want-fate stored
	if err != nil {
		return err
	}
	undo = append(undo, f.Close)
	conn, err := net.Dial("tcp", addr) // want unclosed-connection // want-fate leaked // want no-deadline
	if err != nil {
		return err
	}
	_, err = io.Copy(conn, f)
	return err // want-step "returns"
}

// WorkspaceOk returns a value together with the function that ends it.
func WorkspaceOk(name string) (*os.File, func(), error) {
	f, err := os.Create(name) // want-fate returned
	if err != nil {
		return nil, nil, err
	}
	return f, func() { f.Close(); os.Remove(name) }, nil
}

// UseWorkspaceOk defers the function that it got.
func UseWorkspaceOk(name string) error {
	f, done, err := WorkspaceOk(name)
	if err != nil {
		return err
	}
	defer done()
	_, err = f.WriteString("draft")
	return err
}

// UseWorkspaceBad calls the function that it got on one path only.
func UseWorkspaceBad(name string) error {
	f, done, err := WorkspaceOk(name) // want unclosed-file
	if err != nil {
		return err
	}
	if _, err := f.WriteString("draft"); err != nil {
		return err
	}
	done()
	return nil
}

// DropWorkspaceBad throws the function away.
func DropWorkspaceBad(name string) error {
	f, _, err := WorkspaceOk(name) // want unclosed-file
	if err != nil {
		return err
	}
	_, err = f.WriteString("draft")
	return err
}

// OpenWithCloseOk returns the close method as it is.
func OpenWithCloseOk(name string) (io.Reader, func() error, error) {
	f, err := os.Open(name) // want-fate returned
	if err != nil {
		return nil, nil, err
	}
	return f, f.Close, nil
}

// with runs a callback with anything that can be closed.
func with[C io.Closer](open func() (C, error), use func(C) error) (err error) {
	c, err := open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	return use(c)
}

// GenericRunnerOk leaves open and close to a generic runner.
func GenericRunnerOk(name string) (n int64, err error) {
	err = with(func() (*os.File, error) { return os.Open(name) }, func(f *os.File) error { // want-fate returned
		n, err = io.Copy(io.Discard, f)
		return err
	})
	return n, err
}

// closeAll closes all of its arguments, whatever their type is.
func closeAll[C io.Closer](list ...C) (err error) {
	for _, c := range list {
		err = errors.Join(err, c.Close())
	}
	return err
}

// GenericCloseOk closes with a generic helper.
func GenericCloseOk(name string) (raw []byte, err error) {
	f, err := os.Open(name) // want-fate released
	if err != nil {
		return nil, err
	}
	defer closeOne(f)
	return io.ReadAll(f)
}

// GenericCloseTwoOk closes two files with a generic helper that takes a list.
func GenericCloseTwoOk(a, b string) error {
	x, err := os.Open(a) // want-fate passed
	if err != nil {
		return err
	}
	y, err := os.Open(b) // want-fate passed
	if err != nil {
		return errors.Join(err, x.Close())
	}
	return closeAll(x, y)
}

// closeOne closes one value of any type that can be closed.
func closeOne[C io.Closer](c C) {
	_ = c.Close()
}

// peek looks at one value of any type and closes nothing.
func peek[R io.Reader](r R) (b byte, err error) {
	var one [1]byte
	_, err = io.ReadFull(r, one[:])
	return one[0], err
}

// GenericPeekBad passes the file to a generic helper that only reads.
func GenericPeekBad(name string) (byte, error) {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return 0, err
	}
	return peek(f) // want-step "returns"
}

// onceValue opens once and gives the same file to everybody.
var onceValue = sync.OnceValues(func() (*os.File, error) { return os.Open("/etc/hosts") })

// SharedOk uses a file that nobody has to close.
func SharedOk() (int64, error) {
	f, err := onceValue()
	if err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// source is something that can be opened.
type source interface {
	Open(ctx context.Context) (io.ReadCloser, error)
}

// diskSource opens files.
type diskSource struct{ name string }

// Open opens the file behind an interface.
func (d diskSource) Open(context.Context) (io.ReadCloser, error) {
	return os.Open(d.name) // want-fate returned
}

// LengthThroughInterfaceOk closes what an interface has opened.
func LengthThroughInterfaceOk(ctx context.Context, s source) (int64, error) {
	rc, err := s.Open(ctx)
	if err != nil {
		return 0, err
	}
	defer rc.Close()
	return io.Copy(io.Discard, rc)
}

// LengthConcreteBad opens through the concrete type and forgets the close. Pattern P77.
func LengthConcreteBad(ctx context.Context, name string) (int64, error) {
	rc, err := diskSource{name}.Open(ctx) // want unclosed-file // want-fate leaked
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(io.Discard, rc)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return n, nil
}

// LengthThroughInterfaceBad opens through the interface and forgets the close. Pattern P77.
func LengthThroughInterfaceBad(ctx context.Context, s source) (int64, error) {
	rc, err := s.Open(ctx) // want unclosed-file // want-fate leaked
	if err != nil {
		return 0, err
	}
	return io.Copy(io.Discard, rc)
}

// link is something that is open, whatever it is.
type link interface {
	Ping(ctx context.Context) error
	Close(ctx context.Context) error
}

// linker opens links.
type linker interface {
	Open(ctx context.Context, name string) (link, error)
}

// OpenCheckedBad loses the link that it would have returned.
func OpenCheckedBad(ctx context.Context, l linker, name string) (link, error) {
	opened, err := l.Open(ctx, name) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := opened.Ping(ctx); err != nil {
		return nil, err // want-step "returns"
	}
	return opened, nil
}

// OpenCheckedOk closes it then.
func OpenCheckedOk(ctx context.Context, l linker, name string) (link, error) {
	opened, err := l.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := opened.Ping(ctx); err != nil {
		_ = opened.Close(ctx)
		return nil, err
	}
	return opened, nil
}

// PingOpenedOk keeps nothing and returns nothing: whether the link is shared is not known.
func PingOpenedOk(ctx context.Context, l linker, name string) error {
	opened, err := l.Open(ctx, name)
	if err != nil {
		return err
	}
	return opened.Ping(ctx)
}
