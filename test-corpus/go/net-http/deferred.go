// Package nethttp holds the cases around the body of an HTTP response.
package nethttp

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"

	"corpus.example/go/closers"
)

// Rates maps a currency to its rate.
type Rates map[string]float64

// FetchRatesClosureOk closes the body in a deferred literal. Pattern P01.
func FetchRatesClosureOk(u string) (Rates, error) {
	resp, err := http.Get(u) // want-fate released // want no-deadline
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	rates := Rates{}
	if err := json.NewDecoder(resp.Body).Decode(&rates); err != nil {
		return nil, fmt.Errorf("rates: %w", err)
	}
	return rates, nil
}

// FetchRatesParameterOk hands the body to the deferred literal as an argument. Pattern P02.
func FetchRatesParameterOk(u string) (string, error) {
	resp, err := http.Get(u) // want-fate released // want no-deadline
	if err != nil {
		return "", err
	}
	defer func(b io.ReadCloser) {
		if err := b.Close(); err != nil {
			log.Printf("close %s: %v", u, err)
		}
	}(resp.Body)
	raw, err := io.ReadAll(resp.Body)
	return string(raw), err
}

// closeBody is the helper most services have.
func closeBody(resp *http.Response) {
	if err := resp.Body.Close(); err != nil {
		log.Printf("close body: %v", err)
	}
}

// StatusViaHelperOk defers a helper of the same package. Pattern P03.
func StatusViaHelperOk(c *http.Client, u string) (int, error) {
	resp, err := c.Get(u) // want-fate released
	if err != nil {
		return 0, err
	}
	defer closeBody(resp)
	return resp.StatusCode, nil
}

// StatusViaOtherPackageOk defers a helper that lives in another package. Pattern P04.
func StatusViaOtherPackageOk(c *http.Client, u string) (int, error) {
	resp, err := c.Get(u) // want-fate released
	if err != nil {
		return 0, err
	}
	defer closers.Response(resp)
	return resp.StatusCode, nil
}

// StatusViaWrongHelperBad defers a helper that only writes a log line. Pattern P34.
func StatusViaWrongHelperBad(c *http.Client, u string) (int, error) {
	resp, err := c.Get(u) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return 0, err
	}
	defer closers.Describe(resp)
	return resp.StatusCode, nil // want-step "returns"
}

// drain reads and closes.
func drain(resp *http.Response) error {
	defer resp.Body.Close()
	_, err := io.Copy(io.Discard, resp.Body)
	return err
}

// PingDrainOk calls a helper, not deferred, that reads and closes. Pattern P05.
func PingDrainOk(c *http.Client, u string) error {
	resp, err := c.Get(u) // want-fate released
	if err != nil {
		return err
	}
	return drain(resp)
}

// PingDrainAfterReturnBad returns early before the plain call of the helper. Pattern P05.
func PingDrainAfterReturnBad(c *http.Client, u string) error {
	resp, err := c.Get(u) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		return fmt.Errorf("%s: slow down", u) // want-step "returns"
	}
	return drain(resp)
}

// expectOK reads the body and ends the process when it is not what we want.
func expectOK(body io.ReadCloser) {
	raw, err := io.ReadAll(body)
	if err != nil {
		log.Fatal(err)
	}
	if !strings.HasPrefix(string(raw), "OK") {
		log.Fatalf("unexpected answer %q", raw)
	}
	_ = body.Close()
}

// ProbeOk leaves reading, closing and dying to a helper. Pattern P137.
func ProbeOk(u string) {
	resp, err := http.Get(u) // want-fate released // want no-deadline
	if err != nil {
		log.Fatal(err)
	}
	expectOK(resp.Body)
}

// PostFormOk closes directly with a plain defer.
func PostFormOk(u string, answers url.Values) error {
	resp, err := http.PostForm(u, answers) // want-fate released // want no-deadline
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("post %s: %s", u, resp.Status)
	}
	return nil
}

// RoundTripOk uses the transport itself, which has the same duty.
func RoundTripOk(t http.RoundTripper, req *http.Request) (string, error) {
	resp, err := t.RoundTrip(req) // want-fate released
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return resp.Header.Get("ETag"), nil
}

// RoundTripBad compares the tag and leaves the body.
func RoundTripBad(t http.RoundTripper, req *http.Request, known string) (bool, error) {
	resp, err := t.RoundTrip(req) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return false, err
	}
	return resp.Header.Get("ETag") == known, nil // want-step "returns"
}
