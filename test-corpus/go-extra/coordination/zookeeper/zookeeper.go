// Package zkcases holds the cases of the ZooKeeper library.
package zkcases

import (
	"time"

	"github.com/go-zookeeper/zk"
)

// ConnectBad keeps the connection when the work fails.
func ConnectBad(servers []string) error {
	conn, _, err := zk.Connect(servers, time.Second) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, _, err := conn.Get("/a"); err != nil {
		return err // want-step "returns"
	}
	conn.Close()
	return nil
}

// ConnectOk defers the end of the connection.
func ConnectOk(servers []string) error {
	conn, _, err := zk.Connect(servers, time.Second) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, _, err := conn.Get("/a"); err != nil {
		return err
	}
	return nil
}

// LockBad keeps the lock when the work fails.
func LockBad(conn *zk.Conn, work func() error) error {
	lock := zk.NewLock(conn, "/l", nil)
	if err := lock.Lock(); err != nil { // want unreleased-lock // want-fate leaked
		return err
	}
	if err := work(); err != nil {
		return err // want-step "returns"
	}
	return lock.Unlock()
}

// LockOk defers the end of the lock.
func LockOk(conn *zk.Conn, work func() error) error {
	lock := zk.NewLock(conn, "/l", nil)
	if err := lock.Lock(); err != nil { // want-fate released
		return err
	}
	defer lock.Unlock()
	if err := work(); err != nil {
		return err
	}
	return nil
}
