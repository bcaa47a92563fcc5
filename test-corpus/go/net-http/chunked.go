package nethttp

import (
	"io"
	"net/http/httputil"
)

// ChunkedOk closes the writer, which writes the last chunk.
func ChunkedOk(w io.Writer, body io.Reader) error {
	chunks := httputil.NewChunkedWriter(w) // want-fate released
	defer chunks.Close()
	_, err := io.Copy(chunks, body)
	return err
}

// ChunkedFailedOk gives the answer up where the body cannot be read: without a last chunk the other side knows.
func ChunkedFailedOk(w io.Writer, body io.Reader) error {
	chunks := httputil.NewChunkedWriter(w) // want-fate untracked
	if _, err := io.Copy(chunks, body); err != nil {
		return err
	}
	return chunks.Close()
}
