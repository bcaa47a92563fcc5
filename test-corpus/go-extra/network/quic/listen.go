package quiccases

import (
	"context"
	"crypto/tls"
	"io"
	"net"

	"github.com/quic-go/quic-go"
)

// ServeOneBad keeps listening where nobody comes.
func ServeOneBad(ctx context.Context, address string, config *tls.Config, serve func(*quic.Conn) error) error {
	listener, err := quic.ListenAddr(address, config, nil) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	conn, err := listener.Accept(ctx) // want-fate released
	if err != nil {
		return err // want-step "returns"
	}
	listener.Close()
	defer conn.CloseWithError(0, "bye")
	return serve(conn)
}

// ServeOk closes the listener when it has stopped accepting, and the socket below after it.
func ServeOk(ctx context.Context, address string, config *tls.Config, serve func(*quic.Conn)) error {
	socket, err := net.ListenPacket("udp", address) // want-fate released
	if err != nil {
		return err
	}
	defer socket.Close()
	listener, err := quic.Listen(socket, config, nil) // want-fate released
	if err != nil {
		return err
	}
	defer listener.Close()
	for {
		conn, err := listener.Accept(ctx)
		if err != nil {
			return err
		}
		go func() {
			defer conn.CloseWithError(0, "bye")
			serve(conn)
		}()
	}
}

// HeaderOk reads the first bytes of a stream and cancels the rest.
func HeaderOk(ctx context.Context, conn *quic.Conn, header []byte) error {
	stream, err := conn.AcceptUniStream(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer stream.CancelRead(0)
	_, err = io.ReadFull(stream, header)
	return err
}

// UploadOk reads a stream to its end, which ends it too.
func UploadOk(ctx context.Context, conn *quic.Conn, to io.Writer) error {
	stream, err := conn.AcceptUniStream(ctx) // want-fate untracked
	if err != nil {
		return err
	}
	_, err = io.Copy(to, stream)
	return err
}
