package os

import (
	"io"
	"os"
)

var kept []io.Closer

func keep(c io.Closer) {
	kept = append(kept, c)
}

// manyWaysBad may keep any of what it is given: the ways in which it does are more than are told apart.
func manyWaysBad(a, b, c, d, e, f, g, h io.Closer, n int, path string) error {
	if n&1 != 0 {
		keep(a)
	}
	if n&2 != 0 {
		keep(b)
	}
	if n&4 != 0 {
		keep(c)
	}
	if n&8 != 0 {
		keep(d)
	}
	if n&16 != 0 {
		keep(e)
	}
	if n&32 != 0 {
		keep(f)
	}
	if n&64 != 0 {
		keep(g)
	}
	if n&128 != 0 {
		keep(h)
	}
	file, err := os.Open(path) // want unclosed-file
	if err != nil {
		return err
	}
	_, err = file.Stat()
	return err
}

// HandedOutBad loses its file where that is not kept. It gives what it has, so that it is asked what becomes of that.
func HandedOutBad(b, c, d, e, f, g, h io.Closer, n int, path string) error {
	a, err := os.Open(path) // want unclosed-file "not closed on every path"
	if err != nil {
		return err
	}
	return manyWaysBad(a, b, c, d, e, f, g, h, n, path)
}
