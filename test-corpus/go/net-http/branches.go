package nethttp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

var errNoSuchDevice = errors.New("no such device")

// ReadOrCreateJoinOk acquires in both arms of an if and defers once after the join. Pattern P07.
func ReadOrCreateJoinOk(c *http.Client, u string, create bool) ([]byte, error) {
	var resp *http.Response
	var err error
	if create {
		resp, err = c.Post(u, "application/json", nil) // want-fate released
	} else {
		resp, err = c.Get(u) // want-fate released
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// ReadOrCreateJoinBad acquires in both arms and closes in neither. Pattern P35.
func ReadOrCreateJoinBad(c *http.Client, u string, create bool) (int64, error) {
	var resp *http.Response
	var err error
	if create {
		resp, err = c.Post(u, "application/json", nil) // want unclosed-response-body // want-fate leaked
	} else {
		resp, err = c.Get(u) // want unclosed-response-body // want-fate leaked
	}
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil // want-step "returns"
}

// CallByMethodOk chooses the call in a switch whose default arm returns. Pattern P08.
func CallByMethodOk(c *http.Client, method, u string, body io.Reader) (int, error) {
	var (
		resp *http.Response
		err  error
	)
	switch method {
	case http.MethodGet:
		resp, err = c.Get(u) // want-fate released
	case http.MethodPost:
		resp, err = c.Post(u, "text/plain", body) // want-fate released
	default:
		return 0, fmt.Errorf("method %q is not supported", method)
	}
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	return resp.StatusCode, nil
}

// CloseOnErrorStatusOnlyBad closes the body only when the status is an error. Pattern P10.
func CloseOnErrorStatusOnlyBad(c *http.Client, req *http.Request) error {
	resp, err := c.Do(req) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if resp.StatusCode >= 400 {
		defer resp.Body.Close()
		msg, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("%s: %s", resp.Status, msg)
	}
	return nil // want-step "returns"
}

// CloseOnBothStatusesOk closes in the branch of the error and after it. Pattern P10.
func CloseOnBothStatusesOk(c *http.Client, req *http.Request) error {
	resp, err := c.Do(req) // want-fate released
	if err != nil {
		return err
	}
	if resp.StatusCode >= 400 {
		msg, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		return fmt.Errorf("%s: %s", resp.Status, msg)
	}
	return resp.Body.Close()
}

// CopyHeadersThenReturnEarlyBad closes only after the read that may fail. Pattern P11.
func CopyHeadersThenReturnEarlyBad(c *http.Client, u string, into http.Header) ([]byte, error) {
	resp, err := c.Get(u) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return nil, err
	}
	for k, vs := range resp.Header {
		into[k] = append(into[k], vs...)
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err // want-step "returns"
	}
	resp.Body.Close()
	return raw, nil
}

// ReadThenCloseThenTestOk closes before it looks at the error of the read. Pattern P11.
func ReadThenCloseThenTestOk(c *http.Client, u string) ([]byte, error) {
	resp, err := c.Get(u) // want-fate released
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	return raw, nil
}

// deviceResponseBad opens the stream of a device; without such a device nobody gets the body. Pattern P23.
func deviceResponseBad(ctx context.Context, c *http.Client, u string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.Do(req) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNotFound {
		return nil, errNoSuchDevice // want-step "returns"
	}
	return resp.Body, nil
}

// OpenDeviceNotFoundBad gives the caller nothing that could be closed on a 404. Pattern P23.
func OpenDeviceNotFoundBad(c *http.Client, u string) (*http.Response, error) {
	resp, err := c.Get(u) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return nil, err
	}
	switch resp.StatusCode {
	case http.StatusOK:
		return resp, nil
	case http.StatusNotFound:
		return nil, errNoSuchDevice // want-step "returns"
	}
	resp.Body.Close()
	return nil, fmt.Errorf("device: %s", resp.Status)
}

// OpenDeviceOk closes on every status that gives the caller nothing. Pattern P23.
func OpenDeviceOk(c *http.Client, u string) (*http.Response, error) {
	resp, err := c.Get(u) // want-fate returned
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNotFound {
		resp.Body.Close()
		return nil, errNoSuchDevice
	}
	return resp, nil
}

// CopyStreamOk uses the factory and closes what it gets. Pattern P23.
func CopyStreamOk(c *http.Client, u string, w io.Writer) error {
	resp, err := OpenDeviceOk(c, u) // want-fate released
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(w, resp.Body)
	return err
}

// CopyStreamBad uses the factory and forgets that it now owns the response. Pattern P23.
func CopyStreamBad(c *http.Client, u string, w io.Writer) (int64, error) {
	resp, err := OpenDeviceOk(c, u) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return 0, err
	}
	return io.Copy(w, resp.Body) // want-step "returns"
}

// ThrowAwayResponseBad throws the response away with a blank. Pattern P20.
func ThrowAwayResponseBad(u string, event any) error {
	raw, err := json.Marshal(event)
	if err != nil {
		return err
	}
	_, err = http.Post(u, "application/json", bytes.NewReader(raw)) // want unclosed-response-body // want-fate leaked // want no-deadline
	return err
}

// NotifyDroppedStatementBad does not even look at the results of the call. Pattern P20.
func NotifyDroppedStatementBad(c *http.Client, u string) {
	c.Get(u) // want unclosed-response-body // want-fate leaked
}

// counted counts what is read.
type counted struct {
	io.ReadCloser
	read int64
}

// OpenCountedOk hands out the body as it is, or in a wrapper.
func OpenCountedOk(c *http.Client, u string, count bool) (io.ReadCloser, error) {
	resp, err := c.Get(u) // want-fate returned
	if err != nil {
		return nil, err
	}
	reader := resp.Body
	if count {
		reader = &counted{reader, 0}
	}
	return reader, nil
}

// OpenCountedBad loses it, in the wrapper or not, where the check fails.
func OpenCountedBad(c *http.Client, u string, count bool, check func(http.Header) error) (io.ReadCloser, error) {
	resp, err := c.Get(u) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return nil, err
	}
	reader := resp.Body
	if count {
		reader = &counted{reader, 0}
	}
	if err := check(resp.Header); err != nil {
		return nil, err // want-step "returns"
	}
	return reader, nil
}
