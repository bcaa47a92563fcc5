package ir

import (
	"database/sql"
	"errors"
	"net/http"
	"os"
	"sync"
)

var client *http.Client
var client2, client3 http.Client
var db, dbErr = sql.Open("x", "y")
var first, second = sql.Open, errors.New("second")

var (
	literal   = http.Client{}
	pointer   = &http.Client{}
	made      = make(map[string]*os.File)
	fresh     = new(sync.Mutex)
	converted = []byte("x")
	nilled    = (*os.File)(nil)
	function  = func(path string) (*os.File, error) { return os.Open(path) }
	stdout    = os.Stdout
	other     = literal
	asserted  = any(nil).(error)
	chained   = http.DefaultClient.Do(nil).Body
	text      = "x"
	flag      = true
	sum       = 1 + 2
	method    = http.DefaultClient.Get
	generic   = Of[int](3)
)

const (
	limit     = 10
	kind  int = iota
	next
)
