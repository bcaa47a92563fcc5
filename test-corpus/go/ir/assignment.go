package ir

import "os"

type pair struct {
	a, b *os.File
	m    map[string]*os.File
}

func multi(p *pair, list []*os.File, key *os.File) {
	x, y := list[0], list[1]
	x, y = y, x
	p.a, p.b = p.b, p.a
	p.a, p.b = os.Stdin, open()
	p, p.a = other(), x
	a, b := first(), second()
	c, b := b, a
	var d, e = os.Pipe()
	use(c, d, e, y)
	list[index()] = x
	*p = pair{}
	p.m["k"], _ = os.Open("k")
	_ = open()
	_, err := os.Open("x")
	use(err)
}

func commaOk(x any, m map[string]*os.File, keys map[*os.File]bool) {
	f, ok := x.(*os.File)
	g, found := m["a"]
	_, here := m["b"]
	x, ok = x.(error)
	keys[f] = true
	for i := range 3 {
		use(i)
	}
	var n int
	list := []int{}
	list[n] = 1
	use(g, found, here)
}
