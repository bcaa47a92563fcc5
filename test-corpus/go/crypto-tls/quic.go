// Package cryptotls holds the cases of TLS connections for QUIC.
package cryptotls

import (
	"context"
	"crypto/tls"
	"fmt"
)

// HandshakeBad leaves the goroutine of the handshake where it fails to start.
func HandshakeBad(ctx context.Context, config *tls.QUICConfig, params []byte) error {
	conn := tls.QUICClient(config) // want unclosed-connection // want-fate leaked
	conn.SetTransportParameters(params)
	if err := conn.Start(ctx); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// HandshakeOk closes the connection on each way out.
func HandshakeOk(ctx context.Context, config *tls.QUICConfig, params []byte) error {
	conn := tls.QUICClient(config) // want-fate released
	defer conn.Close()
	conn.SetTransportParameters(params)
	return conn.Start(ctx)
}

// session is one connection of a server.
type session struct{ tls *tls.QUICConn }

// AcceptBad answers a session only if the first data fits.
func AcceptBad(config *tls.QUICConfig, first []byte) (*session, error) {
	conn := tls.QUICServer(config) // want unclosed-connection // want-fate leaked
	if err := conn.HandleData(tls.QUICEncryptionLevelInitial, first); err != nil {
		return nil, fmt.Errorf("first data: %w", err) // want-step "returns"
	}
	return &session{tls: conn}, nil
}

// AcceptOk closes the connection where it does not answer one.
func AcceptOk(config *tls.QUICConfig, first []byte) (*session, error) {
	conn := tls.QUICServer(config) // want-fate returned
	if err := conn.HandleData(tls.QUICEncryptionLevelInitial, first); err != nil {
		conn.Close()
		return nil, fmt.Errorf("first data: %w", err)
	}
	return &session{tls: conn}, nil
}
