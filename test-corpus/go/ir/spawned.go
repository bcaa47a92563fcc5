package ir

import "net"

func spawned(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go serve(c, options())
		go func(c net.Conn) {
			defer c.Close()
			use(c)
		}(c)
		go c.Close()
	}
}
