// Package imapcases holds the cases of the imap library.
package imapcases

import (
	"github.com/emersion/go-imap/client"
)

// DialBad keeps the connection when the work fails.
func DialBad(address string) error {
	c, err := client.DialTLS(address, nil) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := c.Login("a", "b"); err != nil {
		return err // want-step "returns"
	}
	return c.Logout()
}

// DialOk defers the end of the connection.
func DialOk(address string) error {
	c, err := client.DialTLS(address, nil) // want-fate released
	if err != nil {
		return err
	}
	defer c.Logout()
	if err := c.Login("a", "b"); err != nil {
		return err
	}
	return nil
}

// CloseBad closes the mailbox, which is not the connection.
func CloseBad(address string) error {
	c, err := client.DialTLS(address, nil) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	return c.Close() // want-step "returns"
}
