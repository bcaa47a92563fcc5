package i5

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

var errNoServer = errors.New("server did not come back")

// Worker sends statements over one connection.
type Worker struct {
	addr string
	conn net.Conn
	sent int
}

// greet reads the greeting of the server; a restarted server may answer with an error packet.
func greet(conn net.Conn) error {
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err
	}
	if len(line) > 0 && line[0] == '-' {
		return fmt.Errorf("greeting: %s", line)
	}
	return nil
}

// ReconnectLoopBad makes a new connection in each round over the one that did not greet. Incident I5.
func ReconnectLoopBad(addr string) (net.Conn, error) {
	for {
		conn, err := net.DialTimeout("tcp", addr, 5*time.Second) // want unclosed-connection // want-fate leaked
		if err != nil {
			return nil, err
		}
		if err := greet(conn); err != nil {
			continue // want-step "loop|overwritten"
		}
		return conn, nil
	}
}

// ReconnectLoopOk closes the connection that did not greet, waits and gives up in the end. Incident I5.
func ReconnectLoopOk(ctx context.Context, addr string) (net.Conn, error) {
	wait := 50 * time.Millisecond
	for range 8 {
		conn, err := net.DialTimeout("tcp", addr, time.Second) // want-fate returned
		if err != nil {
			return nil, err
		}
		if err := greet(conn); err == nil {
			return conn, nil
		}
		conn.Close()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(wait):
			wait *= 2
		}
	}
	return nil, errNoServer
}

// RunFieldOverwrittenBad stores the new connection over the open one in the field, once per round. Incident I5.
func (w *Worker) RunFieldOverwrittenBad(statements []string) error {
	for _, s := range statements {
		conn, err := net.DialTimeout("tcp", w.addr, 5*time.Second) // want unclosed-connection // want-fate leaked
		if err != nil {
			return err
		}
		w.conn = conn // want-step "loop|overwritten"
		if _, err := fmt.Fprintln(w.conn, s); err != nil {
			continue
		}
		w.sent++
	}
	return nil
}

// RunFieldClosedFirstOk closes what the field holds before the next round. Incident I5.
func (w *Worker) RunFieldClosedFirstOk(statements []string) error {
	for _, s := range statements {
		if w.conn != nil {
			w.conn.Close()
		}
		conn, err := net.DialTimeout("tcp", w.addr, 5*time.Second) // want-fate stored
		if err != nil {
			w.conn = nil
			return err
		}
		w.conn = conn
		if _, err := fmt.Fprintln(w.conn, s); err != nil {
			continue
		}
		w.sent++
	}
	return nil
}

// Close ends the worker.
func (w *Worker) Close() error {
	if w.conn == nil {
		return nil
	}
	return w.conn.Close()
}

// ReinitBeforeCloseBad overwrites the local handle first and closes only the new one. Incident I5.
func ReinitBeforeCloseBad(addr string, rounds int) error {
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	for i := 0; i < rounds; i++ {
		if greet(conn) == nil {
			break
		}
		conn, err = net.DialTimeout("tcp", addr, 5*time.Second) // want unclosed-connection // want-fate leaked // want-step "loop|overwritten"
		if err != nil {
			return err
		}
	}
	return conn.Close()
}

// ReinitAfterCloseOk closes, then dials, in this order. Incident I5.
func ReinitAfterCloseOk(addr string, rounds int) error {
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second) // want-fate released
	if err != nil {
		return err
	}
	for i := 0; i < rounds; i++ {
		if greet(conn) == nil {
			break
		}
		conn.Close()
		conn, err = net.DialTimeout("tcp", addr, 5*time.Second) // want-fate released
		if err != nil {
			return err
		}
	}
	return conn.Close()
}
