// Package idioms holds the ways in which Go code tests errors, names results and jumps.
package idioms

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"os"
	"time"
)

// TestLateOk does something else between the open and the test.
func TestLateOk(name string) (int, error) {
	started := time.Now()
	f, err := os.Open(name) // want-fate released
	took := time.Since(started)
	if took > time.Second {
		log.Printf("%s is slow", name)
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	return len(raw), err
}

// TestLateBad does something else that returns in between.
func TestLateBad(name string) (int, error) {
	started := time.Now()
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if time.Since(started) > time.Second {
		return 0, errors.New("too slow") // want-step "returns"
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	return len(raw), err
}

// SwitchOnErrorOk tells the kinds of errors apart in a switch.
func SwitchOnErrorOk(name string) (string, error) {
	f, err := os.Open(name) // want-fate released
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", err
	}
	defer f.Close()
	return bufio.NewReader(f).ReadString('\n')
}

// SwitchOnErrorValueOk switches over the error itself.
func SwitchOnErrorValueOk(name string) (string, error) {
	f, err := os.Open(name) // want-fate released
	switch err {
	case nil:
		defer f.Close()
		return bufio.NewReader(f).ReadString('\n')
	default:
		return "", err
	}
}

// SwitchOnErrorValueBad forgets the close in the arm of the success.
func SwitchOnErrorValueBad(name string) (string, error) {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	switch err {
	case nil:
		return bufio.NewReader(f).ReadString('\n') // want-step "returns"
	default:
		return "", err
	}
}

// ErrorsAsOk looks into the error before the general test. Pattern P100.
func ErrorsAsOk(addr string) error {
	conn, err := net.Dial("tcp", addr) // want-fate released // want no-deadline
	var opErr *net.OpError
	if errors.As(err, &opErr) {
		return fmt.Errorf("%s: %s", opErr.Op, addr)
	}
	if err != nil {
		return err
	}
	return conn.Close()
}

// must ends the process on an error.
func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// MustOk leaves the test to a helper that does not come back on an error.
func MustOk(name string, w io.Writer) {
	f, err := os.Open(name) // want-fate released
	must(err)
	defer f.Close()
	_, err = io.Copy(w, f)
	must(err)
}

// MustBad leaves the test to a helper and then forgets the file.
func MustBad(name string) (string, error) {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	must(err)
	return bufio.NewReader(f).ReadString('\n') // want-step "returns"
}

// NilCompareOk tests the value instead of the error.
func NilCompareOk(name string) (int64, bool) {
	f, _ := os.Open(name) // want-fate released
	if f == nil {
		return 0, false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, false
	}
	return info.Size(), true
}

// CompoundOk tests the error together with something else.
func CompoundOk(name string, enabled bool) []byte {
	f, err := os.Open(name) // want-fate released
	if err != nil || f == nil {
		return nil
	}
	defer f.Close()
	if !enabled {
		return nil
	}
	raw, _ := io.ReadAll(f)
	return raw
}

// CompoundBad skips the close because the condition asks for more than the success.
func CompoundBad(name string, enabled bool) (raw []byte) {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err == nil && enabled {
		defer f.Close()
		raw, _ = io.ReadAll(f)
	}
	return raw // want-step "returns"
}

// ShadowedErrorOk opens with an inner error of the same name and still closes.
func ShadowedErrorOk(names []string) (err error) {
	for _, name := range names {
		if f, err := os.Open(name); err != nil { // want-fate released
			log.Printf("%s: %v", name, err)
		} else {
			f.Close()
		}
	}
	return err
}

// ShadowedFileBad closes the outer file, which stays nil, and not the inner one.
func ShadowedFileBad(name string, wanted bool) error {
	var f *os.File
	if wanted {
		f, err := os.Open(name) // want unclosed-file // want-fate leaked
		if err != nil {
			return err
		}
		if _, err := f.Stat(); err != nil {
			return err // want-step "returns|scope|ends"
		}
	}
	if f != nil {
		return f.Close()
	}
	return nil
}

// NamedResultOk closes by the named error when the header is wrong.
func NamedResultOk(name string) (f *os.File, err error) {
	f, err = os.Open(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
			f = nil
		}
	}()
	var magic [4]byte
	if _, err = io.ReadFull(f, magic[:]); err != nil {
		return f, err
	}
	return f, nil
}

// NamedResultBareOk returns what the names hold.
func NamedResultBareOk(name string) (f *os.File, err error) {
	f, err = os.Open(name) // want-fate returned
	return
}

// NamedResultReplacedBad returns nil in place of the named file when that is too large.
func NamedResultReplacedBad(name string, large int64) (f *os.File, err error) {
	f, err = os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	info, serr := f.Stat()
	if serr != nil {
		f.Close()
		return nil, serr
	}
	if info.Size() > large {
		return nil, nil // want-step "returns"
	}
	return f, nil
}
