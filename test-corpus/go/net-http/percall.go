package nethttp

import (
	"context"
	"crypto/tls"
	"database/sql"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"
)

// mirror fetches pages from elsewhere.
type mirror struct {
	client *http.Client
	byHost map[string]*http.Client
	target *url.URL
}

func copyTo(w io.Writer, client *http.Client, r *http.Request) error {
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, "https://example.org", nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(w, resp.Body)
	return err
}

// TransportInHandlerBad makes a transport for each request.
func (m *mirror) TransportInHandlerBad(w http.ResponseWriter, r *http.Request) {
	tr := &http.Transport{TLSClientConfig: &tls.Config{}} // want client-per-call "for each request and never closed" // want-fate leaked
	client := &http.Client{Transport: tr, Timeout: time.Second}
	resp, err := client.Get("https://example.org")
	if err != nil {
		return
	}
	defer resp.Body.Close()
	_, _ = io.Copy(w, resp.Body)
}

// TransportInlineBad has no variable for the transport.
func (m *mirror) TransportInlineBad(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{Transport: &http.Transport{}} // want client-per-call
	_ = copyTo(w, client, r)
}

// TransportInLiteralBad is a handler that is a literal.
func (m *mirror) TransportInLiteralBad(mux *http.ServeMux) {
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		client := http.Client{Transport: &http.Transport{}} // want client-per-call
		_ = copyTo(w, &client, r)
	})
}

// ProxyInHandlerBad gives the transport to a proxy that lives as long as the request.
func (m *mirror) ProxyInHandlerBad(w http.ResponseWriter, r *http.Request) {
	proxy := httputil.NewSingleHostReverseProxy(m.target)
	proxy.Transport = &http.Transport{} // known-fn client-per-call "a literal that is assigned to a field is not followed"
	proxy.ServeHTTP(w, r)
}

// newInsecureClient makes what its caller keeps or does not.
func newInsecureClient() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{}}} // want-fate returned
}

// ClientFromHelperBad makes a transport for each request, in a helper.
func (m *mirror) ClientFromHelperBad(w http.ResponseWriter, r *http.Request) {
	client := newInsecureClient() // want client-per-call
	_ = copyTo(w, client, r)
}

// TransportEachRoundBad makes the same transport again and again.
func (m *mirror) TransportEachRoundBad(urls []string) {
	for _, u := range urls {
		client := &http.Client{Transport: &http.Transport{MaxIdleConns: 3}, Timeout: time.Second} // want client-per-call "in each round"
		resp, err := client.Get(u)
		if err != nil {
			continue
		}
		resp.Body.Close()
	}
}

// TransportClosedBad closes what it has opened; made too often all the same, and information.
func (m *mirror) TransportClosedBad(w http.ResponseWriter, r *http.Request) {
	tr := &http.Transport{} // want client-per-call "for each request$" // want-fate released
	defer tr.CloseIdleConnections()
	_ = copyTo(w, &http.Client{Transport: tr}, r)
}

// ClientClosedBad closes it through the client.
func (m *mirror) ClientClosedBad(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{Transport: &http.Transport{}} // want client-per-call // want-fate released
	defer client.CloseIdleConnections()
	_ = copyTo(w, client, r)
}

// NoKeepAliveOk keeps no connection.
func (m *mirror) NoKeepAliveOk(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	_ = copyTo(w, client, r)
}

// NoKeepAliveLaterOk says so in another statement.
func (m *mirror) NoKeepAliveLaterOk(w http.ResponseWriter, r *http.Request) {
	tr := &http.Transport{} // want client-per-call // want-fate released
	tr.DisableKeepAlives = true
	_ = copyTo(w, &http.Client{Transport: tr}, r)
}

// IdleTimeoutOk keeps connections for a while.
func (m *mirror) IdleTimeoutOk(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{Transport: &http.Transport{IdleConnTimeout: time.Minute}}
	_ = copyTo(w, client, r)
}

// SharedDefaultOk has no transport of its own.
func (m *mirror) SharedDefaultOk(w http.ResponseWriter, r *http.Request) {
	client := &http.Client{Timeout: time.Second}
	_ = copyTo(w, client, r)
}

// StoredOk makes it once.
func (m *mirror) StoredOk(w http.ResponseWriter, r *http.Request) {
	if m.client == nil {
		m.client = &http.Client{Transport: &http.Transport{}} // want-fate stored
	}
	_ = copyTo(w, m.client, r)
}

// CachedOk makes one for each host.
func (m *mirror) CachedOk(w http.ResponseWriter, r *http.Request) {
	client := m.byHost[r.Host]
	if client == nil {
		client = &http.Client{Transport: &http.Transport{}} // want-fate stored
		m.byHost[r.Host] = client
	}
	_ = copyTo(w, client, r)
}

// ConstructorOk hands it out.
func ConstructorOk() *mirror {
	return &mirror{client: &http.Client{Transport: &http.Transport{}}} // want-fate returned
}

// OnceOk makes one and uses it, and nobody says that this is done often.
func OnceOk(address string) error {
	client := &http.Client{Transport: &http.Transport{}, Timeout: time.Second} // want-fate untracked
	resp, err := client.Get(address)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// CallBad works for a caller, who may call often: information.
func CallBad(ctx context.Context, address string) error {
	client := &http.Client{Transport: &http.Transport{}} // want client-per-call "for each call"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// PoolInHandlerBad opens a pool for each request and never closes it.
func PoolInHandlerBad(w http.ResponseWriter, r *http.Request) {
	db, err := sql.Open("mysql", "dsn") // want client-per-call "a new database is made for each request and never closed"
	if err != nil {
		return
	}
	_, _ = db.ExecContext(r.Context(), "DELETE FROM visit")
}

// PoolInHandlerClosedBad closes it: information.
func PoolInHandlerClosedBad(w http.ResponseWriter, r *http.Request) {
	db, err := sql.Open("mysql", "dsn") // want client-per-call // want-fate released
	if err != nil {
		return
	}
	defer db.Close()
	_, _ = db.ExecContext(r.Context(), "DELETE FROM visit")
}

// PoolForEachOk opens one for each shard.
func PoolForEachOk(shards []string) error {
	for _, shard := range shards {
		db, err := sql.Open("mysql", shard) // want-fate released
		if err != nil {
			return err
		}
		_, err = db.Exec("DELETE FROM visit")
		db.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// PoolEachRoundBad opens the same one in each round.
func PoolEachRoundBad(visits []int64) error {
	for _, visit := range visits {
		db, err := sql.Open("mysql", "dsn") // want client-per-call // want-fate released
		if err != nil {
			return err
		}
		_, err = db.Exec("DELETE FROM visit WHERE id = ?", visit)
		db.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
