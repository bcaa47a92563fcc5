package databasesql

import (
	"context"
	"database/sql"
)

// ExpireDroppedBad asks for rows and throws them away together with the error.
func (s *UserStore) ExpireDroppedBad() {
	s.db.Query("DELETE FROM session WHERE expires < now()") // want query-used-as-exec "dropped and never closed"
}

// ExpireBothBlankBad says that it wants neither.
func (s *UserStore) ExpireBothBlankBad(ctx context.Context) {
	_, _ = s.db.QueryContext(ctx, "DELETE FROM session WHERE expires < now()") // want query-used-as-exec
}

// RenameInTxBad leaves the rows to the end of the transaction, which comes, but only on one path.
func (s *UserStore) RenameInTxBad(tx *sql.Tx, id int64, name string) error {
	_, err := tx.Query("UPDATE users SET name = ? WHERE id = ?", name, id) // want query-used-as-exec
	return err
}

// RenamePreparedBad does it with a prepared statement.
func RenamePreparedBad(stmt *sql.Stmt, id int64, name string) error {
	_, err := stmt.Query(name, id) // want query-used-as-exec
	return err
}

// LockDroppedBad wants the effect of a SELECT and not its rows.
func (s *UserStore) LockDroppedBad(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.QueryContext(ctx, "SELECT pg_advisory_lock(1)") // want query-used-as-exec
	return err
}

// TouchNeverReadBad has a variable for the rows, and only asks whether there is an error.
func (s *UserStore) TouchNeverReadBad(id int64) error {
	rows, err := s.db.Query("UPDATE users SET seen = now() WHERE id = ?", id) // want query-used-as-exec "neither read nor closed"
	if err != nil {
		return err
	}
	return rows.Err()
}

// TouchInBranchBad drops them on one of two ways.
func (s *UserStore) TouchInBranchBad(id int64, audit bool) (err error) {
	if audit {
		_, err = s.db.Query("INSERT INTO audit (id) VALUES (?)", id) // want query-used-as-exec
	} else {
		_, err = s.db.Exec("UPDATE users SET seen = now() WHERE id = ?", id)
	}
	return err
}

// PurgeInLoopBad loses one connection each round.
func (s *UserStore) PurgeInLoopBad(ids []int64) error {
	for _, id := range ids {
		if _, err := s.db.Query("DELETE FROM users WHERE id = ?", id); err != nil { // want query-used-as-exec
			return err
		}
	}
	return nil
}

// CreateClosedBad gives the connection back at once; it says so as information.
func (s *UserStore) CreateClosedBad() error {
	rows, err := s.db.Query("CREATE TABLE users (id bigint)") // want query-used-as-exec "only closed, never read" // want-fate released
	if err != nil {
		return err
	}
	defer rows.Close()
	return nil
}

// UpdateClosedThenErrBad closes and asks for the error, as it should if it were a query.
func (s *UserStore) UpdateClosedThenErrBad(id int64) error {
	rows, err := s.db.Query("UPDATE users SET seen = now() WHERE id = ?", id) // want query-used-as-exec // want-fate released
	if err != nil {
		return err
	}
	rows.Close()
	return rows.Err()
}

// PingClosedOk asks for rows to see whether the table is there.
func (s *UserStore) PingClosedOk() error {
	rows, err := s.db.Query("SELECT 1 FROM users LIMIT 1") // want-fate released
	if err != nil {
		return err
	}
	return rows.Close()
}

// PingVariableOk has the statement elsewhere, and nobody knows what it is.
func (s *UserStore) PingVariableOk(statement string) error {
	rows, err := s.db.Query(statement) // want-fate released
	if err != nil {
		return err
	}
	return rows.Close()
}

// InsertReturningOk closes what might be read.
func (s *UserStore) InsertReturningOk(name string) error {
	rows, err := s.db.Query("INSERT INTO users (name) VALUES ($1) RETURNING id", name) // want-fate released
	if err != nil {
		return err
	}
	return rows.Close()
}

// InsertScannedOk reads the answer.
func (s *UserStore) InsertScannedOk(name string) (id int64, err error) {
	rows, err := s.db.Query("INSERT INTO users (name) VALUES ($1)", name) // want-fate released
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(&id)
	}
	return id, err
}

// InsertHandedOverOk lets another function read.
func (s *UserStore) InsertHandedOverOk(name string) error {
	rows, err := s.db.Query("INSERT INTO users (name) VALUES ($1)", name) // want-fate released
	if err != nil {
		return err
	}
	defer rows.Close()
	return scanAllOk(rows)
}

func scanAllOk(rows *sql.Rows) error {
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
	}
	return rows.Err()
}

// InsertReadBad reads and does not close: the query is meant, the release is missing.
func (s *UserStore) InsertReadBad(name string) (id int64, err error) {
	rows, err := s.db.Query("INSERT INTO users (name) VALUES ($1)", name) // want unclosed-rows
	if err != nil {
		return 0, err
	}
	rows.Next()
	return id, rows.Scan(&id)
}

// query hands rows out; what its callers drop is not traced back.
func (s *UserStore) query(name string) (*sql.Rows, error) {
	return s.db.Query("SELECT id FROM users WHERE name = $1", name) // want-fate returned
}

// ForwardedDroppedBad drops what the helper hands out.
func (s *UserStore) ForwardedDroppedBad(name string) error {
	_, err := s.query(name) // want unclosed-rows
	return err
}
