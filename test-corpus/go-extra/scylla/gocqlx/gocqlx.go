// Package gocqlxcases holds the cases of the mapper for Cassandra. An iterator holds a page and no connection, so nothing is
// reported.
package gocqlxcases

import (
	"errors"

	"github.com/scylladb/gocqlx/v3"
)

// User is a row.
type User struct{ Name string }

// EachOk closes the iterator, which says whether it has failed.
func EachOk(query *gocqlx.Queryx, each func(User) bool) error {
	iter := query.Iter() // want-fate released
	var user User
	for iter.StructScan(&user) {
		if !each(user) {
			break
		}
	}
	return iter.Close()
}

// AllOk reads all; Select closes.
func AllOk(query *gocqlx.Queryx) (users []User, err error) {
	err = query.Iter().Select(&users) // want-fate released
	return users, err
}

// FirstOk leaves the rest of a page in memory.
func FirstOk(query *gocqlx.Queryx) (user User, err error) {
	iter := query.Iter() // want-fate untracked
	if !iter.StructScan(&user) {
		return user, errors.New("nobody")
	}
	return user, nil
}
