package ir

import "io"

func switches(n int, err error, mode string) int {
	switch n {
	case 1, 2:
		use(1)
	case 3:
		use(3)
		fallthrough
	case 4:
		use(4)
	default:
		return 9
	}
	switch {
	case err == io.EOF:
		return 0
	case err != nil && n > 3:
		return 1
	}
	switch err {
	default:
		use(err)
	case nil:
		use(nil)
	case io.EOF:
		break
	}
	switch m := mode; m {
	}
	switch ok := ready(); ok {
	case true:
		use(1)
	}
	switch f := next(); {
	case f == nil:
		return 2
	default:
		f.Close()
	}
	return 3
}
