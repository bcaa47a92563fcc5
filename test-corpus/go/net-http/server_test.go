package nethttp

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestEchoRecorderOk reads a recorded answer, which is only memory. Pattern P19.
func TestEchoRecorderOk(t *testing.T) {
	rec := httptest.NewRecorder()
	EchoOk(rec, httptest.NewRequest(http.MethodPost, "/", nil))
	res := rec.Result()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if len(raw) != 0 {
		t.Errorf("got %q", raw)
	}
}

// TestServerCleanupOk leaves server and body to the cleanup of the test.
func TestServerCleanupOk(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(EchoOk))
	t.Cleanup(srv.Close)
	resp, err := http.Get(srv.URL) // want-fate released
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d", resp.StatusCode)
	}
}

// TestServerForgottenBad reads the status and forgets the body.
func TestServerForgottenBad(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(EchoOk))
	defer srv.Close()
	resp, err := http.Get(srv.URL) // want unclosed-response-body // want-fate leaked
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		t.Errorf("status %d", resp.StatusCode)
	}
} // want-step "ends"

// TestStatusBad reads the status of an answer and leaves it.
func TestStatusBad(t *testing.T) {
	var via http.RoundTripper = http.DefaultTransport
	req, err := http.NewRequest(http.MethodGet, "http://localhost", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := via.RoundTrip(req) // want unclosed-response-body // want-fate leaked
	if err != nil {
		t.Fatal(err)
	}
	if got := resp.StatusCode; got != http.StatusOK {
		t.Fatalf("got %d", got)
	}
}
