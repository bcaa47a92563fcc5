package ir

import (
	"database/sql"
	"net/http"
	"os"
)

type store struct{ db *sql.DB }

func (s *store) DB() *sql.DB { return s.db }

func (store) unnamed(int, ...string) {}

func methods(s *store, q string, args ...any) {
	rows, err := s.db.Query(q, args...)
	s.DB().QueryRow(q).Scan(&q, err)
	resp, _ := http.DefaultClient.Get(q)
	resp.Body.Close()
	(*s).DB()
	list()[0].Close()
	x.(*os.File).Close()
	f := rows.Close
	f()
	g := (*store).DB
	g(s)
	h := store.unnamed
	table[q](s)
	use(nested(inner(rows)), s.DB())
	use(h, rows.Err() == nil)
}

func manyNames(a, b, c, d, e, f, g, h, i, j, _ int, l string) (m, n, o, p, q, r, s, t, u, v error) {
	use(a, b, c, d, j, l)
	return nil, m, n, nil, nil, nil, nil, nil, nil, v
}

func manyTypes[A, B, C, D, E, F, G, H, I, J any](a A, j J) {}

func noNames(int, string, error, bool, a.B, *c, []d) {}

type manyParams[A, B, C, D, E, F, G, H, I, J any] struct{ a A }
