// Package compress holds the cases of writers whose end must be written and of readers that wrap something else.
package compress

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"os"

	"github.com/klauspost/compress/zstd"
)

// PackBad returns what is there before the end has been written.
func PackBad(raw []byte) ([]byte, error) {
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf) // want unclosed-resource // want-fate leaked
	if _, err := zw.Write(raw); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// PackOk closes before it takes the bytes.
func PackOk(raw []byte) ([]byte, error) {
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf) // want-fate released
	_, err := zw.Write(raw)
	if err := errors.Join(err, zw.Close()); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// PackFlushedBad flushes, which is not the same as closing.
func PackFlushedBad(w io.Writer, raw []byte) error {
	zw := zlib.NewWriter(w) // want unclosed-resource // want-fate leaked
	if _, err := zw.Write(raw); err != nil {
		return err
	}
	return zw.Flush()
}

// PackLevelOk closes in a deferred literal that keeps the error.
func PackLevelOk(w io.Writer, raw []byte, level int) (err error) {
	zw, err := zlib.NewWriterLevel(w, level) // want-fate released
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, zw.Close()) }()
	_, err = zw.Write(raw)
	return err
}

// ArchiveFileBad closes the writer and leaves the file below it.
func ArchiveFileBad(name string, raw []byte) error {
	f, err := os.Create(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	zw := gzip.NewWriter(f) // want-fate released
	_, err = zw.Write(raw)
	return errors.Join(err, zw.Close()) // want-step "returns"
}

// ArchiveFileOk closes the writer first and then the file.
func ArchiveFileOk(name string, raw []byte) error {
	f, err := os.Create(name) // want-fate released
	if err != nil {
		return err
	}
	zw := gzip.NewWriter(f) // want-fate released
	_, err = zw.Write(raw)
	return errors.Join(err, zw.Close(), f.Close())
}

// gzipResponse writes a compressed answer.
type gzipResponse struct {
	http.ResponseWriter
	zw *gzip.Writer
}

// Write compresses.
func (g *gzipResponse) Write(p []byte) (int, error) { return g.zw.Write(p) }

// Close writes the end.
func (g *gzipResponse) Close() error { return g.zw.Close() }

// CompressedOk wraps a handler and closes the writer after it.
func CompressedOk(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g := &gzipResponse{ResponseWriter: w, zw: gzip.NewWriter(w)}
		defer g.Close()
		w.Header().Set("Content-Encoding", "gzip")
		next.ServeHTTP(g, r)
	})
}

// NewGzipResponseOk returns the writer inside of the answer.
func NewGzipResponseOk(w http.ResponseWriter) *gzipResponse {
	return &gzipResponse{ResponseWriter: w, zw: gzip.NewWriter(w)} // want-fate returned
}

// PackZstdBad leaves the encoder and its goroutines when the copy fails.
func PackZstdBad(w io.Writer, r io.Reader) error {
	enc, err := zstd.NewWriter(w) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(enc, r); err != nil {
		return err // want-step "returns"
	}
	return enc.Close()
}

// PackZstdOk closes the encoder in any case.
func PackZstdOk(w io.Writer, r io.Reader) error {
	enc, err := zstd.NewWriter(w) // want-fate released
	if err != nil {
		return err
	}
	_, err = io.Copy(enc, r)
	return errors.Join(err, enc.Close())
}

// UnpackFileBad closes the reader that owns nothing and forgets the file.
func UnpackFileBad(name string) ([]byte, error) {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	zr, err := gzip.NewReader(f)
	if err != nil {
		return nil, err // want-step "returns"
	}
	defer zr.Close()
	return io.ReadAll(zr)
}

// UnpackFileOk closes the file; the reader above it holds nothing of its own.
func UnpackFileOk(name string) ([]byte, error) {
	f, err := os.Open(name) // want-fate released
	if err != nil {
		return nil, err
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(zr)
}

// unpacker reads a compressed file and owns both layers.
type unpacker struct {
	*gzip.Reader
	file *os.File
}

// Close closes both layers.
func (u *unpacker) Close() error {
	return errors.Join(u.Reader.Close(), u.file.Close())
}

// OpenPackedOk returns both layers in one value.
func OpenPackedOk(name string) (io.ReadCloser, error) {
	f, err := os.Open(name) // want-fate returned
	if err != nil {
		return nil, err
	}
	zr, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &unpacker{Reader: zr, file: f}, nil
}

// OpenPackedBad returns the upper layer only, so nobody can close the file.
func OpenPackedBad(name string) (io.ReadCloser, error) {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	zr, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return zr, nil // want-step "returns"
}
