package grpccases

import (
	"context"
	"errors"
	"io"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/test/bufconn"
)

// DialerOk closes the listener, which is memory, when the test is over.
func DialerOk(use func(dial func(context.Context, string) (net.Conn, error)) error) error {
	listener := bufconn.Listen(1 << 20) // want-fate released
	defer listener.Close()
	return use(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) })
}

// EchoOk leaves a listener that nobody could reach to the collector.
func EchoOk(ctx context.Context, say []byte) error {
	listener := bufconn.Listen(1 << 10)    // want-fate untracked
	conn, err := listener.DialContext(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Write(say); err != nil {
		return err
	}
	return listener.Close()
}

// DigestOk gives the buffers of a message back.
func DigestOk(r io.Reader, digest func([]byte) uint64) (uint64, error) {
	slices, err := mem.ReadAll(r, mem.DefaultBufferPool()) // want-fate released
	if err != nil {
		return 0, err
	}
	defer slices.Free()
	return digest(slices.Materialize()), nil
}

// FrameOk leaves a buffer that is too long to the collector, which costs the reuse and no more.
func FrameOk(raw []byte) (int, error) {
	buffer := mem.Copy(raw, mem.DefaultBufferPool()) // want-fate untracked
	if buffer.Len() > 1<<16 {
		return 0, errors.New("too long")
	}
	size := buffer.Len()
	buffer.Free()
	return size, nil
}

// Node answers calls.
type Node struct {
	server   *grpc.Server
	listener net.Listener
}

// NewNodeBad loses the server where its port is taken.
func NewNodeBad(address string) (*Node, error) {
	server := grpc.NewServer() // want unclosed-resource // want-fate leaked
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err // want-step "returns"
	}
	return &Node{server: server, listener: listener}, nil
}

// NewNodeOk makes the server once it has a port.
func NewNodeOk(address string) (*Node, error) {
	listener, err := net.Listen("tcp", address) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &Node{server: grpc.NewServer(), listener: listener}, nil // want-fate returned
}
