package ir

import "io"

func conversions(s string, p uintptr, r io.Reader) {
	b := []byte(s)
	t := (*int)(nil)
	u := (func())(nil)
	v := interface{ Close() error }(r)
	w := string(b)
	x := io.ReadCloser(nil)
	y := map[string]int(nil)
	z := *(*[]byte)(pointer(p))
	use(t, u, v, w, x, y, z, b[1:2], s[:len(s)-1], -1, +p, ^p, 1+2, "a"+s, 'x', 1.5, 0x10, 1_000)
}

func localTypes(r io.Reader) {
	type wrapper struct {
		io.Reader
		next *wrapper
	}
	type name = string
	w := wrapper{Reader: r}
	x := []*wrapper{{r, nil}}
	var n name
	y := name("x")
	var e wrapper
	use(w, x, n, y, e)
}

func news(n int) {
	a := new(int)
	b := new([]string)
	c := new(n + 1)
	d := new(n)
	e := new(make(chan int))
	f := new([]int{1})
	g := new(map[string]int)
	h := new(pkg.T)
	use(a, b, c, d, e, f, g, h)
}

func makes(n int, m map[string]int) {
	a := make([]int, 0, n)
	b := make(map[string]int)
	c := make(chan<- int, n)
	d := make(pkg.M[int])
	e := make(list)
	h := make([]func(string) (string, error), n)
	i := new(func(int) error)
	j := new(<-chan struct{ f func() })
	k := new(func() {})
	l := new(!m)
	o := new(*[]map[string]pkg.T[int])
	make := func(n int) int { return n }
	f := make(n + 1)
	g := make(100)
	use(a, b, c, d, e, f, g, h, i, j, k, l, o)
}
