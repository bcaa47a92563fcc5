// Package ptycases holds the cases of the pty library.
package ptycases

import (
	"os/exec"

	"github.com/creack/pty"
)

// StartBad keeps the file when the work fails.
func StartBad(command *exec.Cmd, data []byte) error {
	terminal, err := pty.Start(command) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := terminal.Write(data); err != nil {
		return err // want-step "returns"
	}
	return terminal.Close()
}

// StartOk defers the end of the file.
func StartOk(command *exec.Cmd, data []byte) error {
	terminal, err := pty.Start(command) // want-fate released
	if err != nil {
		return err
	}
	defer terminal.Close()
	if _, err := terminal.Write(data); err != nil {
		return err
	}
	return nil
}
