package nethttp

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// answer embeds a response, so that its fields are promoted.
type answer struct {
	*http.Response
	request *http.Request
}

// Ask tries three times. After the last failure it answers with an empty object and the error.
func Ask(ctx context.Context, url string) (*answer, error) {
	var (
		err  error
		resp *http.Response
	)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	for i := 0; i < 3; i++ {
		resp, err = http.DefaultClient.Do(req) // want-fate returned
		if err == nil {
			break
		}
		time.Sleep(time.Duration(i*100) * time.Millisecond)
	}
	return &answer{resp, req}, err
}

// PingBad looks at the header and forgets the body.
func PingBad(ctx context.Context, url string) error {
	got, err := Ask(ctx, url) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if got.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", got.StatusCode)
	}
	return nil
}

// PingOk closes the body, which is a field of the embedded response.
func PingOk(ctx context.Context, url string) error {
	got, err := Ask(ctx, url) // want-fate released
	if err != nil {
		return err
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", got.StatusCode)
	}
	return nil
}

// tried is called with all answers so far.
type tried interface {
	Add(ctx context.Context, responses []*http.Response) error
}

// AskAgain collects the answers for the one who decides whether to try again; what it returns is open.
func AskAgain(ctx context.Context, req *http.Request, judge tried, before []*http.Response) (*http.Response, error) {
	resp, err := http.DefaultClient.Do(req.WithContext(ctx)) // want-fate returned
	if err != nil {
		return nil, err
	}
	before = append(before, resp)
	if err := judge.Add(ctx, before); err != nil {
		resp.Body.Close()
		return nil, err
	}
	if resp.StatusCode == http.StatusTooManyRequests && len(before) < 5 {
		resp.Body.Close()
		return AskAgain(ctx, req, judge, before)
	}
	return resp, nil
}

// AgainBad keeps the body where the status is bad.
func AgainBad(ctx context.Context, req *http.Request, judge tried) ([]byte, error) {
	resp, err := AskAgain(ctx, req, judge, nil) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", resp.Status) // want-step "returns"
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// AgainOk closes the body.
func AgainOk(ctx context.Context, req *http.Request, judge tried) ([]byte, error) {
	resp, err := AskAgain(ctx, req, judge, nil) // want-fate released
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
