package nethttp

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"
)

// tag sets a header on a response and gives the same response back.
func tag(r *http.Response, name string) *http.Response {
	r.Header.Set("X-Seen-By", name)
	return r
}

// TagAndReadOk gets its own response back from the pass-through, nothing new. Pattern P13.
func TagAndReadOk(c *http.Client, u string) ([]byte, error) {
	resp, err := c.Get(u) // want-fate released
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	tagged := tag(resp, "reader")
	return io.ReadAll(tagged.Body)
}

// TagAndCloseOk closes through the value that the pass-through returned. Pattern P13.
func TagAndCloseOk(c *http.Client, u string) error {
	resp, err := c.Get(u) // want-fate released
	if err != nil {
		return err
	}
	tagged := tag(resp, "closer")
	return tagged.Body.Close()
}

// checker judges a response; it is a type of function, not a response.
type checker func(*http.Response) error

// newChecker makes a checker.
func newChecker(limit int) checker {
	return func(r *http.Response) error {
		if r.StatusCode > limit {
			return fmt.Errorf("status %d", r.StatusCode)
		}
		return nil
	}
}

// InstallCheckerOk calls a function whose result only mentions a response. Pattern P14.
func InstallCheckerOk(checks map[string]checker) {
	strict := newChecker(299)
	checks["strict"] = strict
	checks["lax"] = newChecker(499)
}

// browser holds the page it looks at.
type browser struct {
	c    *http.Client
	resp *http.Response
}

// Resp is the page that is open.
func (b *browser) Resp() *http.Response { return b.resp }

// visit opens a page and keeps it.
func (b *browser) visit(u string) error {
	resp, err := b.c.Get(u) // want-fate stored
	if err != nil {
		return err
	}
	b.resp = resp
	return nil
}

// TitleViaGetterOk closes through the getter of the field. Pattern P16.
func (b *browser) TitleViaGetterOk(u string) (string, error) {
	if err := b.visit(u); err != nil {
		return "", err
	}
	defer b.Resp().Body.Close()
	raw, err := io.ReadAll(b.Resp().Body)
	if err != nil {
		return "", err
	}
	_, after, _ := strings.Cut(string(raw), "<title>")
	title, _, _ := strings.Cut(after, "</title>")
	return title, nil
}

// LocalOrRemoteOk assigns the body to an outer reader inside an if and closes that after it. Pattern P17.
func LocalOrRemoteOk(c *http.Client, source string) ([]byte, error) {
	var rc io.ReadCloser = io.NopCloser(strings.NewReader(source))
	if strings.HasPrefix(source, "https://") {
		resp, err := c.Get(source) // want-fate released
		if err != nil {
			return nil, err
		}
		rc = resp.Body
	}
	defer rc.Close()
	return io.ReadAll(rc)
}

// LocalOrRemoteBad assigns the body to an outer reader and closes nothing. Pattern P17.
func LocalOrRemoteBad(c *http.Client, source string) ([]byte, error) {
	var r io.Reader = strings.NewReader(source)
	if strings.HasPrefix(source, "https://") {
		resp, err := c.Get(source) // want unclosed-response-body // want-fate leaked
		if err != nil {
			return nil, err
		}
		r = resp.Body
	}
	return io.ReadAll(r) // want-step "returns"
}

// SubscribeOk owns the connection; the body of the handshake is not its business. Pattern P112.
func SubscribeOk(u, topic string) error {
	conn, _, err := websocket.DefaultDialer.Dial(u, nil)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.WriteMessage(websocket.TextMessage, []byte(topic))
}

// SubscribeWithStatusOk looks at the handshake and must not close it on success. Pattern P112.
func SubscribeWithStatusOk(u string) (*websocket.Conn, error) {
	conn, resp, err := websocket.DefaultDialer.Dial(u, nil)
	if err != nil {
		if resp != nil {
			return nil, fmt.Errorf("%s: %w", resp.Status, err)
		}
		return nil, err
	}
	return conn, nil
}

// SizeByHeadOk sends a request whose answer has no body. Pattern P113.
func SizeByHeadOk(u string) (int64, error) {
	resp, err := http.Head(u) // want no-deadline
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil
}

// meter counts what is read through it and closes what it reads from.
type meter struct {
	inner io.ReadCloser
	seen  int64
}

// Read reads and counts.
func (m *meter) Read(p []byte) (int, error) {
	n, err := m.inner.Read(p)
	m.seen += int64(n)
	return n, err
}

// Close forwards.
func (m *meter) Close() error { return m.inner.Close() }

// DownloadMeteredOk closes only the wrapper, which closes the body. Pattern P118.
func DownloadMeteredOk(c *http.Client, u string, w io.Writer) (int64, error) {
	resp, err := c.Get(u) // want-fate released
	if err != nil {
		return 0, err
	}
	m := &meter{inner: resp.Body}
	defer m.Close()
	if _, err := io.Copy(w, m); err != nil {
		return m.seen, err
	}
	return m.seen, nil
}

// OpenMeteredOk returns the body inside of the wrapper. Pattern P118.
func OpenMeteredOk(c *http.Client, u string) (io.ReadCloser, error) {
	resp, err := c.Get(u) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &meter{inner: resp.Body}, nil
}

// download can be resumed and keeps the response between the reads.
type download struct {
	c      *http.Client
	u      string
	resp   *http.Response
	offset int64
}

// cleanup closes what is open.
func (d *download) cleanup() {
	if d.resp != nil {
		d.resp.Body.Close()
		d.resp = nil
	}
}

// ReadResumingOk keeps the response in a field that its own cleanup closes, on the error path too. Pattern P125.
func (d *download) ReadResumingOk(p []byte) (int, error) {
	if d.resp == nil {
		resp, err := d.c.Get(d.u) // want-fate stored
		if err != nil {
			return 0, err
		}
		d.resp = resp
	}
	n, err := d.resp.Body.Read(p)
	d.offset += int64(n)
	if err != nil {
		d.cleanup()
	}
	return n, err
}
