package ir

import "os"

func shadowed(path string) (err error) {
	f, err := os.Open(path)
	if f, err := os.Create(path); err == nil {
		f.Close()
	}
	{
		f, err := os.Open(path)
		use(f, err)
	}
	g, err := os.Open(path)
	for err := range errors() {
		use(err)
	}
	nil := 3
	use(nil, f, g)
	return err
}

func selfInit(f *os.File) {
	{
		f := wrap(f)
		f.Close()
	}
	f.Close()
}

func parameter(x int, err error) {
	y, err := next()
	x, z := y, x
	use(x, z, err)
}
