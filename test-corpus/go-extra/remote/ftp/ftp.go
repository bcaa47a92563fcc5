// Package ftpcases holds the cases of the ftp library.
package ftpcases

import (
	"io"

	"github.com/jlaffaye/ftp"
)

// DialBad keeps the connection when the work fails.
func DialBad(address string) error {
	conn, err := ftp.Dial(address) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.Login("a", "b"); err != nil {
		return err // want-step "returns"
	}
	return conn.Quit()
}

// DialOk defers the end of the connection.
func DialOk(address string) error {
	conn, err := ftp.Dial(address) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Quit()
	if err := conn.Login("a", "b"); err != nil {
		return err
	}
	return nil
}

// RetrieveBad keeps the response when the work fails.
func RetrieveBad(conn *ftp.ServerConn, out io.Writer) error {
	response, err := conn.Retr("a") // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, response); err != nil {
		return err // want-step "returns"
	}
	return response.Close()
}

// RetrieveOk defers the end of the response.
func RetrieveOk(conn *ftp.ServerConn, out io.Writer) error {
	response, err := conn.Retr("a") // want-fate released
	if err != nil {
		return err
	}
	defer response.Close()
	if _, err := io.Copy(out, response); err != nil {
		return err
	}
	return nil
}
