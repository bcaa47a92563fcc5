package ir

import "os"

func sequence(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	buf := make([]byte, 64)
	if _, err := f.Read(buf); err != nil {
		return nil, err
	}
	f.Close()
	return buf, nil
}

func declarations(n int) int {
	var a int
	var b, c = 1, n
	var (
		d string = "x"
		e error
	)
	const limit = 10
	a = b + c*2
	a += n
	a++
	_, _ = d, e
	return -a + limit
}

func empty() {
}
