// Package io holds the cases of in-memory pipes and of closers in general.
package io

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// EncodeInBackgroundOk closes the writing end in the goroutine that writes.
func EncodeInBackgroundOk(v any) io.ReadCloser {
	pr, pw := io.Pipe() // want-fate passed
	go func() {
		pw.CloseWithError(json.NewEncoder(pw).Encode(v))
	}()
	return pr
}

// UploadStreamOk closes both ends, each by the one who uses it.
func UploadStreamOk(c *http.Client, u string, v any) error {
	pr, pw := io.Pipe() // want-fate passed
	go func() {
		defer pw.Close()
		_ = json.NewEncoder(pw).Encode(v)
	}()
	defer pr.Close()
	resp, err := c.Post(u, "application/json", pr) // want-fate released
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// PipeReaderGivesUpBad leaves the writing goroutine blocked when it does not like what it reads.
func PipeReaderGivesUpBad(v any) error {
	pr, pw := io.Pipe() // want unclosed-resource // want-fate leaked
	go func() {
		pw.CloseWithError(json.NewEncoder(pw).Encode(v))
	}()
	var head [1]byte
	if _, err := io.ReadFull(pr, head[:]); err != nil {
		return errors.Join(err, pr.CloseWithError(err))
	}
	if head[0] != '{' {
		return errors.New("not an object") // want-step "returns"
	}
	_, err := io.Copy(io.Discard, pr)
	return errors.Join(err, pr.Close())
}

// PipeAfterTestOk makes the pipe only when it is going to be used.
func PipeAfterTestOk(header string, v any) error {
	if header == "" {
		return errors.New("no header")
	}
	pr, pw := io.Pipe() // want-fate passed
	go func() {
		pw.CloseWithError(json.NewEncoder(pw).Encode(v))
	}()
	_, err := io.Copy(io.Discard, pr)
	return errors.Join(err, pr.Close())
}

// StaticBodyOk wraps a string in a closer that does nothing. Pattern P82.
func StaticBodyOk(text string) ([]byte, error) {
	rc := io.NopCloser(strings.NewReader(text))
	return io.ReadAll(rc)
}

// StaticRequestOk gives a no-op closer to a request. Pattern P82.
func StaticRequestOk(u, text string) (*http.Request, error) {
	body := io.NopCloser(strings.NewReader(text))
	return http.NewRequest(http.MethodPost, u, body)
}
