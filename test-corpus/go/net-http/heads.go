package nethttp

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

// ModifiedOk closes a body that is empty, which does no harm.
func ModifiedOk(client *http.Client, url string) (time.Time, error) {
	resp, err := client.Head(url) // want-fate released
	if err != nil {
		return time.Time{}, err
	}
	defer resp.Body.Close()
	return http.ParseTime(resp.Header.Get("Last-Modified"))
}

// SaveUploadBad keeps the file where it is too large.
func SaveUploadBad(r *http.Request, to io.Writer) error {
	file, head, err := r.FormFile("photo") // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if head.Size > 1<<20 {
		return fmt.Errorf("%s is too large", head.Filename) // want-step "returns"
	}
	defer file.Close()
	_, err = io.Copy(to, file)
	return err
}

// SaveUploadOk closes it in any case.
func SaveUploadOk(r *http.Request, to io.Writer) error {
	file, head, err := r.FormFile("photo") // want-fate released
	if err != nil {
		return err
	}
	defer file.Close()
	if head.Size > 1<<20 {
		return fmt.Errorf("%s is too large", head.Filename)
	}
	_, err = io.Copy(to, file)
	return err
}
