// Package ldapcases holds the cases of the ldap library.
package ldapcases

import (
	"github.com/go-ldap/ldap/v3"
)

// DialBad keeps the connection when the work fails.
func DialBad(url string) error {
	conn, err := ldap.DialURL(url) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.Bind("a", "b"); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// DialOk defers the end of the connection.
func DialOk(url string) error {
	conn, err := ldap.DialURL(url) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Bind("a", "b"); err != nil {
		return err
	}
	return nil
}
