package databasesql

import (
	"context"
	"database/sql"
	"errors"
)

// ReassignAfterDeferBad runs a second query into the variable whose first value the defer has taken. Pattern P49.
func (s *UserStore) ReassignAfterDeferBad(ctx context.Context) (both bool, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM users") // want pool-self-deadlock // want-fate released
	if err != nil {
		return false, err
	}
	defer rows.Close()
	both = rows.Next()
	rows, err = s.db.QueryContext(ctx, "SELECT id FROM old_users") // want unclosed-rows // want-fate leaked
	if err != nil {
		return false, err
	}
	return both && rows.Next(), nil // want-step "returns"
}

// ReassignWithTwoDefersOk defers once for each value of the variable. Pattern P49.
func (s *UserStore) ReassignWithTwoDefersOk(ctx context.Context) (both bool, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM users") // want-fate released
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		both = true
	}
	if err := rows.Err(); err != nil {
		return false, err
	}
	rows, err = s.db.QueryContext(ctx, "SELECT id FROM old_users") // want-fate released
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return both && rows.Next(), nil
}

// OptionalQueryOk asks only under a condition and tests for nil before it defers. Pattern P50.
func (s *UserStore) OptionalQueryOk(ctx context.Context, withFriends bool) (n int, err error) {
	var rows *sql.Rows
	if withFriends {
		rows, err = s.db.QueryContext(ctx, "SELECT id FROM friends") // want-fate released
		if err != nil {
			return 0, err
		}
	}
	if rows != nil {
		defer rows.Close()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return 0, err
			}
			n++
		}
		return n, rows.Err()
	}
	return n, nil
}

// OptionalQueryBad tests a different condition at the end than at the start. Pattern P50.
func (s *UserStore) OptionalQueryBad(ctx context.Context, withFriends, verbose bool) (n int, err error) {
	var rows *sql.Rows
	if withFriends {
		rows, err = s.db.QueryContext(ctx, "SELECT id FROM friends") // want unclosed-rows // want-fate leaked
		if err != nil {
			return 0, err
		}
	}
	if verbose && rows != nil {
		defer rows.Close()
		if rows.Next() {
			n++
		}
	}
	return n, nil // want-step "returns"
}

// userIterator walks over users and remembers the error of the cursor.
type userIterator struct {
	rows *sql.Rows
	err  error
}

// Next reads the next user.
func (it *userIterator) Next(u *User) bool {
	if it.err != nil || !it.rows.Next() {
		return false
	}
	it.err = it.rows.Scan(&u.ID, &u.Name, &u.Email)
	return it.err == nil
}

// Close ends the walk.
func (it *userIterator) Close() error {
	return errors.Join(it.err, it.rows.Err(), it.rows.Close())
}

// IterateOk wraps the cursor in an iterator that the caller closes. Pattern P47.
func (s *UserStore) IterateOk(ctx context.Context) (*userIterator, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id, name, email FROM users") // want-fate returned
	if err != nil {
		return nil, err
	}
	return &userIterator{rows: rows}, nil
}

// FirstWithMailOk closes the iterator it was given. Pattern P47.
func (s *UserStore) FirstWithMailOk(ctx context.Context) (u User, err error) {
	it, err := s.IterateOk(ctx)
	if err != nil {
		return u, err
	}
	defer it.Close()
	for it.Next(&u) {
		if u.Email.Valid {
			return u, nil
		}
	}
	return u, sql.ErrNoRows
}

// FirstWithMailBad leaves the iterator open as soon as it has found somebody. Pattern P47.
func (s *UserStore) FirstWithMailBad(ctx context.Context) (u User, err error) {
	it, err := s.IterateOk(ctx) // want unclosed-resource
	if err != nil {
		return u, err
	}
	for it.Next(&u) {
		if u.Email.Valid {
			return u, nil
		}
	}
	return u, it.Close()
}

// Rows is a cursor of this project with a few more methods.
type Rows struct {
	*sql.Rows
	query string
}

// Query is the way the project asks its questions.
func (s *UserStore) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	rows, err := s.db.QueryContext(ctx, query, args...) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &Rows{Rows: rows, query: query}, nil
}

// AnyAdminOk closes the cursor through the promoted method. Pattern P109.
func (s *UserStore) AnyAdminOk(ctx context.Context) (bool, error) {
	rows, err := s.Query(ctx, "SELECT 1 FROM users WHERE admin")
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), nil
}

// AnyAdminBad forgets the cursor of the project. Pattern P109.
func (s *UserStore) AnyAdminBad(ctx context.Context) (bool, error) {
	rows, err := s.Query(ctx, "SELECT 1 FROM users WHERE admin") // want unclosed-resource
	if err != nil {
		return false, err
	}
	return rows.Next(), nil
}

// OpenCursorOk returns the bare cursor.
func (s *UserStore) OpenCursorOk(ctx context.Context) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, "SELECT id FROM users") // want-fate returned
}

// HasUsersBad forgets the cursor that a method of this type has opened.
func (s *UserStore) HasUsersBad(ctx context.Context) (bool, error) {
	rows, err := s.OpenCursorOk(ctx) // want unclosed-rows // want-fate leaked
	if err != nil {
		return false, err
	}
	return rows.Next(), nil // want-step "returns"
}

// HasUsersOk closes the cursor that a method of this type has opened.
func (s *UserStore) HasUsersOk(ctx context.Context) (bool, error) {
	rows, err := s.OpenCursorOk(ctx) // want-fate released
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), nil
}

// StreamOk hands the cursor to a goroutine that closes it.
func (s *UserStore) StreamOk(ctx context.Context, out chan<- int64) error {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM users") // want-fate passed
	if err != nil {
		return err
	}
	go func() {
		defer close(out)
		defer rows.Close()
		for rows.Next() {
			var id int64
			if rows.Scan(&id) != nil {
				return
			}
			out <- id
		}
	}()
	return nil
}

// NextResultSetOk reads two result sets and closes at the end of all.
func (s *UserStore) NextResultSetOk(ctx context.Context) (users, groups int, err error) {
	rows, err := s.db.QueryContext(ctx, "CALL users_and_groups()") // want-fate released
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		users++
	}
	if !rows.NextResultSet() {
		return users, 0, rows.Err()
	}
	for rows.Next() {
		groups++
	}
	return users, groups, rows.Err()
}
