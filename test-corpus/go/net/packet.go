package net

import (
	"errors"
	"log"
	"net"

	"corpus.example/go/closers"
)

// collector receives measurements over UDP.
type collector struct {
	pc net.PacketConn
	l  net.Listener
	n  int
}

// OpenCollectorOk returns the socket inside of the collector.
func OpenCollectorOk(addr string) (*collector, error) {
	pc, err := net.ListenPacket("udp", addr) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &collector{pc: pc}, nil
}

// ReopenOk closes the old socket and stores the new one.
func (c *collector) ReopenOk(addr string) error {
	if err := c.pc.Close(); err != nil {
		return err
	}
	pc, err := net.ListenPacket("udp", addr) // want-fate stored
	if err != nil {
		return err
	}
	c.pc = pc
	return nil
}

// ListenOk stores a listener that Close ends.
func (c *collector) ListenOk(addr string) error {
	l, err := net.Listen("tcp", addr) // want-fate stored
	if err != nil {
		return err
	}
	c.l = l
	return nil
}

// Close ends what is open.
func (c *collector) Close() error {
	if c.l == nil {
		return c.pc.Close()
	}
	return errors.Join(c.l.Close(), c.pc.Close())
}

// receive counts packets until the socket breaks.
func receive(pc net.PacketConn, sizes chan<- int) {
	defer pc.Close()
	buf := make([]byte, 1500)
	for {
		n, _, err := pc.ReadFrom(buf)
		if err != nil {
			log.Print(err)
			return
		}
		sizes <- n
	}
}

// ReceiveOk gives the socket to a goroutine.
func ReceiveOk(addr string, sizes chan<- int) error {
	pc, err := net.ListenPacket("udp", addr) // want-fate passed
	if err != nil {
		return err
	}
	go receive(pc, sizes)
	return nil
}

// BroadcastHelperOk defers a helper that takes any closer.
func BroadcastHelperOk(addr *net.UDPAddr, raw []byte) error {
	conn, err := net.DialUDP("udp", nil, addr) // want-fate released
	if err != nil {
		return err
	}
	defer closers.Quietly(conn)
	_, err = conn.Write(raw)
	return err
}

// BroadcastBad returns the error of the write and keeps the socket.
func BroadcastBad(addr *net.UDPAddr, raw []byte) error {
	conn, err := net.DialUDP("udp", nil, addr) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	_, err = conn.Write(raw)
	return err // want-step "returns"
}

// JoinGroupBad forgets the socket when its buffer cannot be made larger.
func JoinGroupBad(group *net.UDPAddr) (*net.UDPConn, error) {
	conn, err := net.ListenMulticastUDP("udp", nil, group) // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := conn.SetReadBuffer(1 << 20); err != nil {
		return nil, err // want-step "returns"
	}
	return conn, nil
}

// AcceptOneOk takes one peer and closes both in deferred literals.
func AcceptOneOk(addr string) (string, error) {
	l, err := net.Listen("tcp", addr) // want-fate released
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	conn, err := l.Accept() // want-fate released
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	return conn.RemoteAddr().String(), nil
}

// AcceptOneBad takes one peer and closes the listener only.
func AcceptOneBad(addr string) (string, error) {
	l, err := net.Listen("tcp", addr) // want-fate released
	if err != nil {
		return "", err
	}
	defer l.Close()
	conn, err := l.Accept() // want unclosed-connection // want-fate leaked
	if err != nil {
		return "", err
	}
	return conn.RemoteAddr().String(), nil // want-step "returns"
}
