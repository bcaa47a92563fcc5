package net

import (
	"net"
	"net/http"
	"time"
)

// HandleOk gives the connection to a handler, which needs it as long as the server runs.
func HandleOk(mux *http.ServeMux, address string) error {
	conn, err := net.DialTimeout("tcp", address, time.Second) // want-fate passed
	if err != nil {
		return err
	}
	mux.HandleFunc("/send", func(http.ResponseWriter, *http.Request) {
		conn.Write([]byte("sent"))
	})
	return nil
}

// sender sends over a connection that is not its own.
type sender interface{ Send() error }

type connSender struct{ conn net.Conn }

func (s *connSender) Send() error {
	_, err := s.conn.Write(nil)
	return err
}

func newSender(conn net.Conn) sender { return &connSender{conn} }

func registerSender(mux *http.ServeMux, s sender) {
	mux.Handle("/sender", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { s.Send() }))
}

// RegisterOk does so through a sender.
func RegisterOk(mux *http.ServeMux, address string) error {
	conn, err := net.DialTimeout("tcp", address, time.Second) // want-fate passed
	if err != nil {
		return err
	}
	registerSender(mux, newSender(conn))
	return nil
}

// HandleLaterBad loses the connection before the handler has got it.
func HandleLaterBad(mux *http.ServeMux, address string, ready func() error) error {
	conn, err := net.DialTimeout("tcp", address, time.Second) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := ready(); err != nil {
		return err // want-step "returns"
	}
	mux.HandleFunc("/late", func(http.ResponseWriter, *http.Request) {
		conn.Write([]byte("sent"))
	})
	return nil
}
