package ir

import (
	"context"
	"net"
	"time"
)

func selects(ctx context.Context, in chan net.Conn, out chan<- net.Conn) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case c, ok := <-in:
			if !ok {
				break
			}
			select {
			case out <- c:
			default:
				c.Close()
			}
		case <-time.After(time.Second):
			continue
		}
	}
}

func forever(c net.Conn) {
	select {}
}

func receive(ch chan net.Conn) net.Conn {
	<-ch
	c := <-ch
	d, ok := <-ch
	if ok {
		ch <- d
	}
	use(<-ch)
	return c
}
