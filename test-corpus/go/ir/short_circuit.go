package ir

func shortCircuit(a, b, c bool, err error) {
	if a && b {
		use(1)
	}
	if a || b && !c {
		use(2)
	}
	if (a || b) && !(c && err != nil) {
		use(3)
	}
	for a && ready() {
		use(4)
	}
}

func values(a, b bool, err error, n int) bool {
	ok := err == nil
	no := !ok
	both := a && b
	bad := n < 3
	same := n == 7
	use(both || no, err != nil)
	if ok == true && same != false {
		return a || bad
	}
	return err != nil
}
