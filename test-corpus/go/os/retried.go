package os

import (
	"errors"
	"fmt"
	"os"
)

// gate lets nobody through once something has gone wrong.
type gate struct{ shut bool }

func (g *gate) pass(work func() error) error {
	if g.shut {
		return errors.New("shut")
	}
	err := work()
	if err != nil {
		g.shut = true
	}
	return err
}

// CreateThroughOk has the gate run what creates the file, and asks the gate how it went.
func CreateThroughOk(g *gate, path string) error {
	var f *os.File
	var err error
	err = g.pass(func() error {
		f, err = os.Create(path) // known-fp unclosed-file "what the gate returns is what the literal has returned"
		return err
	})
	if err != nil {
		return err
	}
	return f.Close()
}

// CreateThroughBad forgets the file where all went well.
func CreateThroughBad(g *gate, path string) (string, error) {
	var f *os.File
	var err error
	err = g.pass(func() error {
		f, err = os.Create(path) // want unclosed-file // want-fate leaked
		return err
	})
	if err != nil {
		return "", err
	}
	return f.Name(), nil
}

func openSpare(path string) (*os.File, error) {
	f, err := os.Open(path + ".spare") // want-fate returned
	if err != nil {
		return nil, err
	}
	return f, nil
}

// OpenOrSpareOk takes the spare one where opening fails, or panics.
func OpenOrSpareOk(path string) (f *os.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
		if err != nil {
			f, err = openSpare(path)
		}
	}()
	return os.Open(path) // want-fate returned
}

// OpenAndSpareBad takes the spare one in any case.
func OpenAndSpareBad(path string) (f *os.File, err error) {
	defer func() {
		f, err = openSpare(path)
	}()
	return os.Open(path) // want unclosed-file // want-fate leaked
}
