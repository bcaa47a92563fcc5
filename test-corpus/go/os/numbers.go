package os

import (
	"os"
	"syscall"
)

// PipeByNumberOk closes both ends by their numbers where it fails.
func PipeByNumberOk(owner int) (r, w *os.File, err error) {
	var numbers []uintptr
	defer func() {
		if err != nil {
			for _, number := range numbers {
				syscall.Close(int(number))
			}
		}
	}()
	r, w, err = os.Pipe() // want-fate stored
	if err != nil {
		return nil, nil, err
	}
	numbers = append(numbers, r.Fd(), w.Fd())
	if err := syscall.Fchown(int(r.Fd()), owner, owner); err != nil {
		return nil, nil, err
	}
	return r, w, nil
}

// PipeForOwnerBad uses the numbers, and closes one end only where that fails.
func PipeForOwnerBad(owner int) (r, w *os.File, err error) {
	r, w, err = os.Pipe() // want unclosed-file "`w`" // want-fate leaked
	if err != nil {
		return nil, nil, err
	}
	if err := syscall.Fchown(int(r.Fd()), owner, int(w.Fd())); err != nil {
		r.Close()
		return nil, nil, err
	}
	return r, w, nil
}
