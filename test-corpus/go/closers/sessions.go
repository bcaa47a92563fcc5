package closers

import (
	"context"
	"errors"
	"net"
	"time"
)

type state int

const (
	connecting state = iota
	ready
	down
)

// caller sends over a connection that is not its own.
type caller interface{ Call() error }

type wireCaller struct{ wire net.Conn }

func (c *wireCaller) Call() error {
	_, err := c.wire.Write(nil)
	return err
}

func newCaller(wire net.Conn) caller { return &wireCaller{wire} }

// session owns its connection and has a caller over it.
type session struct {
	conn   net.Conn
	caller caller
}

// Close ends the session.
func (s *session) Close() error {
	if s.conn != nil {
		return s.conn.Close()
	}
	return nil
}

// openSessionOk waits until the session is ready.
func openSessionOk(ctx context.Context, address string, ask func(context.Context) state) (*session, error) {
	conn, err := net.DialTimeout("tcp", address, time.Second) // want-fate returned
	if err != nil {
		return nil, err
	}
	opened := &session{conn: conn, caller: newCaller(conn)}
	ctx, cancel := context.WithTimeout(ctx, time.Second) // want-fate released
	defer cancel()
	for now := ask(ctx); now != ready; now = ask(ctx) {
		if now == down {
			conn.Close()
			return nil, errors.New("down")
		}
	}
	return opened, nil
}

// CallOk closes the session that it has opened.
func CallOk(ctx context.Context, address string, ask func(context.Context) state) error {
	s, err := openSessionOk(ctx, address, ask) // want-fate released
	if err != nil {
		return err
	}
	defer s.Close()
	return s.caller.Call()
}

// CallBad forgets that.
func CallBad(ctx context.Context, address string, ask func(context.Context) state) error {
	s, err := openSessionOk(ctx, address, ask) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	return s.caller.Call()
}

// stoppable is a context that can be ended before its parent.
type stoppable interface {
	context.Context
	Cancel()
}

type stoppableContext struct {
	context.Context
	cancel context.CancelFunc
}

func (c *stoppableContext) Cancel() { c.cancel() }

func newStoppable(parent context.Context) stoppable {
	ctx, cancel := context.WithCancel(parent) // want-fate returned
	return &stoppableContext{ctx, cancel}
}

// HandOnOk has a context like any other, which ends with its parent.
func HandOnOk(parent context.Context, work func(context.Context) error) error {
	return work(newStoppable(parent))
}

// callerByAddress hands out what cannot be closed: nobody who gets it can be blamed.
func callerByAddress(address string) (caller, error) {
	wire, err := net.DialTimeout("tcp", address, time.Second) // want-fate returned
	if err != nil {
		return nil, err
	}
	return newCaller(wire), nil
}

// CallByAddressOk cannot close anything.
func CallByAddressOk(address string) error {
	c, err := callerByAddress(address)
	if err != nil {
		return err
	}
	return c.Call()
}

// ForwardByAddressBad loses it where it fails: only who hands it on knows of it.
func ForwardByAddressBad(address string) (caller, error) {
	c, err := callerByAddress(address) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := c.Call(); err != nil {
		return nil, err // want-step "returns"
	}
	return c, nil
}
