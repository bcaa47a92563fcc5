package nethttp

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"time"
)

// GetInHandlerBad waits for another server while a client waits for it.
func GetInHandlerBad(w http.ResponseWriter, r *http.Request) {
	resp, err := http.Get("https://example.org") // want no-deadline "`http.Get` waits without a deadline"
	if err != nil {
		return
	}
	resp.Body.Close()
}

// DefaultClientBad names the client that has no timeout.
func DefaultClientBad(w http.ResponseWriter, r *http.Request) {
	resp, err := http.DefaultClient.Get("https://example.org") // want no-deadline
	if err != nil {
		return
	}
	resp.Body.Close()
}

// BareClientBad makes one without a timeout.
func BareClientBad(address string) error {
	client := &http.Client{}
	resp, err := client.Get(address) // want no-deadline
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// BareRequestBad has a timeout neither in the client nor in the request.
func BareRequestBad(address string) error {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req) // want no-deadline
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// TimeoutOk has one in the client.
func TimeoutOk(address string) error {
	client := &http.Client{Timeout: time.Second}
	resp, err := client.Get(address) // want-fate released
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// TimeoutLaterOk sets it in another statement.
func TimeoutLaterOk(address string) error {
	var client http.Client
	client.Timeout = time.Second
	resp, err := client.Get(address) // want-fate released
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// ContextOk has one in the request.
func ContextOk(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req) // want-fate released
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// ContextLaterOk gives it one.
func ContextLaterOk(ctx context.Context, address string) error {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	req = req.WithContext(ctx)
	resp, err := http.DefaultClient.Do(req) // want-fate released
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// UnknownClientOk has a client that may have a timeout.
func UnknownClientOk(client *http.Client, address string) error {
	resp, err := client.Get(address) // want-fate released
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// ContextAtHandBad has a context and makes a request without one.
func ContextAtHandBad(ctx context.Context, client *http.Client, address string) error {
	req, err := http.NewRequest(http.MethodGet, address, nil) // want no-deadline "does not end with the context"
	if err != nil {
		return err
	}
	resp, err := client.Do(req) // want-fate released
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// prepared keeps a request for later.
type prepared struct {
	req *http.Request
}

// PrepareOk keeps the request for a method that will give it a context.
func (p *prepared) PrepareOk(ctx context.Context, address string) error {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	p.req = req
	return ctx.Err()
}

// DialBad leaves it to the system when to give up.
func DialBad(address string) error {
	conn, err := net.Dial("tcp", address) // want no-deadline
	if err != nil {
		return err
	}
	return conn.Close()
}

// DialUnixOk asks the machine itself.
func DialUnixOk(address string) error {
	conn, err := net.Dial("unix", address) // want-fate released
	if err != nil {
		return err
	}
	return conn.Close()
}

// DialTimeoutOk says when to give up.
func DialTimeoutOk(address string) error {
	conn, err := net.DialTimeout("tcp", address, time.Second) // want-fate released
	if err != nil {
		return err
	}
	return conn.Close()
}

// QueryWithContextAtHandBad does not pass its context on.
func QueryWithContextAtHandBad(ctx context.Context, db *sql.DB) (n int, err error) {
	err = db.QueryRow("SELECT COUNT(*) FROM visit").Scan(&n) // want no-deadline
	return n, err
}

// QueryInHandlerBad has the context of the request.
func QueryInHandlerBad(db *sql.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		tx, err := db.Begin() // want no-deadline
		if err != nil {
			return
		}
		_ = tx.Rollback()
	}
}

// QueryWithoutContextOk has none.
func QueryWithoutContextOk(db *sql.DB) (n int, err error) {
	err = db.QueryRow("SELECT COUNT(*) FROM visit").Scan(&n) // want-fate released
	return n, err
}

// QueryUnnamedContextOk has one that it cannot use.
func QueryUnnamedContextOk(_ context.Context, db *sql.DB) (n int, err error) {
	err = db.QueryRow("SELECT COUNT(*) FROM visit").Scan(&n) // want-fate released
	return n, err
}

// ServeBareBad bounds nothing.
func ServeBareBad(address string, handler http.Handler) error {
	l, err := net.Listen("tcp", address) // want-fate passed
	if err != nil {
		return err
	}
	return http.Serve(l, handler) // want no-deadline
}

// ServeLiteralBad has a server of its own and bounds nothing either.
func ServeLiteralBad(address string, handler http.Handler) error {
	l, err := net.Listen("tcp", address) // want-fate passed
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: handler} // want no-deadline
	return srv.Serve(l)
}

// ServeHeaderTimeoutOk bounds the header.
func ServeHeaderTimeoutOk(address string, handler http.Handler) error {
	l, err := net.Listen("tcp", address) // want-fate passed
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}
	return srv.Serve(l)
}

// ServeTimeoutLaterOk bounds it in another statement.
func ServeTimeoutLaterOk(address string, handler http.Handler) error {
	l, err := net.Listen("tcp", address) // want-fate passed
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: handler}
	srv.ReadTimeout = time.Second
	return srv.Serve(l)
}
