// Package restycases holds the cases of the HTTP client resty. Only a response that is not parsed has a body to close, which
// cannot be seen from the call that takes it, so nothing is reported.
package restycases

import (
	"fmt"
	"io"

	"github.com/go-resty/resty/v2"
)

// DownloadOk closes the body that was not parsed.
func DownloadOk(client *resty.Client, url string, to io.Writer) error {
	resp, err := client.R().SetDoNotParseResponse(true).Get(url)
	if err != nil {
		return err
	}
	body := resp.RawBody() // want-fate released
	defer body.Close()
	_, err = io.Copy(to, body)
	return err
}

// TextOk reads what was parsed; the library has closed the body.
func TextOk(client *resty.Client, url string) (string, error) {
	resp, err := client.R().Get(url)
	if err != nil {
		return "", err
	}
	return resp.String(), nil
}

// LeftOk looks at what the library has left in the body of a response that it has parsed.
func LeftOk(client *resty.Client, url string) (int64, error) {
	resp, err := client.R().Get(url)
	if err != nil {
		return 0, err
	}
	body := resp.RawBody() // want-fate untracked
	n, err := io.Copy(io.Discard, body)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", url, err)
	}
	return n, nil
}
