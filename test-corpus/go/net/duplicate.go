package net

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"syscall"
)

// InheritBad gives a copy of the listener to a child and keeps its own where the child does not start.
func InheritBad(ln *net.TCPListener, program string) error {
	file, err := ln.File() // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	cmd := exec.Command(program)
	cmd.ExtraFiles = append(cmd.ExtraFiles, os.Stderr)
	cmd.Stdin = file
	if err := cmd.Run(); err != nil {
		return err // want-step "returns"
	}
	return file.Close()
}

// PeerOk asks the system about a copy of the descriptor and closes the copy.
func PeerOk(conn *net.UnixConn) (syscall.Sockaddr, error) {
	file, err := conn.File() // want-fate released
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return syscall.Getpeername(int(file.Fd()))
}

// SharedBad makes a second listener of the copy, which needs the copy no more.
func SharedBad(ln *net.TCPListener) (net.Listener, error) {
	file, err := ln.File() // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	return net.FileListener(file)
}

// SharedOk closes the copy once the second listener has its own.
func SharedOk(ln *net.TCPListener) (net.Listener, error) {
	file, err := ln.File() // want-fate released
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return net.FileListener(file)
}

// EchoOk closes both ends of a pipe.
func EchoOk(serve func(net.Conn), say string) (string, error) {
	near, far := net.Pipe() // want-fate released
	defer near.Close()
	go func() {
		defer far.Close()
		serve(far)
	}()
	if _, err := near.Write([]byte(say)); err != nil {
		return "", err
	}
	buf := make([]byte, 64)
	n, err := near.Read(buf)
	return string(buf[:n]), err
}

// SayOk leaves its end open where nobody listens: it is memory and no more.
func SayOk(serve func(net.Conn) error, say string) error {
	near, far := net.Pipe() // want-fate untracked
	if _, err := near.Write([]byte(say)); err != nil {
		return errors.New("nobody listens")
	}
	near.Close()
	defer far.Close()
	return serve(far)
}
