package libpq

import (
	"database/sql/driver"
	"fmt"

	"github.com/lib/pq"
)

// PrepareBad hangs up where it has prepared, and not where it could not: nothing but a name and a Close says that it has to.
func PrepareBad(dsn, query string) (int, error) {
	conn, err := pq.Open(dsn) // want unclosed-resource // want-fate leaked
	if err != nil {
		return 0, err
	}
	stmt, err := conn.Prepare(query)
	if err != nil {
		return 0, fmt.Errorf("prepare: %w", err) // want-step "returns"
	}
	n := stmt.NumInput()
	conn.Close()
	return n, nil
}

// PrepareOk hangs up in any case.
func PrepareOk(dsn, query string) (int, error) {
	conn, err := pq.Open(dsn) // want-fate released
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	stmt, err := conn.Prepare(query)
	if err != nil {
		return 0, fmt.Errorf("prepare: %w", err)
	}
	return stmt.NumInput(), nil
}

// OpenOk hands out what it has opened.
func OpenOk(dsn string) (driver.Conn, error) {
	return pq.Open(dsn)
}
