// Package encoding holds the cases of encoders that keep the last few bytes. They hold no handle, and nothing is reported.
package encoding

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
)

// EncodeFileOk closes the encoder, which writes the padding.
func EncodeFileOk(w io.Writer, r io.Reader) (err error) {
	enc := base64.NewEncoder(base64.StdEncoding, w) // want-fate released
	defer func() {
		if cerr := enc.Close(); err == nil {
			err = cerr
		}
	}()
	_, err = io.Copy(enc, r)
	return err
}

// EncodeFailedOk gives the text up where it could not be read: what is lost is of no use to anyone.
func EncodeFailedOk(w io.Writer, r io.Reader) error {
	enc := base64.NewEncoder(base64.URLEncoding, w) // want-fate untracked
	if _, err := io.Copy(enc, r); err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	return enc.Close()
}

// DumpOk writes a dump of some bytes.
func DumpOk(w io.Writer, raw []byte) error {
	dumper := hex.Dumper(w) // want-fate released
	defer dumper.Close()
	_, err := dumper.Write(raw)
	return err
}

// MarshalOk needs no Flush: Encode does that.
func MarshalOk(w io.Writer, v any) error {
	enc := xml.NewEncoder(w) // want-fate released
	enc.Indent("", "  ")
	return enc.Encode(v)
}

// TokensOk writes tokens one by one and flushes what they leave behind.
func TokensOk(w io.Writer, tokens []xml.Token) error {
	enc := xml.NewEncoder(w) // want-fate untracked
	for _, token := range tokens {
		if err := enc.EncodeToken(token); err != nil {
			return err
		}
	}
	return enc.Flush()
}
