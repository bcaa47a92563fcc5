package nethttp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// PagesDeferInLoopBad defers one close per page, so the bodies pile up until the end. Pattern P22.
func PagesDeferInLoopBad(c *http.Client, pages []string) (total int64, err error) {
	for _, u := range pages {
		resp, err := c.Get(u) // want release-deferred-in-loop // want-fate released
		if err != nil {
			return total, err
		}
		defer resp.Body.Close()
		n, err := io.Copy(io.Discard, resp.Body)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// PagesLiteralOk gives each page a function of its own, so each defer runs per page. Pattern P70.
func PagesLiteralOk(c *http.Client, pages []string) (total int64, err error) {
	for _, u := range pages {
		err := func() error {
			resp, err := c.Get(u) // want-fate released
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			n, err := io.Copy(io.Discard, resp.Body)
			total += n
			return err
		}()
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// PagesExplicitOk closes at the end of each round. Pattern P46.
func PagesExplicitOk(c *http.Client, pages []string) (total int64, err error) {
	for _, u := range pages {
		resp, err := c.Get(u) // want-fate released
		if err != nil {
			return total, err
		}
		n, err := io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// PagesSkipBad continues with the next page and forgets the body of this one. Pattern P110.
func PagesSkipBad(c *http.Client, pages []string) (total int64, err error) {
	for _, u := range pages {
		resp, err := c.Get(u) // want unclosed-response-body // want-fate leaked
		if err != nil {
			return total, err
		}
		if resp.StatusCode == http.StatusNoContent {
			continue // want-step "loop|overwritten"
		}
		n, err := io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// RetryUntilOKBad asks again and drops every answer but the last.
func RetryUntilOKBad(c *http.Client, u string) ([]byte, error) {
	var resp *http.Response
	var err error
	for attempt := 0; attempt < 5; attempt++ {
		resp, err = c.Get(u) // want unclosed-response-body // want-fate leaked // want-step "loop|overwritten"
		if err != nil {
			return nil, err
		}
		if resp.StatusCode == http.StatusOK {
			break
		}
		time.Sleep(time.Duration(attempt) * time.Second)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// RetryUntilNoErrorOk tries again only after an error, when there is nothing to close. Pattern P104.
func RetryUntilNoErrorOk(c *http.Client, u string) ([]byte, error) {
	var resp *http.Response
	var err error
	for attempt := 0; attempt < 5; attempt++ {
		resp, err = c.Get(u) // want-fate released
		if err == nil {
			break
		}
		time.Sleep(time.Duration(attempt) * time.Second)
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// RetryClosingOk closes the answer that is not good enough before it asks again.
func RetryClosingOk(ctx context.Context, c *http.Client, req *http.Request) (*http.Response, error) {
	for {
		resp, err := c.Do(req.Clone(ctx)) // want-fate returned
		if err != nil {
			return nil, err
		}
		if resp.StatusCode < 500 {
			return resp, nil
		}
		resp.Body.Close()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// RetryWithTimerBad forgets the last bad answer when the context ends.
func RetryWithTimerBad(ctx context.Context, c *http.Client, req *http.Request) (*http.Response, error) {
	for {
		resp, err := c.Do(req.Clone(ctx)) // want unclosed-response-body // want-fate leaked
		if err != nil {
			return nil, err
		}
		if resp.StatusCode < 500 {
			return resp, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err() // want-step "returns"
		case <-time.After(200 * time.Millisecond):
			resp.Body.Close()
		}
	}
}

// FollowNextOk walks through pages by hand and moves on only with a closed body.
func FollowNextOk(c *http.Client, u string) error {
	for u != "" {
		resp, err := c.Get(u) // want-fate released
		if err != nil {
			return err
		}
		next := resp.Header.Get("Next")
		_, copyErr := io.Copy(io.Discard, resp.Body)
		if err := errors.Join(copyErr, resp.Body.Close()); err != nil {
			return fmt.Errorf("page %s: %w", u, err)
		}
		u = next
	}
	return nil
}
