package net

import (
	"net"
	"sync"
)

type tunnel struct {
	addr string
	conn net.Conn
}

func (l *tunnel) Close() error {
	return l.conn.Close()
}

type tunnels struct {
	mu    sync.Mutex
	known map[string]*tunnel
}

func (s *tunnels) add(l *tunnel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[l.addr] = l
}

// RegisteredOk puts the connection into an object that a map of the caller has by then.
func RegisteredOk(known map[string]*tunnel, addr string) error {
	l := &tunnel{addr: addr}
	known[addr] = l
	conn, err := net.Dial("tcp", addr) // want no-deadline // want-fate stored
	if err != nil {
		return err
	}
	l.conn = conn
	return nil
}

// AddedOk lets another object know it first.
func AddedOk(s *tunnels, addr string) error {
	l := &tunnel{addr: addr}
	s.add(l)
	conn, err := net.Dial("tcp", addr) // want no-deadline // want-fate stored
	if err != nil {
		return err
	}
	l.conn = conn
	return nil
}

// WatchedOk starts somebody who ends it.
func WatchedOk(addr string, stop <-chan struct{}) error {
	l := &tunnel{addr: addr}
	go func() {
		<-stop
		l.Close()
	}()
	conn, err := net.Dial("tcp", addr) // want no-deadline // want-fate stored
	if err != nil {
		return err
	}
	l.conn = conn
	return nil
}

// HiddenBad has an object of its own that nobody else knows.
func HiddenBad(addr string) error {
	l := &tunnel{addr: addr}
	conn, err := net.Dial("tcp", addr) // want no-deadline // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	l.conn = conn
	return nil // want-step "returns"
}

// RegisteredLaterOk hands it over with what is in it.
func RegisteredLaterOk(s *tunnels, addr string) error {
	l := &tunnel{addr: addr}
	conn, err := net.Dial("tcp", addr) // want no-deadline
	if err != nil {
		return err
	}
	l.conn = conn
	s.add(l)
	return nil
}
