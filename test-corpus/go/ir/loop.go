package ir

func loops(list []int) {
	for i := 0; i < 10; i++ {
		if i == 3 {
			continue
		}
		if i == 5 {
			break
		}
		use(i)
	}
	for ready() {
		use(1)
	}
outer:
	for i := range list {
		for {
			if i > 1 {
				continue outer
			}
			if i > 2 {
				break outer
			}
			break
		}
	}
	for {
		use(2)
	}
}

func neverRepeats() {
	for i := 0; i < 3; i++ {
		return
	}
}
