// Package clientconn holds the cases of single connections of an HTTP client.
package clientconn

import (
	"context"
	"net/http"
)

// ProbeBad keeps the connection where the server does not answer.
func ProbeBad(ctx context.Context, transport *http.Transport, address string, req *http.Request) (int, error) {
	conn, err := transport.NewClientConn(ctx, "https", address) // want unclosed-connection // want-fate leaked
	if err != nil {
		return 0, err
	}
	resp, err := conn.RoundTrip(req) // want-fate released
	if err != nil {
		return 0, err // want-step "returns"
	}
	defer resp.Body.Close()
	return resp.StatusCode, conn.Close()
}

// ProbeOk closes the connection on each way out.
func ProbeOk(ctx context.Context, transport *http.Transport, address string, req *http.Request) (int, error) {
	conn, err := transport.NewClientConn(ctx, "https", address) // want-fate released
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	resp, err := conn.RoundTrip(req) // want-fate released
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}
