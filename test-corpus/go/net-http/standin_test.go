package nethttp

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestServerLeftBad leaves the server running where the answer is another one.
func TestServerLeftBad(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler()) // want unclosed-resource // want-fate leaked
	resp, err := srv.Client().Get(srv.URL)
	if err != nil {
		t.Error(err)
		return // want-step "returns"
	}
	resp.Body.Close()
	srv.Close()
}
