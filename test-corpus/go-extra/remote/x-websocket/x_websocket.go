// Package xws holds the cases of golang.org/x/net/websocket.
package xws

import (
	"net"
	"time"

	"golang.org/x/net/icmp"
	"golang.org/x/net/websocket"
)

// DialBad keeps the connection when the work fails.
func DialBad(url, origin string, data []byte) error {
	conn, err := websocket.Dial(url, "", origin) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.Write(data); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// DialOk defers the end of the connection.
func DialOk(url, origin string, data []byte) error {
	conn, err := websocket.Dial(url, "", origin) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Write(data); err != nil {
		return err
	}
	return nil
}

// ListenBad keeps the connection when the work fails.
func ListenBad(buf []byte) error {
	conn, err := icmp.ListenPacket("ip4:icmp", "0.0.0.0") // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, _, err := conn.ReadFrom(buf); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// ListenOk defers the end of the connection.
func ListenOk(buf []byte) error {
	conn, err := icmp.ListenPacket("ip4:icmp", "0.0.0.0") // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, _, err := conn.ReadFrom(buf); err != nil {
		return err
	}
	return nil
}

// ClientOk speaks over a connection of its own, which the client closes.
func ClientOk(config *websocket.Config, addr string, data []byte) error {
	below, err := net.DialTimeout("tcp", addr, time.Second) // want-fate released
	if err != nil {
		return err
	}
	conn, err := websocket.NewClient(config, below)
	if err != nil {
		below.Close()
		return err
	}
	defer conn.Close()
	_, err = conn.Write(data)
	return err
}

// ClientBad keeps the connection where the handshake fails.
func ClientBad(config *websocket.Config, addr string) error {
	below, err := net.DialTimeout("tcp", addr, time.Second) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	conn, err := websocket.NewClient(config, below)
	if err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}
