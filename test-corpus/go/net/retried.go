package net

import (
	"errors"
	"log"
	"net"
	"time"
)

var errGaveUp = errors.New("gave up")

// attempt answers whether it is done, or why it never will be.
type attempt func() (bool, error)

func guarded(try attempt) (bool, error) {
	defer log.Print("tried")
	return try()
}

// retried tries until it is done.
func retried(times int, try attempt) error {
	for times > 0 {
		if done, err := guarded(try); err != nil || done {
			return err
		}
		times--
		time.Sleep(time.Second)
	}
	return errGaveUp
}

// ListenRetriedOk has a listener only if the retries came to an end that is no failure.
func ListenRetriedOk(address string, serve func(net.Listener)) error {
	var listener net.Listener
	err := retried(3, func() (bool, error) {
		var failed error
		listener, failed = net.Listen("tcp", address) // want-fate stored
		if failed != nil {
			return false, nil
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	defer listener.Close()
	serve(listener)
	return nil
}

// ListenRetriedBad forgets it where something else fails after that.
func ListenRetriedBad(address string, register func(net.Addr) error) error {
	var listener net.Listener
	err := retried(3, func() (bool, error) {
		var failed error
		listener, failed = net.Listen("tcp", address) // want unclosed-connection // want-fate leaked
		if failed != nil {
			return false, nil
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	if err := register(listener.Addr()); err != nil {
		return err // want-step "returns"
	}
	return listener.Close()
}
