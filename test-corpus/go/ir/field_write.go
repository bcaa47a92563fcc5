package ir

import "os"

type holder struct {
	f    *os.File
	next *holder
	list []*os.File
}

func fields(h *holder, f *os.File) *holder {
	h.f = f
	h.next.f = f
	h.list[0] = f
	h.list = append(h.list, f)
	p := &h.f
	*p = f
	n := &holder{f: f, next: &holder{}}
	m := map[string]*holder{"a": {f: f}, name(): {next: h}}
	l := []holder{{f: f}, {next: n}}
	set := map[*os.File]bool{f: true}
	anon := struct{ f *os.File }{f}
	use(m, l, set, anon)
	return &holder{f, nil, nil}
}
