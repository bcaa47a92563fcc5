package idioms

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
)

// CalledAtOnceOk opens outside and closes in a literal that is called at once.
func CalledAtOnceOk(name string) (raw []byte, err error) {
	f, err := os.Open(name) // want-fate released
	if err != nil {
		return nil, err
	}
	func() {
		raw, err = io.ReadAll(f)
		f.Close()
	}()
	return raw, err
}

// OpenedInLiteralOk opens in a literal that returns the file to its caller.
func OpenedInLiteralOk(name string) ([]byte, error) {
	open := func() (*os.File, error) {
		return os.Open(name) // want-fate returned
	}
	f, err := open() // want-fate released
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// OpenedInLiteralBad forgets what the literal has opened.
func OpenedInLiteralBad(name string) ([]byte, error) {
	open := func() (*os.File, error) {
		return os.Open(name) // want-fate returned
	}
	f, err := open() // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	return io.ReadAll(f) // want-step "returns"
}

// LocalCleanupOk names the release once and calls it on each path.
func LocalCleanupOk(addr string, hello []byte) error {
	conn, err := net.Dial("tcp", addr) // want-fate released // want no-deadline
	if err != nil {
		return err
	}
	cleanup := func() { _ = conn.Close() }
	if _, err := conn.Write(hello); err != nil {
		cleanup()
		return err
	}
	cleanup()
	return nil
}

// LocalCleanupBad names the release and forgets to call it on one path.
func LocalCleanupBad(addr string, hello []byte) error {
	conn, err := net.Dial("tcp", addr) // want unclosed-connection // want-fate leaked // want no-deadline
	if err != nil {
		return err
	}
	cleanup := func() { _ = conn.Close() }
	if _, err := conn.Write(hello); err != nil {
		return err // want-step "returns"
	}
	cleanup()
	return nil
}

// DeferReassignedOk captures the variable, so the literal closes what it holds at the end, and the old value was closed by hand.
func DeferReassignedOk(first, second string) (err error) {
	f, err := os.Open(first) // want-fate released
	if err != nil {
		return err
	}
	defer func() { f.Close() }()
	next, err := os.Open(second) // want-fate released
	if err != nil {
		return err
	}
	f.Close()
	f = next
	_, err = io.Copy(io.Discard, f)
	return err
}

// DeferReceiverTooEarlyBad binds the receiver of the defer before the variable gets its second value.
func DeferReceiverTooEarlyBad(first, second string) error {
	f, err := os.Open(first) // want-fate released
	if err != nil {
		return err
	}
	defer f.Close()
	next, err := os.Open(second) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	f = next
	_, err = io.Copy(io.Discard, f)
	return err // want-step "returns"
}

// DeferArgumentTooEarlyBad passes the variable to the deferred helper while it is still nil.
func DeferArgumentTooEarlyBad(name string) ([]byte, error) {
	var f *os.File
	defer closeIfOpen(f)
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	return io.ReadAll(f) // want-step "returns"
}

// DeferCapturedEarlyOk captures the variable in the literal, so it sees the later value.
func DeferCapturedEarlyOk(name string) ([]byte, error) {
	var f *os.File
	defer func() { closeIfOpen(f) }()
	f, err := os.Open(name) // want-fate released
	if err != nil {
		return nil, err
	}
	return io.ReadAll(f)
}

// closeIfOpen closes a file that may be nil.
func closeIfOpen(f *os.File) {
	if f != nil {
		_ = f.Close()
	}
}

// ClosureReturnedOk returns a function that owns the file from now on.
func ClosureReturnedOk(name string) (func(p []byte) (int, error), error) {
	f, err := os.Open(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	return func(p []byte) (int, error) {
		n, err := f.Read(p)
		if err != nil {
			f.Close()
		}
		return n, err
	}, nil
}

// RegisterOk hands the close to something that is not known here.
func RegisterOk(name string, onExit func(func() error)) (*strings.Reader, error) {
	f, err := os.Open(name) // want-fate escaped
	if err != nil {
		return nil, err
	}
	onExit(f.Close)
	raw, err := io.ReadAll(f)
	return strings.NewReader(string(raw)), err
}

// HandOverOk gives the file to a callback of unknown origin.
func HandOverOk(name string, use func(*os.File) error) error {
	f, err := os.Open(name) // want-fate escaped
	if err != nil {
		return err
	}
	return use(f)
}

// LendBad closes what the callback has used, unless the callback fails.
func LendBad(name string, use func(*os.File) error) error {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if err := use(f); err != nil {
		return err
	}
	return f.Close()
}

// ParentContextOk hands the cancel to a literal that a watcher runs.
func ParentContextOk(parent, other context.Context) context.Context {
	ctx, cancel := context.WithCancel(parent) // want-fate passed
	go func() {
		select {
		case <-other.Done():
		case <-ctx.Done():
		}
		cancel()
	}()
	return ctx
}

// TwoClosesOk closes early and lets the deferred close find nothing to do.
func TwoClosesOk(name string, raw []byte) (err error) {
	f, err := os.Create(name) // want-fate released
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(raw); err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
