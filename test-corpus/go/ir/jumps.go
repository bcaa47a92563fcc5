package ir

func jumps(n int) int {
retry:
	n++
	if n < 3 {
		goto retry
	}
	if n == 7 {
		goto done
	}
	use(n)
	return 1
done:
	return 2
}

func afterReturn(n int) int {
	if n > 0 {
		goto end
	}
	return 0
	use(n)
end:
	use(n)
unused:
	for {
		break unused
	}
	return 1
back:
	use(2)
	goto back
}

func blocks(ch chan int) {
loop:
	for {
		select {
		case v := <-ch:
			switch v {
			case 1:
				break loop
			case 2:
				continue loop
			}
		}
	}
}
