package net

import (
	"io"
	"net/smtp"
)

// BodyBad leaves a mail without its end where the text cannot be read: the client cannot send another one.
func BodyBad(c *smtp.Client, text io.Reader) error {
	w, err := c.Data() // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, text); err != nil {
		return err // want-step "returns"
	}
	return w.Close()
}
