package nethttp

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"time"
)

// ReplaceBodyUnderClosureBad replaces the body that the deferred literal is going to close. Pattern P25.
func ReplaceBodyUnderClosureBad(c *http.Client, req *http.Request) ([]byte, error) {
	resp, err := c.Do(req) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return nil, err
	}
	defer func() { resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(raw))
	return raw, nil // want-step "returns"
}

// ReplaceBodyUnderMethodOk defers the method of the first body, whatever the field holds later. Pattern P25.
func ReplaceBodyUnderMethodOk(c *http.Client, req *http.Request) ([]byte, error) {
	resp, err := c.Do(req) // want-fate released
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(raw))
	return raw, nil
}

// SecondRequestUnderClosureBad sends again into the same variable, and the literal closes the second body only. Pattern P49.
func SecondRequestUnderClosureBad(c *http.Client, first, second string) ([]byte, error) {
	resp, err := c.Get(first) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return nil, err
	}
	defer func() { resp.Body.Close() }()
	if resp.StatusCode == http.StatusMovedPermanently {
		next, err := c.Get(second) // want-fate released
		if err != nil {
			return nil, err
		}
		resp = next
	}
	return io.ReadAll(resp.Body)
}

// DeferBeforeTestBad defers before it knows whether there is a response. Pattern P26.
func DeferBeforeTestBad(u string) ([]byte, error) {
	resp, err := http.Get(u) // want use-before-error-check // want-fate released // want no-deadline
	defer resp.Body.Close()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

// DeferBeforeTestGuardedOk tests inside the deferred literal, so it may come first. Pattern P26.
func DeferBeforeTestGuardedOk(u string) ([]byte, error) {
	resp, err := http.Get(u) // want-fate released // want no-deadline
	defer func() {
		if resp != nil {
			resp.Body.Close()
		}
	}()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

// answers is where responses wait for a reader.
type answers struct {
	ch   chan *http.Response
	kept []*http.Response
	last *http.Response
}

// SendToReaderOk gives the response to whoever receives from the channel. Pattern P28.
func (a *answers) SendToReaderOk(c *http.Client, u string) error {
	resp, err := c.Get(u) // want-fate stored
	if err != nil {
		return err
	}
	a.ch <- resp
	return nil
}

// SendOrTimeoutBad gives the response away or, when nobody receives, drops it. Pattern P28.
func (a *answers) SendOrTimeoutBad(c *http.Client, u string) error {
	resp, err := c.Get(u) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	select {
	case a.ch <- resp:
		return nil
	case <-time.After(time.Second):
		return errors.New("no reader") // want-step "returns"
	}
}

// KeepOk appends to a slice of the receiver.
func (a *answers) KeepOk(c *http.Client, u string) error {
	resp, err := c.Get(u) // want-fate stored
	if err != nil {
		return err
	}
	a.kept = append(a.kept, resp)
	return nil
}

// PrefetchOk closes in the goroutine that captured the response. Pattern P29.
func PrefetchOk(c *http.Client, u string, w io.Writer, done chan<- error) error {
	resp, err := c.Get(u) // want-fate passed
	if err != nil {
		return err
	}
	go func() {
		defer resp.Body.Close()
		_, err := io.Copy(w, resp.Body)
		done <- err
	}()
	return nil
}

// PrefetchInsideOk acquires and closes in the goroutine itself. Pattern P29.
func PrefetchInsideOk(c *http.Client, u string, w io.Writer, done chan<- error) {
	go func() {
		resp, err := c.Get(u) // want-fate released
		if err != nil {
			done <- err
			return
		}
		defer resp.Body.Close()
		_, err = io.Copy(w, resp.Body)
		done <- err
	}()
}

// PrefetchInsideBad acquires in a goroutine that forgets to close. Pattern P29.
func PrefetchInsideBad(c *http.Client, u string, done chan<- int) {
	go func() {
		resp, err := c.Get(u) // want unclosed-response-body // want-fate leaked
		if err != nil {
			done <- 0
			return
		}
		done <- resp.StatusCode
	}() // want-step "ends|returns"
}

// CloseThenHandOutBad closes the body that the caller is going to read. Pattern P119.
func CloseThenHandOutBad(c *http.Client, u string) (io.ReadCloser, error) {
	resp, err := c.Get(u) // want use-after-release // want-fate released
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return resp.Body, nil // want-step "returns"
}

// CloseThenTellStatusOk returns what does not need the body.
func CloseThenTellStatusOk(c *http.Client, u string) (*http.Response, error) {
	resp, err := c.Get(u) // want-fate released
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return resp, nil
}

// CloseWhatWasReadOk returns a reader of what was read before.
func CloseWhatWasReadOk(c *http.Client, u string) (io.ReadCloser, error) {
	resp, err := c.Get(u) // want-fate released
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

// CloseWhereItFailsOk hands the body out where all went well only.
func CloseWhereItFailsOk(c *http.Client, u string) (body io.ReadCloser, err error) {
	resp, err := c.Get(u)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			resp.Body.Close()
		}
	}()
	if resp.StatusCode != http.StatusOK {
		return nil, errors.New("not found")
	}
	return resp.Body, nil
}
