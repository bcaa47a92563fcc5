package ir

import "io"

type list[T io.Closer] struct{ items []T }

func (l *list[E]) closeAll(each func(E) error) {
	for _, e := range l.items {
		each(e)
	}
}

func collect[T any, P interface{ *T }](x T, n int) []T {
	out := make([]T, n)
	p := new(T)
	var zero T
	y := T(x)
	use(convert[int, string](n), convert[[]T](out), pkg.Of[T](x))
	m := list[io.Closer]{}
	f := collect[int, *int]
	use(p, zero, y, m, f)
	return out
}
