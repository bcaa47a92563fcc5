package net

import (
	"errors"
	"net"
	"sync"
)

type feed struct {
	addr string
	mu   sync.Mutex
	conn net.Conn
}

// connect leaves the connection in its receiver.
func (f *feed) connect() error {
	conn, err := net.Dial("tcp", f.addr) // want no-deadline // want-fate stored
	if err != nil {
		return err
	}
	f.conn = conn
	return nil
}

// reconnect ends the connection before.
func (f *feed) reconnect() error {
	if f.conn != nil {
		f.conn.Close()
	}
	conn, err := net.Dial("tcp", f.addr) // want no-deadline // want-fate stored
	if err != nil {
		return err
	}
	f.conn = conn
	return nil
}

// ensure connects once.
func (f *feed) ensure() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.conn != nil {
		return nil
	}
	conn, err := net.Dial("tcp", f.addr) // want no-deadline // want-fate stored
	if err != nil {
		return err
	}
	f.conn = conn
	return nil
}

func (f *feed) Close() error {
	if f.conn == nil {
		return nil
	}
	return f.conn.Close()
}

// serve hands the feed to a goroutine that ends it.
func (f *feed) serve(stop <-chan struct{}) error {
	conn, err := net.Dial("tcp", f.addr) // want no-deadline
	if err != nil {
		return err
	}
	f.conn = conn
	go func() {
		<-stop
		f.conn.Close()
	}()
	return nil
}

// SendFilledBad never ends what connect has left in its feed.
func SendFilledBad(addr string, data []byte) error {
	f := &feed{addr: addr}
	if err := f.connect(); err != nil { // want unclosed-resource
		return err
	}
	_, err := f.conn.Write(data)
	return err // want-step "returns"
}

// SendFilledOk ends it.
func SendFilledOk(addr string, data []byte) error {
	f := &feed{addr: addr}
	if err := f.connect(); err != nil { // want-fate released
		return err
	}
	defer f.Close()
	_, err := f.conn.Write(data)
	return err
}

// SendFilledDirectlyOk ends the connection itself.
func SendFilledDirectlyOk(addr string, data []byte) error {
	f := &feed{addr: addr}
	if err := f.connect(); err != nil { // want-fate released
		return err
	}
	_, err := f.conn.Write(data)
	return errors.Join(err, f.conn.Close())
}

func newFeedBad(addr string, hello []byte) (*feed, error) {
	f := &feed{addr: addr}
	if err := f.connect(); err != nil { // want unclosed-resource
		return nil, err
	}
	if _, err := f.conn.Write(hello); err != nil {
		return nil, err // want-step "returns"
	}
	return f, nil
}

func newFeedOk(addr string, hello []byte) (*feed, error) {
	f := &feed{addr: addr}
	if err := f.connect(); err != nil { // want-fate returned
		return nil, err
	}
	if _, err := f.conn.Write(hello); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// FilledElsewhereOk fills what somebody else has made.
func FilledElsewhereOk(f *feed) error {
	return f.connect()
}

// FilledSharedOk fills what others know.
func FilledSharedOk(all map[string]*feed, addr string) error {
	f := &feed{addr: addr}
	all[addr] = f
	return f.connect()
}

// ServedOk leaves the end to the goroutine that the callee has started.
func ServedOk(addr string, stop <-chan struct{}) error {
	f := &feed{addr: addr}
	return f.serve(stop)
}

// EnsureOk asks for the connection as often as it likes.
func EnsureOk(addr string, parts [][]byte) error {
	f := &feed{addr: addr}
	defer f.Close()
	for _, part := range parts {
		if err := f.ensure(); err != nil { // want-fate released
			return err
		}
		if _, err := f.conn.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// ReconnectOk has the one before ended by the callee.
func ReconnectOk(addr string, parts [][]byte) error {
	f := &feed{addr: addr}
	defer f.Close()
	for _, part := range parts {
		if err := f.reconnect(); err != nil { // want-fate released
			return err
		}
		if _, err := f.conn.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// ReconnectBad puts a connection over the one before in each round.
func ReconnectBad(addr string, parts [][]byte) error {
	f := &feed{addr: addr}
	defer f.Close()
	for _, part := range parts {
		if err := f.connect(); err != nil { // want unclosed-resource
			return err
		}
		if _, err := f.conn.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func fill(f *feed, addr string) (err error) {
	f.conn, err = net.Dial("tcp", addr) // want no-deadline // want-fate stored
	return err
}

// ByParameterBad gives it to a plain function.
func ByParameterBad(addr string, data []byte) error {
	f := &feed{}
	if err := fill(f, addr); err != nil { // want unclosed-resource
		return err
	}
	_, err := f.conn.Write(data)
	return err // want-step "returns"
}

// ByParameterOk ends it.
func ByParameterOk(addr string, data []byte) error {
	f := &feed{}
	if err := fill(f, addr); err != nil { // want-fate released
		return err
	}
	defer f.conn.Close()
	_, err := f.conn.Write(data)
	return err
}

var feeds = []func(string, []byte) (*feed, error){newFeedBad, newFeedOk}
