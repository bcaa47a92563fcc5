package gocqlcases

import (
	"fmt"

	"github.com/gocql/gocql"
)

// NamesOk asks the scanner for its error, which also closes the iterator.
func NamesOk(session *gocql.Session) (names []string, err error) {
	rows := session.Query("SELECT name FROM users").Iter().Scanner() // want-fate released
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("%w, %w", err, rows.Err())
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// FirstNameOk leaves the page in memory where it is not a name.
func FirstNameOk(session *gocql.Session) (name string, err error) {
	iter := session.Query("SELECT name FROM users").Iter()
	rows := iter.Scanner() // want-fate untracked
	if rows.Next() {
		if err := rows.Scan(&name); err != nil {
			return "", err
		}
	}
	return name, rows.Err()
}
