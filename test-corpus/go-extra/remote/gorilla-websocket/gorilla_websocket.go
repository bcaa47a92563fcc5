// Package gorillaws holds the cases of the websocket library of gorilla.
package gorillaws

import (
	"io"
	"net/http"

	"github.com/gorilla/websocket"
)

// DialBad keeps the connection when the work fails.
func DialBad(dialer *websocket.Dialer, url string) error {
	conn, _, err := dialer.Dial(url, nil) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.WriteMessage(websocket.TextMessage, nil); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// DialOk defers the end of the connection.
func DialOk(dialer *websocket.Dialer, url string) error {
	conn, _, err := dialer.Dial(url, nil) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.WriteMessage(websocket.TextMessage, nil); err != nil {
		return err
	}
	return nil
}

// DefaultDialerBad dials with the variable of the library and keeps the connection when the work fails.
func DefaultDialerBad(url string) error {
	conn, _, err := websocket.DefaultDialer.Dial(url, nil) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.WriteMessage(websocket.TextMessage, nil); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// UpgradeBad keeps the connection when the work fails.
func UpgradeBad(upgrader *websocket.Upgrader, w http.ResponseWriter, r *http.Request) error {
	conn, err := upgrader.Upgrade(w, r, nil) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.WriteMessage(websocket.TextMessage, nil); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// UpgradeOk defers the end of the connection.
func UpgradeOk(upgrader *websocket.Upgrader, w http.ResponseWriter, r *http.Request) error {
	conn, err := upgrader.Upgrade(w, r, nil) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.WriteMessage(websocket.TextMessage, nil); err != nil {
		return err
	}
	return nil
}

// WriterBad keeps the message writer when the work fails.
func WriterBad(conn *websocket.Conn, text string) error {
	writer, err := conn.NextWriter(websocket.TextMessage) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.WriteString(writer, text); err != nil {
		return err // want-step "returns"
	}
	return writer.Close()
}

// WriterOk defers the end of the message writer.
func WriterOk(conn *websocket.Conn, text string) error {
	writer, err := conn.NextWriter(websocket.TextMessage) // want-fate released
	if err != nil {
		return err
	}
	defer writer.Close()
	if _, err := io.WriteString(writer, text); err != nil {
		return err
	}
	return nil
}
