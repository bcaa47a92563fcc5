package nethttp

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
)

// UploadOk reads a bounded request body; the server closes it. Pattern P83.
func UploadOk(w http.ResponseWriter, r *http.Request) {
	body := http.MaxBytesReader(w, r.Body, 1<<20)
	var in struct{ Name string }
	if err := json.NewDecoder(body).Decode(&in); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	fmt.Fprintln(w, in.Name)
}

// EchoOk hands the request body on without owning it. Pattern P83.
func EchoOk(w http.ResponseWriter, r *http.Request) {
	reader := bufio.NewReader(r.Body)
	line, err := reader.ReadString('\n')
	if err != nil && err != io.EOF {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fmt.Fprint(w, line)
}

// FixedAnswerOk makes bodies of strings that hold nothing. Pattern P82.
func FixedAnswerOk(status int, text string) *http.Response {
	rc := io.NopCloser(strings.NewReader(text))
	return &http.Response{StatusCode: status, Body: rc}
}

// ProxyOk copies the answer of the upstream and closes it.
func ProxyOk(t http.RoundTripper, w http.ResponseWriter, r *http.Request) {
	resp, err := t.RoundTrip(r) // want-fate released
	if err != nil {
		http.Error(w, "upstream", http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	for k, vs := range resp.Header {
		w.Header()[k] = vs
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}

// ProxyNotModifiedBad forgets the body when the upstream says that nothing changed.
func ProxyNotModifiedBad(t http.RoundTripper, w http.ResponseWriter, r *http.Request) {
	resp, err := t.RoundTrip(r) // want unclosed-response-body // want-fate leaked
	if err != nil {
		http.Error(w, "upstream", http.StatusBadGateway)
		return
	}
	if resp.StatusCode == http.StatusNotModified {
		w.WriteHeader(http.StatusNotModified)
		return // want-step "returns"
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
	resp.Body.Close()
}

// TunnelHijackBad takes the connection from the server and forgets it when the peer cannot be reached.
func TunnelHijackBad(w http.ResponseWriter, r *http.Request, target string) error {
	h, ok := w.(http.Hijacker)
	if !ok {
		return http.ErrNotSupported
	}
	client, _, err := h.Hijack() // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	upstream, err := net.Dial("tcp", target) // want-fate released // want no-deadline
	if err != nil {
		return err // want-step "returns"
	}
	defer upstream.Close()
	defer client.Close()
	_, err = io.Copy(upstream, client)
	return err
}

// TunnelHijackOk defers each close right after its own error check.
func TunnelHijackOk(w http.ResponseWriter, r *http.Request, target string) error {
	h, ok := w.(http.Hijacker)
	if !ok {
		return http.ErrNotSupported
	}
	client, _, err := h.Hijack() // want-fate released
	if err != nil {
		return err
	}
	defer client.Close()
	upstream, err := net.Dial("tcp", target) // want-fate released // want no-deadline
	if err != nil {
		return err
	}
	defer upstream.Close()
	_, err = io.Copy(upstream, client)
	return err
}

// SaveAttachmentOk closes the uploaded part.
func SaveAttachmentOk(fh *multipart.FileHeader, w io.Writer) error {
	part, err := fh.Open() // want-fate released
	if err != nil {
		return err
	}
	defer part.Close()
	_, err = io.Copy(w, part)
	return err
}
