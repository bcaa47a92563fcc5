package ir

import (
	"io"
	"os"
)

func typeSwitch(x any) error {
	switch v := x.(type) {
	case nil:
		return nil
	case *os.File:
		return v.Close()
	case io.Closer, error:
		use(v)
	case []byte:
		use(v)
	default:
		use(v)
	}
	switch x.(type) {
	case error:
		use(x)
	}
	switch y := next().(type) {
	case *os.File:
		return y.Close()
	}
	return nil
}
