package net

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// handle serves one peer and closes it.
func handle(conn net.Conn) {
	defer conn.Close()
	for sc := bufio.NewScanner(conn); sc.Scan(); {
		fmt.Fprintln(conn, sc.Text())
	}
}

// AcceptToGoroutineOk gives each connection to a goroutine that closes it. Pattern P80.
func AcceptToGoroutineOk(l net.Listener) error {
	for {
		conn, err := l.Accept() // want-fate passed
		if err != nil {
			return err
		}
		go handle(conn)
	}
}

// count only counts and never closes.
func count(conn net.Conn, total *int64) {
	n, err := io.Copy(io.Discard, conn)
	if err != nil {
		log.Print(err)
	}
	*total += n
}

// AcceptAndCountBad calls a function in place that does not close. Pattern P80.
func AcceptAndCountBad(l net.Listener) (total int64, err error) {
	for {
		conn, err := l.Accept() // want unclosed-connection // want-fate leaked
		if err != nil {
			return total, err
		}
		count(conn, &total)
	}
}

// AcceptContinueBad goes on with the next peer and forgets the one that did not greet. Pattern P110.
func AcceptContinueBad(l net.Listener, peers chan<- net.Conn) error {
	for {
		conn, err := l.Accept() // want unclosed-connection // want-fate leaked
		if err != nil {
			return err
		}
		var hello [5]byte
		if _, err := io.ReadFull(conn, hello[:]); err != nil {
			continue // want-step "loop|overwritten"
		}
		peers <- conn
	}
}

// AcceptContinueOk closes the one that did not greet. Pattern P110.
func AcceptContinueOk(l net.Listener, peers chan<- net.Conn) error {
	for {
		conn, err := l.Accept() // want-fate passed
		if err != nil {
			return err
		}
		var hello [5]byte
		if _, err := io.ReadFull(conn, hello[:]); err != nil {
			conn.Close()
			continue
		}
		peers <- conn
	}
}

// ListenThenResolveBad keeps the port when the name of the upstream is wrong.
func ListenThenResolveBad(addr, upstream string) (net.Listener, *net.TCPAddr, error) {
	l, err := net.Listen("tcp", addr) // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, nil, err
	}
	up, err := net.ResolveTCPAddr("tcp", upstream)
	if err != nil {
		return nil, nil, err // want-step "returns"
	}
	return l, up, nil
}

// ListenThenResolveOk gives the port back.
func ListenThenResolveOk(addr, upstream string) (net.Listener, *net.TCPAddr, error) {
	l, err := net.Listen("tcp", addr) // want-fate returned
	if err != nil {
		return nil, nil, err
	}
	up, err := net.ResolveTCPAddr("tcp", upstream)
	if err != nil {
		return nil, nil, errors.Join(err, l.Close())
	}
	return l, up, nil
}

// ServeHTTPOk leaves the listener to the server, which closes it.
func ServeHTTPOk(addr string, h http.Handler) error {
	l, err := net.Listen("tcp", addr) // want-fate passed
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	return srv.Serve(l)
}

// FreePortOk closes the listener and tells which port it had.
func FreePortOk() (int, error) {
	l, err := net.ListenTCP("tcp", &net.TCPAddr{}) // want-fate released
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// FreePortBad tells which port it has and keeps it.
func FreePortBad() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // want unclosed-connection // want-fate leaked
	if err != nil {
		return 0, err
	}
	if tcp, ok := l.Addr().(*net.TCPAddr); ok {
		return tcp.Port, nil // want-step "returns"
	}
	return 0, errors.Join(net.ErrClosed, l.Close())
}

// QueryTimeBad sends a packet and forgets the socket when no answer comes.
func QueryTimeBad(server *net.UDPAddr) ([]byte, error) {
	pc, err := net.ListenPacket("udp", ":0") // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := pc.WriteTo(make([]byte, 48), server); err != nil {
		pc.Close()
		return nil, err
	}
	buf := make([]byte, 48)
	n, _, err := pc.ReadFrom(buf)
	if err != nil {
		return nil, err // want-step "returns"
	}
	return buf[:n], pc.Close()
}

// QueryTimeOk closes the socket in every case.
func QueryTimeOk(server *net.UDPAddr) ([]byte, error) {
	pc, err := net.ListenPacket("udp", ":0") // want-fate released
	if err != nil {
		return nil, err
	}
	defer pc.Close()
	if _, err := pc.WriteTo(make([]byte, 48), server); err != nil {
		return nil, err
	}
	buf := make([]byte, 48)
	n, _, err := pc.ReadFrom(buf)
	return buf[:n], err
}

// hub holds the peers that are connected.
type hub struct {
	mu    sync.Mutex
	peers map[string]net.Conn
	ctl   net.Conn
	addr  string
}

