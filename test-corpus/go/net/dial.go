// Package net holds the cases of connections, listeners and packet connections.
package net

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/smtp"
	"time"
)

// AskOk dials, asks and closes.
func AskOk(ctx context.Context, addr, question string) (string, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr) // want-fate released
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if _, err := fmt.Fprintln(conn, question); err != nil {
		return "", err
	}
	return bufio.NewReader(conn).ReadString('\n')
}

// AskBad leaves the connection when the question cannot be sent.
func AskBad(ctx context.Context, addr, question string) (string, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr) // want unclosed-connection // want-fate leaked
	if err != nil {
		return "", err
	}
	if _, err := fmt.Fprintln(conn, question); err != nil {
		return "", err // want-step "returns"
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	conn.Close()
	return line, err
}

// DialSecureBad forgets the plain connection when the handshake fails. Pattern P68.
func DialSecureBad(ctx context.Context, addr string, cfg *tls.Config) (net.Conn, error) {
	raw, err := net.DialTimeout("tcp", addr, 3*time.Second) // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, err
	}
	secure := tls.Client(raw, cfg)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("handshake with %s: %w", addr, err) // want-step "returns"
	}
	return secure, nil
}

// DialSecureOk closes when the handshake fails and hands out the wrapper otherwise. Pattern P68.
func DialSecureOk(ctx context.Context, addr string, cfg *tls.Config) (net.Conn, error) {
	raw, err := net.DialTimeout("tcp", addr, 3*time.Second) // want-fate returned
	if err != nil {
		return nil, err
	}
	secure := tls.Client(raw, cfg)
	if err := secure.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, fmt.Errorf("handshake with %s: %w", addr, err)
	}
	return secure, nil
}

// link is a connection with a buffer.
type link struct {
	conn net.Conn
	buf  *bufio.ReadWriter
}

// Close ends the link.
func (l *link) Close() error {
	return errors.Join(l.buf.Flush(), l.conn.Close())
}

// DialLinkBad sets a deadline that may fail and then returns nothing. Pattern P68.
func DialLinkBad(addr string) (*link, error) {
	conn, err := net.Dial("tcp", addr) // want unclosed-connection // want-fate leaked // want no-deadline
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return nil, err // want-step "returns"
	}
	return &link{conn: conn, buf: bufio.NewReadWriter(bufio.NewReader(conn), bufio.NewWriter(conn))}, nil
}

// DialLinkOk closes by the named result when it returns an error. Pattern P68.
func DialLinkOk(addr string) (l *link, err error) {
	conn, err := net.Dial("tcp", addr) // want-fate returned // want no-deadline
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			conn.Close()
		}
	}()
	if err = conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return nil, err
	}
	return &link{conn: conn, buf: bufio.NewReadWriter(bufio.NewReader(conn), bufio.NewWriter(conn))}, nil
}

// SendOnceBad forgets the link that a constructor of this package has made.
func SendOnceBad(addr, text string) error {
	l, err := DialLinkOk(addr) // want unclosed-resource
	if err != nil {
		return err
	}
	_, err = l.buf.WriteString(text)
	return err
}

// MailOk ends the session on each path.
func MailOk(addr, from, to, text string) error {
	c, err := smtp.Dial(addr) // want-fate released
	if err != nil {
		return err
	}
	defer c.Close()
	if err := errors.Join(c.Mail(from), c.Rcpt(to)); err != nil {
		return err
	}
	w, err := c.Data() // want-fate released
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	return errors.Join(err, w.Close(), c.Quit())
}

// MailBad leaves the session when the recipient is refused.
func MailBad(addr, from, to string) error {
	c, err := smtp.Dial(addr) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := c.Mail(from); err != nil {
		c.Close()
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err // want-step "returns"
	}
	return c.Quit()
}

// FirstThatAnswersOk keeps the first connection that can be made.
func FirstThatAnswersOk(addrs []string) (net.Conn, error) {
	var errs []error
	for _, addr := range addrs {
		conn, err := net.DialTimeout("tcp", addr, time.Second) // want-fate returned
		if err != nil {
			errs = append(errs, err)
			continue
		}
		return conn, nil
	}
	return nil, errors.Join(errs...)
}

// PingAllBad dials one after the other and closes only those that answer.
func PingAllBad(addrs []string) (alive int) {
	for _, addr := range addrs {
		conn, err := net.DialTimeout("tcp", addr, time.Second) // want unclosed-connection // want-fate leaked
		if err != nil {
			continue
		}
		if _, err := conn.Write([]byte("ping\n")); err != nil {
			continue // want-step "loop|overwritten"
		}
		alive++
		conn.Close()
	}
	return alive
}
