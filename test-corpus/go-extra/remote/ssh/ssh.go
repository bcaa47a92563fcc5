// Package sshcases holds the cases of golang.org/x/crypto/ssh.
package sshcases

import (
	"net"

	"golang.org/x/crypto/ssh"
)

// DialBad keeps the connection when the work fails.
func DialBad(address string, config *ssh.ClientConfig) error {
	client, err := ssh.Dial("tcp", address, config) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, _, err := client.SendRequest("keepalive", true, nil); err != nil {
		return err // want-step "returns"
	}
	return client.Close()
}

// DialOk defers the end of the connection.
func DialOk(address string, config *ssh.ClientConfig) error {
	client, err := ssh.Dial("tcp", address, config) // want-fate released
	if err != nil {
		return err
	}
	defer client.Close()
	if _, _, err := client.SendRequest("keepalive", true, nil); err != nil {
		return err
	}
	return nil
}

// SessionBad keeps the session when the work fails.
func SessionBad(client *ssh.Client, command string) error {
	session, err := client.NewSession() // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := session.Run(command); err != nil {
		return err // want-step "returns"
	}
	return session.Close()
}

// SessionOk defers the end of the session.
func SessionOk(client *ssh.Client, command string) error {
	session, err := client.NewSession() // want-fate released
	if err != nil {
		return err
	}
	defer session.Close()
	if err := session.Run(command); err != nil {
		return err
	}
	return nil
}

// ForwardBad keeps the connection when the work fails.
func ForwardBad(client *ssh.Client, data []byte) error {
	conn, err := client.Dial("tcp", "host:1") // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.Write(data); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// ForwardOk defers the end of the connection.
func ForwardOk(client *ssh.Client, data []byte) error {
	conn, err := client.Dial("tcp", "host:1") // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Write(data); err != nil {
		return err
	}
	return nil
}

// ChannelBad keeps the channel when the work fails.
func ChannelBad(offer ssh.NewChannel, data []byte) error {
	channel, _, err := offer.Accept() // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := channel.Write(data); err != nil {
		return err // want-step "returns"
	}
	return channel.Close()
}

// ChannelOk defers the end of the channel.
func ChannelOk(offer ssh.NewChannel, data []byte) error {
	channel, _, err := offer.Accept() // want-fate released
	if err != nil {
		return err
	}
	defer channel.Close()
	if _, err := channel.Write(data); err != nil {
		return err
	}
	return nil
}

// ConnectOk gives the connection to the handshake, which closes it when it fails.
func ConnectOk(address string, config *ssh.ClientConfig) (*ssh.Client, error) {
	conn, err := net.Dial("tcp", address) // want no-deadline
	if err != nil {
		return nil, err
	}
	c, channels, requests, err := ssh.NewClientConn(conn, address, config)
	if err != nil {
		return nil, err
	}
	return ssh.NewClient(c, channels, requests), nil
}

// RunBad forgets the connection below the session.
func RunBad(address string, config *ssh.ClientConfig, command string) error {
	client, err := ssh.Dial("tcp", address, config) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	session, err := client.NewSession()
	if err != nil {
		return err // want-step "returns"
	}
	defer session.Close()
	return session.Run(command)
}

// RunOk closes the connection, which ends its session.
func RunOk(address string, config *ssh.ClientConfig, command string) error {
	client, err := ssh.Dial("tcp", address, config) // want-fate released
	if err != nil {
		return err
	}
	defer client.Close()
	session, err := client.NewSession() // want-fate released
	if err != nil {
		return err
	}
	return session.Run(command)
}
