package ir

func panics(err error) {
	defer use(1)
	if err != nil {
		panic(err)
	}
	defer func() {
		if r := recover(); r != nil {
			panic(r)
		}
	}()
	panic := func(error) {}
	panic(err)
}
