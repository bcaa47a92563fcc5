// Package netrpc holds the cases of clients of remote calls.
package netrpc

import (
	"errors"
	"net"
	"net/rpc"
	"net/rpc/jsonrpc"
	"time"
)

// Sum is what the other side adds up.
type Sum struct{ A, B int }

// AddBad hangs up only where the call has been answered.
func AddBad(address string, sum Sum) (total int, err error) {
	client, err := rpc.Dial("tcp", address) // want unclosed-connection // want-fate leaked
	if err != nil {
		return 0, err
	}
	if err := client.Call("Arith.Add", sum, &total); err != nil {
		return 0, err // want-step "returns"
	}
	return total, client.Close()
}

// AddOk hangs up on each way out.
func AddOk(address string, sum Sum) (total int, err error) {
	client, err := rpc.DialHTTP("tcp", address) // want-fate released
	if err != nil {
		return 0, err
	}
	defer client.Close()
	err = client.Call("Arith.Add", sum, &total)
	return total, err
}

// AddSoonBad gives up after a while, and the connection with it.
func AddSoonBad(address string, sum Sum) (total int, err error) {
	client, err := jsonrpc.Dial("tcp", address) // want unclosed-connection // want-fate leaked
	if err != nil {
		return 0, err
	}
	call := client.Go("Arith.Add", sum, &total, make(chan *rpc.Call, 1))
	select {
	case <-call.Done:
		client.Close()
		return total, call.Error
	case <-time.After(time.Second):
		return 0, errors.New("no answer")
	}
}

// AddOverOk closes the connection through the client that was made of it.
func AddOverOk(address string, sum Sum) (total int, err error) {
	conn, err := net.DialTimeout("tcp", address, time.Second) // want-fate released
	if err != nil {
		return 0, err
	}
	client := rpc.NewClient(conn)
	defer client.Close()
	err = client.Call("Arith.Add", sum, &total)
	return total, err
}
