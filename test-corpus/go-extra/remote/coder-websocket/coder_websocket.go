// Package coderws holds the cases of the websocket library of coder.
package coderws

import (
	"context"
	"io"
	"net/http"

	"github.com/coder/websocket"
)

// DialBad keeps the connection when the work fails.
func DialBad(ctx context.Context, url string) error {
	conn, _, err := websocket.Dial(ctx, url, nil) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.Ping(ctx); err != nil {
		return err // want-step "returns"
	}
	return conn.Close(websocket.StatusNormalClosure, "")
}

// DialOk defers the end of the connection.
func DialOk(ctx context.Context, url string) error {
	conn, _, err := websocket.Dial(ctx, url, nil) // want-fate released
	if err != nil {
		return err
	}
	defer conn.CloseNow()
	if err := conn.Ping(ctx); err != nil {
		return err
	}
	return nil
}

// AcceptBad keeps the connection when the work fails.
func AcceptBad(w http.ResponseWriter, r *http.Request) error {
	conn, err := websocket.Accept(w, r, nil) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.Ping(r.Context()); err != nil {
		return err // want-step "returns"
	}
	return conn.Close(websocket.StatusNormalClosure, "")
}

// AcceptOk defers the end of the connection.
func AcceptOk(w http.ResponseWriter, r *http.Request) error {
	conn, err := websocket.Accept(w, r, nil) // want-fate released
	if err != nil {
		return err
	}
	defer conn.CloseNow()
	if err := conn.Ping(r.Context()); err != nil {
		return err
	}
	return nil
}

// WriterBad keeps the message writer when the work fails.
func WriterBad(ctx context.Context, conn *websocket.Conn, text string) error {
	writer, err := conn.Writer(ctx, websocket.MessageText) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.WriteString(writer, text); err != nil {
		return err // want-step "returns"
	}
	return writer.Close()
}

// WriterOk defers the end of the message writer.
func WriterOk(ctx context.Context, conn *websocket.Conn, text string) error {
	writer, err := conn.Writer(ctx, websocket.MessageText) // want-fate released
	if err != nil {
		return err
	}
	defer writer.Close()
	if _, err := io.WriteString(writer, text); err != nil {
		return err
	}
	return nil
}
