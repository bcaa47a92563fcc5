// Package winiocases holds the cases of named pipes, whose values are those of package net, which need not be imported.
package winiocases

import (
	"context"
	"io"

	"github.com/Microsoft/go-winio"
)

// ListenBad loses the listener.
func ListenBad(path string, out io.Writer) error {
	listener, err := winio.ListenPipe(path, nil) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	conn, err := listener.Accept() // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = io.Copy(out, conn)
	return err
}

// ListenOk closes both ends.
func ListenOk(path string, out io.Writer) error {
	listener, err := winio.ListenPipe(path, nil) // want-fate released
	if err != nil {
		return err
	}
	defer listener.Close()
	conn, err := listener.Accept() // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = io.Copy(out, conn)
	return err
}

// DialBad loses the connection where the copy fails.
func DialBad(ctx context.Context, path string, in io.Reader) error {
	conn, err := winio.DialPipeContext(ctx, path) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(conn, in); err != nil {
		return err
	}
	return conn.Close()
}

// DialOk hands the connection out.
func DialOk(path string) (io.ReadWriteCloser, error) {
	conn, err := winio.DialPipe(path, nil) // want-fate returned
	if err != nil {
		return nil, err
	}
	return conn, nil
}
