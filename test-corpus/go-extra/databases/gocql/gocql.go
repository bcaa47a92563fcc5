// Package gocqlcases holds the cases of the gocql library.
package gocqlcases

import (
	"github.com/gocql/gocql"
)

// SessionOwner keeps a session.
type SessionOwner struct{ held *gocql.Session }

// Shutdown ends the session.
func (o *SessionOwner) Shutdown() { o.held.Close() }

// NewSessionBad loses the session when the check after it fails.
func NewSessionBad(hosts ...string) (*SessionOwner, error) {
	session, err := gocql.NewCluster(hosts...).CreateSession() // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := session.Query("SELECT 1").Exec(); err != nil {
		return nil, err // want-step "returns"
	}
	return &SessionOwner{held: session}, nil
}

// NewSessionOk ends the session when the check after it fails.
func NewSessionOk(hosts ...string) (*SessionOwner, error) {
	session, err := gocql.NewCluster(hosts...).CreateSession()
	if err != nil {
		return nil, err
	}
	if err := session.Query("SELECT 1").Exec(); err != nil {
		session.Close()
		return nil, err
	}
	return &SessionOwner{held: session}, nil
}

// IterateDroppedOk drops the iterator, which costs next to nothing.
func IterateDroppedOk(session *gocql.Session) error {
	iter := session.Query("SELECT 1").Iter() // want-fate untracked
	if _, err := iter.RowData(); err != nil {
		return err
	}
	return nil
}

// IterateOk ends the iterator.
func IterateOk(session *gocql.Session) error {
	iter := session.Query("SELECT 1").Iter() // want-fate released
	defer iter.Close()
	if _, err := iter.RowData(); err != nil {
		return err
	}
	return nil
}
