package nethttp

import (
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Retry calls until it works; where it is declared does not matter to its callers.
type Retry func(attempt func() error) error

// FetchWithRetryBad leaves the response of a failed attempt in a variable of which only the status is asked for.
func FetchWithRetryBad(client *http.Client, retry Retry, req *http.Request) ([]byte, error) {
	var (
		resp *http.Response
		body []byte
	)
	err := retry(func() error {
		var err error
		resp, err = client.Do(req) // want unclosed-response-body // want-fate leaked
		if err != nil {
			return err
		}
		if resp.StatusCode >= http.StatusInternalServerError {
			return errors.New("server error") // want-step "returns"
		}
		defer resp.Body.Close()
		body, err = io.ReadAll(resp.Body)
		return err
	})
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d, header %s", resp.StatusCode, resp.Header.Get("X-Reason"))
	}
	return body, nil
}

// FetchWithRetryOk closes each response before it asks for anything.
func FetchWithRetryOk(client *http.Client, retry Retry, req *http.Request) ([]byte, error) {
	var (
		resp *http.Response
		body []byte
	)
	err := retry(func() error {
		var err error
		resp, err = client.Do(req) // want-fate released
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode >= http.StatusInternalServerError {
			return errors.New("server error")
		}
		body, err = io.ReadAll(resp.Body)
		return err
	})
	if err != nil {
		return nil, err
	}
	fmt.Println(resp.StatusCode)
	return body, nil
}

// FetchLaterOk reads and closes behind the retries what the last attempt has left.
func FetchLaterOk(client *http.Client, retry Retry, req *http.Request) ([]byte, error) {
	var resp *http.Response
	err := retry(func() error {
		var err error
		resp, err = client.Do(req) // want-fate stored
		return err
	})
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// FetchNextOk closes what the attempt before has left; the last one is read.
func FetchNextOk(client *http.Client, retry Retry, req *http.Request) (int, error) {
	var resp *http.Response
	err := retry(func() error {
		if resp != nil {
			resp.Body.Close()
		}
		var err error
		resp, err = client.Do(req) // want-fate stored
		return err
	})
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

// FetchForOthersOk gives the variable to somebody who may close it.
func FetchForOthersOk(client *http.Client, retry Retry, req *http.Request, finish func(*http.Response)) error {
	var resp *http.Response
	err := retry(func() error {
		var err error
		resp, err = client.Do(req) // want-fate stored
		return err
	})
	finish(resp)
	return err
}
