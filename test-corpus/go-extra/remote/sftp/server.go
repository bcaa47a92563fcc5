package sftpcases

import (
	"errors"
	"io"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// ServeOk serves a channel and closes it through the server.
func ServeOk(channel ssh.Channel) error {
	server, err := sftp.NewServer(channel, sftp.ReadOnly()) // want-fate released
	if err != nil {
		return err
	}
	defer server.Close()
	return server.Serve()
}

// ServeMemoryOk leaves the channel to its owner, who closes it.
func ServeMemoryOk(channel ssh.Channel) error {
	server := sftp.NewRequestServer(channel, sftp.InMemHandler()) // want-fate untracked
	if err := server.Serve(); !errors.Is(err, io.EOF) {
		return err
	}
	return server.Close()
}
