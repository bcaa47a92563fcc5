// Package nettextproto holds the cases of protocols of lines.
package nettextproto

import (
	"io"
	"net/textproto"
)

// GreetBad leaves the connection open where the greeting is not the one expected.
func GreetBad(address string) (*textproto.Conn, error) {
	conn, err := textproto.Dial("tcp", address) // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, _, err := conn.ReadResponse(220); err != nil {
		return nil, err // want-step "returns"
	}
	return conn, nil
}

// GreetOk hands the connection out where the greeting is right, and closes it elsewhere.
func GreetOk(address string) (*textproto.Conn, error) {
	conn, err := textproto.Dial("tcp", address) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, _, err := conn.ReadResponse(220); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// QuitOk says goodbye and closes.
func QuitOk(address string) error {
	conn, err := textproto.Dial("tcp", address) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	id, err := conn.Cmd("QUIT")
	if err != nil {
		return err
	}
	conn.StartResponse(id)
	defer conn.EndResponse(id)
	_, _, err = conn.ReadCodeLine(221)
	return err
}

// PostOk ends the text with its dot.
func PostOk(conn *textproto.Conn, text io.Reader) error {
	dot := conn.DotWriter() // want-fate released
	defer dot.Close()
	_, err := io.Copy(dot, text)
	return err
}

// PostFailedOk leaves a text without its dot where reading it fails: the connection is of no use then anyway.
func PostFailedOk(conn *textproto.Conn, text io.Reader) error {
	dot := conn.DotWriter() // want-fate untracked
	if _, err := io.Copy(dot, text); err != nil {
		return err
	}
	return dot.Close()
}
