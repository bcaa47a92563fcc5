package nethttp

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

func send(ctx context.Context, client *http.Client, method, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req) // want-fate returned
}

// LengthOk asks for the head only: there is no body.
func LengthOk(ctx context.Context, client *http.Client, url string) (int64, error) {
	resp, err := send(ctx, client, "HEAD", url) // want-fate untracked
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil
}

// AgeOk does so with the constant of the package.
func AgeOk(ctx context.Context, client *http.Client, url string) (time.Time, error) {
	resp, err := send(ctx, client, http.MethodHead, url) // want-fate untracked
	if err != nil {
		return time.Time{}, err
	}
	return http.ParseTime(resp.Header.Get("Last-Modified"))
}

// LengthBad asks for all of it.
func LengthBad(ctx context.Context, client *http.Client, url string) (int64, error) {
	resp, err := send(ctx, client, http.MethodGet, url) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil
}

// SwitchOk keeps the connection where the server has switched protocols: the answer has no body then.
func SwitchOk(conn net.Conn, via http.RoundTripper, req *http.Request) (net.Conn, error) {
	resp, err := via.RoundTrip(req) // known-fp unclosed-response-body "a status says that there is no body"
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		resp.Body.Close()
		return nil, errors.New("not switched")
	}
	return conn, nil
}

// call is a request of one's own kind.
type call struct {
	method string
	url    string
}

// newCall describes a request.
func newCall(method, url string) *call { return &call{method: method, url: url} }

// send sends it.
func (c *call) send(client *http.Client) (*http.Response, error) {
	req, err := http.NewRequest(c.method, c.url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req) // want-fate returned
}

// ExistsOk asks for the head, which has no body.
func ExistsOk(client *http.Client, url string) (bool, error) {
	req := newCall(http.MethodHead, url)
	resp, err := req.send(client)
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, nil
}

// HeadByRequestOk does the same with a plain request.
func HeadByRequestOk(client *http.Client, url string) (bool, error) {
	req, err := http.NewRequest(http.MethodHead, url, nil)
	if err != nil {
		return false, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, nil
}

// ExistsByGetBad asks for everything.
func ExistsByGetBad(client *http.Client, url string) (bool, error) {
	req := newCall(http.MethodGet, url)
	resp, err := req.send(client) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return false, err
	}
	return resp.StatusCode == http.StatusOK, nil // want-step "returns"
}
