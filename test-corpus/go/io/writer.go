package io

import (
	"io"
)

// FeedBad leaves the reader waiting where it is told nothing.
func FeedBad(parts [][]byte, read func(io.Reader)) error {
	pr, pw := io.Pipe() // want unclosed-resource
	go read(pr)
	for _, part := range parts {
		if _, err := pw.Write(part); err != nil {
			return err // want-step "returns"
		}
	}
	return pw.Close()
}

// FeedOk tells the reader why there is no more.
func FeedOk(parts [][]byte, read func(io.Reader)) (err error) {
	pr, pw := io.Pipe() // want-fate released
	defer func() { pw.CloseWithError(err) }()
	go read(pr)
	for _, part := range parts {
		if _, err = pw.Write(part); err != nil {
			return err
		}
	}
	return nil
}
