// Package sftpcases holds the cases of the sftp library.
package sftpcases

import (
	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// ClientBad keeps the client when the work fails.
func ClientBad(conn *ssh.Client) error {
	client, err := sftp.NewClient(conn) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := client.Getwd(); err != nil {
		return err // want-step "returns"
	}
	return client.Close()
}

// ClientOk defers the end of the client.
func ClientOk(conn *ssh.Client) error {
	client, err := sftp.NewClient(conn) // want-fate released
	if err != nil {
		return err
	}
	defer client.Close()
	if _, err := client.Getwd(); err != nil {
		return err
	}
	return nil
}

// CreateBad keeps the file when the work fails.
func CreateBad(client *sftp.Client, data []byte) error {
	file, err := client.Create("a") // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := file.Write(data); err != nil {
		return err // want-step "returns"
	}
	return file.Close()
}

// CreateOk defers the end of the file.
func CreateOk(client *sftp.Client, data []byte) error {
	file, err := client.Create("a") // want-fate released
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Write(data); err != nil {
		return err
	}
	return nil
}
