package ir

import (
	"context"
	"database/sql"
	"io"
	"os"
	"sync"
)

type file struct {
	*os.File
	sync.Mutex
	base[int]
	name, path string `json:"name"`
	open       func(ctx context.Context, args ...any) (*sql.Rows, error)
	grid       [4][]chan<- map[string]*file
	any        interface {
		io.Closer
		Close() error
	}
}

type (
	reader interface {
		io.Reader
		error
		~int | string
		Next(n int) (item []byte, err error)
		Len() int
	}
	alias                          = sql.DB
	named                          sql.DB
	base[T any]                    struct{ items map[string]T }
	two[K comparable, V io.Closer] map[K]list[V]
	tree[P *os.File | *sql.DB,]    struct{ root P }
	handler                        func(io.Reader) error
	parens                         (*(os.File))
)
