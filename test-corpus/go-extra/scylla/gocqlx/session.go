package gocqlxcases

import (
	"github.com/gocql/gocql"
)

// Users keeps a session of the fork of gocql.
type Users struct{ session *gocql.Session }

// OpenUsersBad loses the session where there is no table.
func OpenUsersBad(cluster *gocql.ClusterConfig) (*Users, error) {
	session, err := cluster.CreateSession() // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := session.Query("SELECT name FROM users LIMIT 1").Exec(); err != nil {
		return nil, err // want-step "returns"
	}
	return &Users{session: session}, nil
}

// CheckOk closes the session when it has looked.
func CheckOk(cluster *gocql.ClusterConfig) error {
	session, err := cluster.CreateSession() // want-fate released
	if err != nil {
		return err
	}
	defer session.Close()
	return session.Query("SELECT name FROM users LIMIT 1").Exec()
}
