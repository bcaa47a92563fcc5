package ir

import "io"

func ranges(list []io.Closer, m map[string]io.Closer, ch chan io.Closer, seq func(func(int, io.Closer) bool)) {
	for _, c := range list {
		c.Close()
	}
	for i := range list {
		list[i].Close()
	}
	for name, c := range m {
		use(name, c)
	}
	for c := range ch {
		c.Close()
	}
	for i := range 10 {
		use(i)
	}
	for range list {
		use()
	}
	for _, c := range seq {
		c.Close()
	}
	for _, c := range open() {
		c.Close()
	}
	var k string
	var v io.Closer
	for k, v = range m {
		use(k)
	}
	use(v)
}
