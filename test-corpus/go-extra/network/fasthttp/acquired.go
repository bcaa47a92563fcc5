package fasthttpcases

import (
	"fmt"

	"github.com/valyala/fasthttp"
)

// FetchOk gives the request and the response back to their pools.
func FetchOk(url string) (string, error) {
	request := fasthttp.AcquireRequest()   // want-fate released
	response := fasthttp.AcquireResponse() // want-fate released
	defer fasthttp.ReleaseRequest(request)
	defer fasthttp.ReleaseResponse(response)
	request.SetRequestURI(url)
	if err := fasthttp.Do(request, response); err != nil {
		return "", err
	}
	return string(response.Body()), nil
}

// StatusOk leaves the response to the collector where there is none, which costs the reuse and no more.
func StatusOk(request *fasthttp.Request) (int, error) {
	response := fasthttp.AcquireResponse() // want-fate untracked
	if err := fasthttp.Do(request, response); err != nil {
		return 0, err
	}
	code := response.StatusCode()
	fasthttp.ReleaseResponse(response)
	return code, nil
}

// FormOk builds a form and copies it out.
func FormOk(fields map[string]string) string {
	args := fasthttp.AcquireArgs() // want-fate released
	defer fasthttp.ReleaseArgs(args)
	for name, value := range fields {
		args.Set(name, value)
	}
	return args.String()
}

// PageOk leaves arguments without a page to the collector.
func PageOk(query string) (int, error) {
	args := fasthttp.AcquireArgs() // want-fate untracked
	args.Parse(query)
	page, err := args.GetUint("page")
	if err != nil {
		return 0, err
	}
	fasthttp.ReleaseArgs(args)
	return page, nil
}

// HostOk takes an address apart.
func HostOk(address []byte) (string, error) {
	uri := fasthttp.AcquireURI() // want-fate released
	defer fasthttp.ReleaseURI(uri)
	if err := uri.Parse(nil, address); err != nil {
		return "", err
	}
	return string(uri.Host()), nil
}

// SecureOk leaves what cannot be read to the collector.
func SecureOk(address []byte) (bool, error) {
	uri := fasthttp.AcquireURI() // want-fate untracked
	if err := uri.Parse(nil, address); err != nil {
		return false, fmt.Errorf("%s: %w", address, err)
	}
	secure := string(uri.Scheme()) == "https"
	fasthttp.ReleaseURI(uri)
	return secure, nil
}

// RememberOk copies the cookie into the response and gives it back.
func RememberOk(ctx *fasthttp.RequestCtx, token string) {
	cookie := fasthttp.AcquireCookie() // want-fate released
	defer fasthttp.ReleaseCookie(cookie)
	cookie.SetKey("token")
	cookie.SetValue(token)
	cookie.SetHTTPOnly(true)
	ctx.Response.Header.SetCookie(cookie)
}

// TokenOk leaves a cookie that cannot be read to the collector.
func TokenOk(raw []byte) (string, error) {
	cookie := fasthttp.AcquireCookie() // want-fate untracked
	if err := cookie.ParseBytes(raw); err != nil {
		return "", err
	}
	token := string(cookie.Value())
	fasthttp.ReleaseCookie(cookie)
	return token, nil
}
