// Package quiccases holds the cases of the QUIC library.
package quiccases

import (
	"context"

	"github.com/quic-go/quic-go"
)

// DialBad keeps the connection when the work fails.
func DialBad(ctx context.Context, address string) error {
	conn, err := quic.DialAddr(ctx, address, nil, nil) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.SendDatagram(nil); err != nil {
		return err // want-step "returns"
	}
	return conn.CloseWithError(0, "")
}

// DialOk defers the end of the connection.
func DialOk(ctx context.Context, address string) error {
	conn, err := quic.DialAddr(ctx, address, nil, nil) // want-fate released
	if err != nil {
		return err
	}
	defer conn.CloseWithError(0, "")
	if err := conn.SendDatagram(nil); err != nil {
		return err
	}
	return nil
}

// StreamBad keeps the stream when the work fails.
func StreamBad(conn *quic.Conn, data []byte) error {
	stream, err := conn.OpenStream() // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := stream.Write(data); err != nil {
		return err // want-step "returns"
	}
	return stream.Close()
}

// StreamOk defers the end of the stream.
func StreamOk(conn *quic.Conn, data []byte) error {
	stream, err := conn.OpenStream() // want-fate released
	if err != nil {
		return err
	}
	defer stream.Close()
	if _, err := stream.Write(data); err != nil {
		return err
	}
	return nil
}
