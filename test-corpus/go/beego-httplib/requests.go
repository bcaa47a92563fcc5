// Package beegohttplib holds the cases of the HTTP client of beego. A request that is asked for its text closes the response
// it keeps, so nothing is reported.
package beegohttplib

import (
	"fmt"
	"io"

	"github.com/beego/beego/v2/client/httplib"
)

// DownloadOk reads the response itself and closes it.
func DownloadOk(url string, to io.Writer) error {
	resp, err := httplib.Get(url).DoRequest() // want-fate released
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(to, resp.Body)
	return err
}

// StatusThenTextOk looks at the head first; the text is read, and the body closed, by the request.
func StatusThenTextOk(url string) (string, error) {
	req := httplib.Get(url)
	resp, err := req.Response() // want-fate untracked
	if err != nil {
		return "", err
	}
	if resp.StatusCode >= 400 {
		return "", fmt.Errorf("%s: %s", url, resp.Status)
	}
	return req.String()
}
