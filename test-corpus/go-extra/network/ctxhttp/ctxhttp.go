// Package ctxhttpcases holds the cases of golang.org/x/net/context/ctxhttp.
package ctxhttpcases

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	"golang.org/x/net/context/ctxhttp"
)

// DoBad keeps the body where the status is not the one that was hoped for.
func DoBad(ctx context.Context, client *http.Client, req *http.Request) ([]byte, error) {
	resp, err := ctxhttp.Do(ctx, client, req) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", resp.Status) // want-step "returns"
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// DoOk closes the body right after the error check.
func DoOk(ctx context.Context, client *http.Client, req *http.Request) ([]byte, error) {
	resp, err := ctxhttp.Do(ctx, client, req) // want-fate released
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// GetBad never closes the body.
func GetBad(ctx context.Context, url string) (int, error) {
	resp, err := ctxhttp.Get(ctx, http.DefaultClient, url) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil // want-step "returns"
}

// GetOk returns the response.
func GetOk(ctx context.Context, url string) (*http.Response, error) {
	return ctxhttp.Get(ctx, http.DefaultClient, url) // want-fate returned
}

// PostFormBad drops the response.
func PostFormBad(ctx context.Context, target string, values url.Values) error {
	_, err := ctxhttp.PostForm(ctx, nil, target, values) // want unclosed-response-body // want-fate leaked
	return err
}

// PostOk hands the file over to the client, which closes it.
func PostOk(ctx context.Context, target, path string) error {
	file, err := os.Open(path) // want-fate passed
	if err != nil {
		return err
	}
	resp, err := ctxhttp.Post(ctx, nil, target, "text/plain", file) // want-fate released
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// HeadOk asks for the header alone; no body arrives.
func HeadOk(ctx context.Context, target string) (string, error) {
	resp, err := ctxhttp.Head(ctx, nil, target)
	if err != nil {
		return "", err
	}
	return resp.Header.Get("Etag"), nil
}
