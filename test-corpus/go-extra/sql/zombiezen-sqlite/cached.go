package zsqlite

import (
	"errors"

	"zombiezen.com/go/sqlite"
)

// NameOk resets the statement, which stays with the connection.
func NameOk(conn *sqlite.Conn, id int64) (string, error) {
	stmt, err := conn.Prepare("SELECT name FROM users WHERE id = $id") // want-fate released
	if err != nil {
		return "", err
	}
	defer stmt.Reset()
	stmt.SetInt64("$id", id)
	found, err := stmt.Step()
	if err != nil {
		return "", err
	}
	if !found {
		return "", errors.New("nobody")
	}
	return stmt.GetText("name"), nil
}

// ExistsOk leaves the statement where it is: it is reset before it runs again.
func ExistsOk(conn *sqlite.Conn, id int64) (bool, error) {
	stmt := conn.Prep("SELECT 1 FROM users WHERE id = $id") // want-fate untracked
	stmt.SetInt64("$id", id)
	return stmt.Step()
}
