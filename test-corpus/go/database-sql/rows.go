// Package databasesql holds the cases of the standard database package.
package databasesql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"

	"corpus.example/go/closers"
)

// User is one row of the user table.
type User struct {
	ID    int64
	Name  string
	Email sql.NullString
}

// UserStore reads and writes users.
type UserStore struct {
	db *sql.DB
}

// ListClosureOk closes the cursor in a deferred literal. Pattern P31.
func (s *UserStore) ListClosureOk(ctx context.Context) ([]User, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id, name, email FROM users") // want-fate released
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var users []User
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Name, &u.Email); err != nil {
			return nil, fmt.Errorf("user: %w", err)
		}
		users = append(users, u)
	}
	return users, rows.Err()
}

// closeRows closes a cursor and logs the error.
func closeRows(rows *sql.Rows) {
	if err := rows.Close(); err != nil {
		log.Printf("close rows: %v", err)
	}
}

// NamesViaHelperOk defers a named helper. Pattern P32.
func (s *UserStore) NamesViaHelperOk(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users") // want-fate released
	if err != nil {
		return nil, err
	}
	defer closeRows(rows)
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// NamesViaOtherPackageOk defers a helper of another package. Pattern P04.
func (s *UserStore) NamesViaOtherPackageOk(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users") // want-fate released
	if err != nil {
		return nil, err
	}
	defer closers.Rows(rows)
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// note only writes down what the columns are called.
func note(rows *sql.Rows) {
	columns, err := rows.Columns()
	log.Printf("columns %v, %v", columns, err)
}

// NamesViaNoteBad defers a helper that closes nothing. Pattern P34.
func (s *UserStore) NamesViaNoteBad(ctx context.Context) (names []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name FROM users") // want unclosed-rows // want-fate leaked
	if err != nil {
		return nil, err
	}
	defer note(rows)
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err // want-step "returns"
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// SearchEitherTableBad fills the variable in both arms and closes in none. Pattern P35.
func (s *UserStore) SearchEitherTableBad(ctx context.Context, archived bool) (bool, error) {
	var rows *sql.Rows
	var err error
	if archived {
		rows, err = s.db.QueryContext(ctx, "SELECT id FROM old_users") // want unclosed-rows // want-fate leaked
	} else {
		rows, err = s.db.QueryContext(ctx, "SELECT id FROM users") // want unclosed-rows // want-fate leaked
	}
	if err != nil {
		return false, err
	}
	return rows.Next(), nil // want-step "returns"
}

// SearchEitherTableOk fills the variable in both arms and defers once. Pattern P07.
func (s *UserStore) SearchEitherTableOk(ctx context.Context, archived bool) (bool, error) {
	var rows *sql.Rows
	var err error
	if archived {
		rows, err = s.db.QueryContext(ctx, "SELECT id FROM old_users") // want-fate released
	} else {
		rows, err = s.db.QueryContext(ctx, "SELECT id FROM users") // want-fate released
	}
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), nil
}

// ScanErrorInLoopBad leaves the loop in the middle and relies on a drain that did not happen. Pattern P37.
func (s *UserStore) ScanErrorInLoopBad(ctx context.Context) (map[int64]string, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id, name FROM users") // want unclosed-rows // want-fate leaked
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]string)
	for rows.Next() {
		var id int64
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, err // want-step "returns"
		}
		byID[id] = name
	}
	return byID, rows.Err()
}

// CountByDrainingOk reads to the end, which closes the cursor. Pattern P37.
func (s *UserStore) CountByDrainingOk(ctx context.Context) (n int, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM users") // want-fate released
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

// CountUntilBad breaks out of the drain. Pattern P37.
func (s *UserStore) CountUntilBad(ctx context.Context, limit int) (n int, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM users") // want unclosed-rows // want-fate leaked
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
		if n == limit {
			break
		}
	}
	return n, rows.Err() // want-step "returns"
}

// ColumnsExplicitOk closes without a defer on the only path. Pattern P38.
func (s *UserStore) ColumnsExplicitOk(ctx context.Context, table string) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT * FROM "+table+" LIMIT 0") // want-fate released
	if err != nil {
		return nil, err
	}
	columns, err := rows.Columns()
	rows.Close()
	return columns, err
}

// ScanPlainCloseBad closes on each path by plain calls, but the scan in between may panic. Pattern P38.
func (s *UserStore) ScanPlainCloseBad(ctx context.Context, into func(id int64)) error {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM users") // want release-skipped-by-panic
	if err != nil {
		return err
	}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return err
		}
		into(id)
	}
	return errors.Join(rows.Err(), rows.Close())
}

// CloseInReturnOk closes in the expression of the return. Pattern P122.
func (s *UserStore) CloseInReturnOk(ctx context.Context) (found bool, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT 1 FROM users WHERE name = ''") // want-fate released
	if err != nil {
		return false, err
	}
	found = rows.Next()
	return found, errors.Join(rows.Err(), rows.Close())
}

// PerGroupExplicitOk runs one query per group and closes at the end of each round. Pattern P46.
func (s *UserStore) PerGroupExplicitOk(ctx context.Context, groups []string) (map[string]int, error) {
	sizes := make(map[string]int, len(groups))
	for _, g := range groups {
		rows, err := s.db.QueryContext(ctx, "SELECT id FROM members WHERE grp = ?", g) // want-fate released
		if err != nil {
			return nil, err
		}
		n := 0
		for n < 1000 && rows.Next() {
			n++
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
		sizes[g] = n
	}
	return sizes, nil
}

// PerGroupDeferBad defers per group, so all cursors stay open until the end. Pattern P22.
func (s *UserStore) PerGroupDeferBad(ctx context.Context, groups []string) (n int, err error) {
	for _, g := range groups {
		rows, err := s.db.QueryContext(ctx, "SELECT id FROM members WHERE grp = ?", g) // want release-deferred-in-loop
		if err != nil {
			return n, err
		}
		defer rows.Close()
		if rows.Next() {
			n++
		}
	}
	return n, nil
}

// ErrNeverAskedBad closes but takes a broken connection for a short list. Pattern P134.
func (s *UserStore) ErrNeverAskedBad(ctx context.Context) (ids []int64, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM users") // want rows-err-unchecked
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}