// JoinOk stores the connection in the map of the hub.
func (h *hub) JoinOk(name, addr string) error {
	conn, err := net.Dial("tcp", addr) // want-fate stored // want no-deadline
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.peers[name] = conn
	return nil
}

// JoinKnownBad drops the new connection when the name is already taken.
func (h *hub) JoinKnownBad(name, addr string) error {
	conn, err := net.Dial("tcp", addr) // want unclosed-connection // want-fate leaked // want no-deadline
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, taken := h.peers[name]; taken {
		return fmt.Errorf("peer %s exists", name) // want-step "returns"
	}
	h.peers[name] = conn
	return nil
}

// Close releases all of them.
func (h *hub) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var errs []error
	for _, c := range h.peers {
		errs = append(errs, c.Close())
	}
	if h.ctl != nil {
		errs = append(errs, h.ctl.Close())
	}
	return errors.Join(errs...)
}

// AttachOk keeps the control connection in a field that Close releases. Pattern P130.
func (h *hub) AttachOk() error {
	conn, err := net.Dial("tcp", h.addr) // want-fate stored // want no-deadline
	if err != nil {
		return err
	}
	h.ctl = conn
	return nil
}

// reconnectBad says goodbye on the old connection and then puts a new one over it. Pattern P124.
func (h *hub) reconnectBad() error {
	fmt.Fprintln(h.ctl, "bye")
	conn, err := net.Dial("tcp", h.addr) // want unclosed-connection "stored over one" // want no-deadline
	if err != nil {
		return err
	}
	h.ctl = conn // want-step "stored over the former"
	return nil
}

// reconnectClosingOk closes the old connection.
func (h *hub) reconnectClosingOk() error {
	fmt.Fprintln(h.ctl, "bye")
	if err := h.ctl.Close(); err != nil {
		return err
	}
	conn, err := net.Dial("tcp", h.addr) // want-fate stored // want no-deadline
	if err != nil {
		return err
	}
	h.ctl = conn
	return nil
}

// drop closes the old connection.
func (h *hub) drop() { _ = h.ctl.Close() }

// reconnectDroppingOk leaves it to another method to close it.
func (h *hub) reconnectDroppingOk() error {
	fmt.Fprintln(h.ctl, "bye")
	h.drop()
	conn, err := net.Dial("tcp", h.addr) // want-fate stored // want no-deadline
	if err != nil {
		return err
	}
	h.ctl = conn
	return nil
}

// reconnectReturningOk hands the old connection out.
func (h *hub) reconnectReturningOk() (net.Conn, error) {
	old := h.ctl
	fmt.Fprintln(h.ctl, "bye")
	conn, err := net.Dial("tcp", h.addr) // want-fate stored // want no-deadline
	if err != nil {
		return nil, err
	}
	h.ctl = conn
	return old, nil
}

// connectOnceOk uses the connection only after it was made.
func (h *hub) connectOnceOk() error {
	conn, err := net.Dial("tcp", h.addr) // want-fate stored // want no-deadline
	if err != nil {
		return err
	}
	h.ctl = conn
	fmt.Fprintln(h.ctl, "hello")
	return nil
}

// sayOk uses the connection where there is one.
func (h *hub) sayOk(word string) error {
	if word == "" {
		fmt.Fprintln(h.ctl, "nothing")
		return nil
	}
	conn, err := net.Dial("tcp", h.addr) // want-fate stored // want no-deadline
	if err != nil {
		return err
	}
	h.ctl = conn
	return nil
}

// redialBad puts a new connection into the field, and only its caller shows that the field is not empty. Pattern P124.
func (h *hub) redialBad() error {
	conn, err := net.Dial("tcp", h.addr) // known-fn unclosed-connection "the loop is in the caller" // want no-deadline
	if err != nil {
		return err
	}
	h.ctl = conn
	return nil
}

// keepAliveRedialing calls redialBad once per broken write.
func (h *hub) keepAliveRedialing(beats <-chan byte) {
	for b := range beats {
		if _, err := h.ctl.Write([]byte{b}); err != nil {
			if err := h.redialBad(); err != nil {
				log.Print(err)
			}
		}
	}
}

// reconnectOk closes what the field holds before it puts a new connection there. Pattern P124.
func (h *hub) reconnectOk() error {
	if h.ctl != nil {
		_ = h.ctl.Close()
		h.ctl = nil
	}
	conn, err := net.Dial("tcp", h.addr) // want-fate stored // want no-deadline
	if err != nil {
		return err
	}
	h.ctl = conn
	return nil
}

// keepAlive connects again whenever the control connection breaks.
func (h *hub) keepAlive(stop <-chan struct{}) {
	for {
		if _, err := h.ctl.Write([]byte{0}); err != nil {
			if err := h.reconnectBad(); err != nil {
				log.Print(err)
			}
		}
		select {
		case <-stop:
			return
		case <-time.After(time.Second):
		}
	}
}
