package i4

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

var errRefused = errors.New("peer refused")

// AnnounceBad forgets the socket when the peer refuses. Incident I4.
func AnnounceBad(addr, name string) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	fmt.Fprintf(conn, "HELLO %s\n", name)
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err // want-step "returns"
	}
	if !strings.HasPrefix(answer, "OK") {
		return errRefused
	}
	return conn.Close()
}

// AnnounceOk closes in every case. Incident I4.
func AnnounceOk(addr, name string) error {
	conn, err := net.DialTimeout("tcp", addr, time.Second) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Fprintf(conn, "HELLO %s\n", name)
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.HasPrefix(answer, "OK") {
		return errRefused
	}
	return nil
}

// HealthyBad looks at the status only and never at the body. Incident I4.
func HealthyBad(client *http.Client, url string) bool {
	resp, err := client.Get(url) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return false
	}
	return resp.StatusCode == http.StatusOK // want-step "returns"
}

// HealthyOk drains a little and closes, so that the connection can be used again. Incident I4.
func HealthyOk(client *http.Client, url string) bool {
	resp, err := client.Get(url) // want-fate released
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 4096))
	return resp.StatusCode == http.StatusOK
}

// FetchWithOwnTransportBad makes a transport per call, so no connection is ever used twice. Incident I4.
func FetchWithOwnTransportBad(ctx context.Context, url string) ([]byte, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConns: 10}, Timeout: time.Second} // want client-per-call
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req) // want-fate released
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// CountUsersWithOwnPoolBad opens a pool for each call and forgets it when the query fails. Incident I4.
func CountUsersWithOwnPoolBad(ctx context.Context, dsn string) (n int, err error) {
	db, err := sql.Open("mysql", dsn) // want unclosed-resource // want-fate leaked
	if err != nil {
		return 0, err
	}
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM user").Scan(&n); err != nil {
		return 0, err // want-step "returns"
	}
	return n, db.Close()
}

// CountUsersPerCallPoolBad closes its pool, but a pool per call is a connection per call. Incident I4.
func CountUsersPerCallPoolBad(ctx context.Context, dsn string) (n int, err error) {
	db, err := sql.Open("mysql", dsn) // want client-per-call // want-fate released
	if err != nil {
		return 0, err
	}
	defer db.Close()
	err = db.QueryRowContext(ctx, "SELECT COUNT(*) FROM user").Scan(&n)
	return n, err
}

// Users keeps one pool for its whole life.
type Users struct{ db *sql.DB }

// CountOk uses the pool that lives as long as the service. Incident I4.
func (u *Users) CountOk(ctx context.Context) (n int, err error) {
	row := u.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM user") // want-fate released
	err = row.Scan(&n)
	return n, err
}

// ServeUntilErrorBad drops the listener when accepting fails. Incident I4.
func ServeUntilErrorBad(addr string, serve func(net.Conn)) error {
	l, err := net.Listen("tcp", addr) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	for {
		conn, err := l.Accept() // want-fate passed
		if err != nil {
			return err // want-step "returns"
		}
		go serve(conn)
	}
}

// ServeUntilErrorOk closes the listener whatever ends the loop. Incident I4.
func ServeUntilErrorOk(addr string, serve func(net.Conn)) error {
	l, err := net.Listen("tcp", addr) // want-fate released
	if err != nil {
		return err
	}
	defer l.Close()
	for {
		conn, err := l.Accept() // want-fate passed
		if err != nil {
			return err
		}
		go serve(conn)
	}
}
