package net

import (
	"errors"
	"io"
	"net"
	"time"
)

// PumpBad forgets the connection where the other side stops first.
func PumpBad(addr string, stop <-chan struct{}, lines <-chan []byte) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	go func() {
		for {
			select {
			case <-stop:
				return
			case line, ok := <-lines:
				if !ok {
					conn.Close()
					return
				}
				_, _ = conn.Write(line)
			}
		}
	}() // want-step "ends"
	return nil
}

// PumpOk closes it on all paths.
func PumpOk(addr string, stop <-chan struct{}, lines <-chan []byte) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second) // want-fate passed
	if err != nil {
		return err
	}
	go func() {
		defer conn.Close()
		for {
			select {
			case <-stop:
				return
			case line := <-lines:
				_, _ = conn.Write(line)
			}
		}
	}()
	return nil
}

// PumpArgumentBad forgets what it was given as an argument.
func PumpArgumentBad(addr string, line []byte) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	go func(c net.Conn) {
		if _, err := c.Write(line); err != nil {
			return
		}
		c.Close()
	}(conn) // want-step "ends"
	return nil
}

// PumpClosedByStarterOk closes it at the end of the function, to make the goroutine stop.
func PumpClosedByStarterOk(addr string, sink io.Writer, stop <-chan struct{}) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	go func() {
		if _, err := io.Copy(sink, conn); errors.Is(err, net.ErrClosed) {
			return
		}
		conn.Close()
	}()
	<-stop
	conn.Close()
	return nil
}

// PumpClosedByAnotherOk has a goroutine that closes it and one that only uses it.
func PumpClosedByAnotherOk(addr string, sink io.Writer, stop <-chan struct{}) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second) // want-fate passed
	if err != nil {
		return err
	}
	go func() {
		<-stop
		conn.Close()
	}()
	go func() {
		if _, err := io.Copy(sink, conn); errors.Is(err, net.ErrClosed) {
			return
		}
		conn.Close()
	}()
	return nil
}

// PumpHandedOnOk puts it into a channel on the other path.
func PumpHandedOnOk(addr string, idle chan<- net.Conn) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second) // want-fate passed
	if err != nil {
		return err
	}
	go func() {
		if _, err := conn.Write([]byte("hello")); err != nil {
			conn.Close()
			return
		}
		idle <- conn
	}()
	return nil
}
