package idioms

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// RetryDialOk tries again after errors only. Pattern P104.
func RetryDialOk(addr string, tries int) (net.Conn, error) {
	var conn net.Conn
	var err error
	for i := 0; i < tries; i++ {
		conn, err = net.Dial("tcp", addr) // want-fate returned // want no-deadline
		if err == nil {
			break
		}
		time.Sleep(time.Second)
	}
	if err != nil {
		return nil, fmt.Errorf("after %d tries: %w", tries, err)
	}
	return conn, nil
}

// RetryDialContinueOk goes round on an error and returns on success. Pattern P104.
func RetryDialContinueOk(addr string) (net.Conn, error) {
	var last error
	for range 3 {
		conn, err := net.Dial("tcp", addr) // want-fate returned // want no-deadline
		if err != nil {
			last = err
			continue
		}
		return conn, nil
	}
	return nil, last
}

// RetryHelloBad tries again with a new connection after the hello failed on the old one. Pattern P104.
func RetryHelloBad(addr string, tries int) (conn net.Conn, err error) {
	for i := 0; i < tries; i++ {
		conn, err = net.Dial("tcp", addr) // want unclosed-connection // want-fate leaked // want no-deadline
		if err != nil {
			continue
		}
		if _, err = conn.Write([]byte("hello\n")); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// LabelledLoopOk leaves two loops at once with everything closed.
func LabelledLoopOk(names []string, word string) (found string, err error) {
outer:
	for _, name := range names {
		f, err := os.Open(name) // want-fate released
		if err != nil {
			return "", err
		}
		sc := bufio.NewScanner(f)
		for sc.Scan() {
			if sc.Text() == word {
				found = name
				f.Close()
				break outer
			}
		}
		f.Close()
	}
	return found, nil
}

// LabelledLoopBad leaves two loops at once with the file open.
func LabelledLoopBad(names []string, word string) (found string, err error) {
outer:
	for _, name := range names {
		f, err := os.Open(name) // want unclosed-file // want-fate leaked
		if err != nil {
			return "", err
		}
		sc := bufio.NewScanner(f)
		for sc.Scan() {
			if sc.Text() == word {
				found = name
				break outer
			}
		}
		f.Close()
	}
	return found, nil // want-step "returns"
}

// SelectResultBad closes in one arm of the select and forgets the other.
func SelectResultBad(addr string, stop <-chan struct{}, lines chan<- string) error {
	conn, err := net.Dial("tcp", addr) // want unclosed-connection // want-fate leaked // want no-deadline
	if err != nil {
		return err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	select {
	case lines <- line:
		return conn.Close()
	case <-stop:
		return nil // want-step "returns"
	}
}

// SelectResultOk closes before the select.
func SelectResultOk(addr string, stop <-chan struct{}, lines chan<- string) error {
	conn, err := net.Dial("tcp", addr) // want-fate released // want no-deadline
	if err != nil {
		return err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err := errors.Join(err, conn.Close()); err != nil {
		return err
	}
	select {
	case lines <- line:
	case <-stop:
	}
	return nil
}

// FallthroughOk opens in one case and closes in the next.
func FallthroughOk(mode int, name string) (n int, err error) {
	var f *os.File
	switch mode {
	case 1:
		f, err = os.Open(name) // want-fate released
		if err != nil {
			return 0, err
		}
		fallthrough
	case 2:
		if f != nil {
			defer f.Close()
		}
		n++
	}
	return n, nil
}

// CloseByFlagOk remembers in a flag whether there is something to close.
func CloseByFlagOk(name string) (n int64, err error) {
	r := io.Reader(os.Stdin)
	opened := false
	var f *os.File
	if name != "-" {
		f, err = os.Open(name) // want-fate released
		if err != nil {
			return 0, err
		}
		opened = true
		r = f
	}
	n, err = io.Copy(io.Discard, r)
	if opened {
		f.Close()
	}
	return n, err
}

// CloseByWrongFlagBad sets the flag on the wrong side.
func CloseByWrongFlagBad(name string) (n int64, err error) {
	opened := name == "-"
	f := os.Stdin
	if !opened {
		f, err = os.Open(name) // want unclosed-file // want-fate leaked
		if err != nil {
			return 0, err
		}
	}
	n, err = io.Copy(io.Discard, f)
	if opened {
		f.Close()
	}
	return n, err // want-step "returns"
}

// SwapOk moves one file to another variable and closes both.
func SwapOk(a, b string) error {
	x, err := os.Open(a) // want-fate released
	if err != nil {
		return err
	}
	y, err := os.Open(b) // want-fate released
	if err != nil {
		return errors.Join(err, x.Close())
	}
	x, y = y, x
	return errors.Join(x.Close(), y.Close())
}

// ExplicitPanicBad closes by a plain call and panics before it.
func ExplicitPanicBad(name string) []byte {
	f, err := os.Open(name) // want release-skipped-by-panic
	if err != nil {
		return nil
	}
	raw, err := io.ReadAll(f)
	if err != nil {
		panic(err)
	}
	f.Close()
	return raw
}

// ExplicitPanicOk panics with the close deferred.
func ExplicitPanicOk(name string) []byte {
	f, err := os.Open(name) // want-fate released
	if err != nil {
		return nil
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		panic(err)
	}
	return raw
}

// AssertionBetweenBad asserts a type without a second result before the plain close.
func AssertionBetweenBad(addr string) (port int, err error) {
	l, err := net.Listen("tcp", addr) // want release-skipped-by-panic
	if err != nil {
		return 0, err
	}
	port = l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}
