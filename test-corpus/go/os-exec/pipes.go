package osexec

import (
	"io"
	"os/exec"
)

// SortOk closes the input of the command, which tells it that there is no more.
func SortOk(lines io.Reader, to io.Writer) error {
	cmd := exec.Command("sort")
	cmd.Stdout = to
	in, err := cmd.StdinPipe() // want-fate released
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil { // want-fate released
		in.Close()
		return err
	}
	_, err = io.Copy(in, lines)
	in.Close()
	if werr := cmd.Wait(); err == nil {
		err = werr
	}
	return err
}
