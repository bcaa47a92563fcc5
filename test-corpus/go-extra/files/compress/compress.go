// Package kpcompress holds the cases of the compressors of klauspost.
package kpcompress

import (
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// DecodeBad keeps the decoder when the work fails.
func DecodeBad(in io.Reader, out io.Writer) error {
	decoder, err := zstd.NewReader(in) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, decoder); err != nil {
		return err // want-step "returns"
	}
	decoder.Close()
	return nil
}

// DecodeOk defers the end of the decoder.
func DecodeOk(in io.Reader, out io.Writer) error {
	decoder, err := zstd.NewReader(in) // want-fate released
	if err != nil {
		return err
	}
	defer decoder.Close()
	if _, err := io.Copy(out, decoder); err != nil {
		return err
	}
	return nil
}

// GzipDroppedOk drops the compressor, which costs next to nothing.
func GzipDroppedOk(out io.Writer, data []byte) error {
	writer := gzip.NewWriter(out) // want-fate untracked
	if _, err := writer.Write(data); err != nil {
		return err
	}
	return nil
}

// GzipOk ends the compressor.
func GzipOk(out io.Writer, data []byte) error {
	writer := gzip.NewWriter(out) // want-fate released
	defer writer.Close()
	if _, err := writer.Write(data); err != nil {
		return err
	}
	return nil
}
