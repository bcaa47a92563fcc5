// Package os holds the cases of files and directories.
package os

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"

	"corpus.example/go/closers"
)

// Settings is what a configuration file says.
type Settings struct {
	Listen string
	Debug  bool
}

// LoadSettingsOk defers the close after the error check.
func LoadSettingsOk(name string) (s Settings, err error) {
	f, err := os.Open(name) // want-fate released
	if err != nil {
		return s, err
	}
	defer f.Close()
	err = json.NewDecoder(f).Decode(&s)
	return s, err
}

// LoadSettingsBad closes only after a successful decode. Pattern P11.
func LoadSettingsBad(name string) (s Settings, err error) {
	f, err := os.Open(name) // want unclosed-file // want-step "acquired" // want-fate leaked
	if err != nil {         // want-step "nil"
		return s, err
	}
	if err := json.NewDecoder(f).Decode(&s); err != nil {
		return s, fmt.Errorf("%s: %w", name, err) // want-step "returns"
	}
	return s, f.Close()
}

// FirstLineBad ends without any close at all.
func FirstLineBad(name string) string {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return ""
	}
	sc := bufio.NewScanner(f)
	sc.Scan()
	return sc.Text() // want-step "returns"
}

// PrintFileBad falls off its end with the file open.
func PrintFileBad(name string, w io.Writer) {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		log.Print(err)
		return
	}
	if _, err := io.Copy(w, f); err != nil {
		log.Print(err)
	}
} // want-step "ends"

// MissingIsEmptyOk returns early when there is no such file, and then there is nothing to close. Pattern P100.
func MissingIsEmptyOk(name string) ([]byte, error) {
	f, err := os.Open(name) // want-fate released
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// MissingIsEmptyBad tests only for one error and takes a success for a success without closing. Pattern P100.
func MissingIsEmptyBad(name string) ([]byte, error) {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(f) // want-step "returns"
}

// CountLinesPositiveOk works inside the branch of the success. Pattern P101.
func CountLinesPositiveOk(name string) (n int) {
	if f, err := os.Open(name); err == nil { // want-fate released
		defer f.Close()
		for sc := bufio.NewScanner(f); sc.Scan(); {
			n++
		}
	}
	return n
}

// CountLinesPositiveBad works inside the branch of the success and leaves the file there. Pattern P101.
func CountLinesPositiveBad(name string) (n int) {
	if f, err := os.Open(name); err == nil { // want unclosed-file // want-fate leaked
		for sc := bufio.NewScanner(f); sc.Scan(); {
			n++
		}
	}
	return n // want-step "returns"
}

// CompareLateDefersBad defers both closes after the second open. Pattern P67.
func CompareLateDefersBad(left, right string) (bool, error) {
	a, err := os.Open(left) // want unclosed-file // want-fate leaked
	if err != nil {
		return false, err
	}
	b, err := os.Open(right) // want-fate released
	if err != nil {
		return false, err // want-step "returns"
	}
	defer a.Close()
	defer b.Close()
	x, err := io.ReadAll(a)
	if err != nil {
		return false, err
	}
	y, err := io.ReadAll(b)
	return string(x) == string(y), err
}

// CompareOk defers each close right after its own open. Pattern P67.
func CompareOk(left, right string) (bool, error) {
	a, err := os.Open(left) // want-fate released
	if err != nil {
		return false, err
	}
	defer a.Close()
	b, err := os.Open(right) // want-fate released
	if err != nil {
		return false, err
	}
	defer b.Close()
	x, err := io.ReadAll(a)
	if err != nil {
		return false, err
	}
	y, err := io.ReadAll(b)
	return string(x) == string(y), err
}

// shut closes whatever can be closed.
func shut(v any) {
	if c, ok := v.(io.Closer); ok {
		_ = c.Close()
	}
}

// SizeViaAnyOk defers a helper that takes anything and asserts. Pattern P85.
func SizeViaAnyOk(name string) (int64, error) {
	f, err := os.Open(name) // want-fate released
	if err != nil {
		return 0, err
	}
	defer shut(f)
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// SizeViaOtherAnyOk does the same with a helper of another package. Pattern P85.
func SizeViaOtherAnyOk(name string) (int64, error) {
	f, err := os.Open(name) // want-fate released
	if err != nil {
		return 0, err
	}
	defer closers.Any(f)
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// OpenTextOk opens, tests and hands out. Pattern P73.
func OpenTextOk(name string) (*os.File, error) {
	f, err := os.Open(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		f.Close()
		return nil, errors.Join(err, fs.ErrInvalid)
	}
	return f, nil
}

// OpenTextBad hands out nothing for a directory and keeps that open. Pattern P73.
func OpenTextBad(name string) (*os.File, error) {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	if info.IsDir() {
		return nil, fs.ErrInvalid // want-step "returns"
	}
	return f, nil
}

// openAny returns a file behind an interface.
func openAny(name string) (io.ReadCloser, error) {
	if strings.HasPrefix(name, "text:") {
		return io.NopCloser(strings.NewReader(name[5:])), nil
	}
	return os.Open(filepath.Clean(name)) // want-fate returned
}

// SlurpInterfaceBad reads an interface typed file to its end and drops it. Pattern P77.
func SlurpInterfaceBad(name string) ([]byte, error) {
	rc, err := openAny(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(rc)
	if err != nil {
		return nil, err
	}
	return raw, nil
}

// SlurpInterfaceOk closes what it got behind the interface. Pattern P77.
func SlurpInterfaceOk(name string) ([]byte, error) {
	rc, err := openAny(name) // want-fate released
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	return io.ReadAll(rc)
}
