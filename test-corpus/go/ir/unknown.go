package ir

func unknown(f, g, h closer) {
	use(f)
	f ?? g
	if f := g; f.ok() {
		h.Close()
	}
	use(h)
}
