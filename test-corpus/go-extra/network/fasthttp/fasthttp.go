// Package fasthttpcases holds the cases of the fasthttp library.
package fasthttpcases

import (
	"github.com/valyala/fasthttp"
)

// DialBad keeps the connection when the work fails.
func DialBad(address string, data []byte) error {
	conn, err := fasthttp.Dial(address) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.Write(data); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// DialOk defers the end of the connection.
func DialOk(address string, data []byte) error {
	conn, err := fasthttp.Dial(address) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Write(data); err != nil {
		return err
	}
	return nil
}

// RequestDroppedOk drops the request, which costs next to nothing.
func RequestDroppedOk(check func() error) error {
	request := fasthttp.AcquireRequest() // want-fate untracked
	request.SetRequestURI("/")
	if err := check(); err != nil {
		return err
	}
	return nil
}

// RequestOk ends the request.
func RequestOk(check func() error) error {
	request := fasthttp.AcquireRequest() // want-fate released
	defer fasthttp.ReleaseRequest(request)
	if err := check(); err != nil {
		return err
	}
	return nil
}
