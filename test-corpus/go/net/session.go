package net

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/smtp"
	"time"
)

// newSession speaks through a connection of its own; what is wrong with the greeting closes it.
func newSession(addr, host string) (*smtp.Client, error) {
	conn, err := net.DialTimeout("tcp", addr, time.Second) // want-fate passed
	if err != nil {
		return nil, err
	}
	return smtp.NewClient(conn, host) // want-fate returned
}

// PostOk ends the session, and the message with it.
func PostOk(addr, text string) error {
	c, err := newSession(addr, "here") // want-fate released
	if err != nil {
		return err
	}
	defer c.Close()
	w, err := c.Data() // want-fate released
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	return errors.Join(w.Close(), c.Quit())
}

// PostBad leaves the session where the server wants no message.
func PostBad(addr string) error {
	c, err := newSession(addr, "here") // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := c.Mail("me"); err != nil {
		return err
	}
	return c.Quit()
}

// ListenWithTokenOk asks for randomness in between, which never fails.
func ListenWithTokenOk(addr string) (string, net.Listener, error) {
	l, err := net.Listen("tcp", addr) // want-fate returned
	if err != nil {
		return "", nil, err
	}
	token := make([]byte, 16)
	if _, err := rand.Read(token); err != nil {
		return "", nil, err
	}
	return hex.EncodeToString(token), l, nil
}

// ListenWithSourceBad asks a reader, which may fail.
func ListenWithSourceBad(addr string, source io.Reader) (string, net.Listener, error) {
	l, err := net.Listen("tcp", addr) // want unclosed-connection // want-fate leaked
	if err != nil {
		return "", nil, err
	}
	token := make([]byte, 16)
	if _, err := source.Read(token); err != nil {
		return "", nil, err
	}
	return hex.EncodeToString(token), l, nil
}

// ServeForEverOk leaves the listener to a goroutine that never ends.
func ServeForEverOk(addr string, serve func(net.Conn)) error {
	l, err := net.Listen("tcp", addr) // want-fate passed
	if err != nil {
		return err
	}
	go func() {
		defer l.Close()
		for {
			conn, err := l.Accept() // want-fate passed
			if err != nil {
				continue
			}
			go serve(conn)
		}
	}()
	return nil
}

// ServeOnceBad starts a goroutine that ends, and leaves the listener open.
func ServeOnceBad(addr string, serve func(net.Conn)) error {
	l, err := net.Listen("tcp", addr) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	go func() {
		conn, err := l.Accept() // want-fate passed
		if err == nil {
			go serve(conn)
		}
	}()
	return nil
}
