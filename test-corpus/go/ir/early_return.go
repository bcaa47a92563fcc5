package ir

import "os"

func named(path string) (f *os.File, err error) {
	if path == "" {
		return
	}
	f, err = os.Open(path)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func direct(path string) (*os.File, error) {
	return os.Open(path)
}

func swapped() (a, b int) {
	a, b = 1, 2
	return b, a
}

func both() (int, error) {
	return count(), check()
}

func dead() int {
	return 1
	use(2)
}
