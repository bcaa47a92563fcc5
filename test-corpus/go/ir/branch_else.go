package ir

func branchElse(a, b error) int {
	if a != nil {
		use(a)
	} else if err := retry(); err != nil {
		use(err)
		return 1
	} else if b == nil {
		use(err)
	} else {
		use(b)
	}
	return 0
}

func bothReturn(ok bool) int {
	if ok {
		return 1
	} else {
		return 2
	}
}

func onlyCalls(ok bool) {
	if ok {
		use(nil)
	}
	if !ready() {
		use(nil)
	}
	if n := count(); n > 3 {
		use(nil)
	}
}
