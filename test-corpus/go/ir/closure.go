package ir

import "os"

func closures(f *os.File) func() error {
	n := 0
	count := func(by int) (total int) {
		n += by
		inner := func() { use(f, by) }
		inner()
		return n
	}
	count(2)
	func() {
		n++
	}()
	v := func() int { return 7 }()
	run(func(err error) { use(err, v) })
	return func() error {
		return f.Close()
	}
}
