package databasesql

import (
	"context"
	"database/sql"
	"errors"
)

// TableExistsNoScanBad asks the row for its error only, so its connection stays out. Pattern P43.
func (s *UserStore) TableExistsNoScanBad(name string) error {
	row := s.db.QueryRow("SELECT 1 FROM information_schema.tables WHERE table_name = ?", name) // want unscanned-row // want-fate leaked
	return row.Err()                                                                           // want-step "returns"
}

// TableExistsScanOk scans, which gives the connection back. Pattern P43.
func (s *UserStore) TableExistsScanOk(name string) (bool, error) {
	var one int
	row := s.db.QueryRow("SELECT 1 FROM information_schema.tables WHERE table_name = ?", name) // want-fate released
	err := row.Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// CountChainedOk scans in the same expression. Pattern P43.
func (s *UserStore) CountChainedOk(ctx context.Context) (n int, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM users").Scan(&n) // want-fate released
	return n, err
}

// CountSkippedBad leaves the row alone when the caller does not want the number. Pattern P43.
func (s *UserStore) CountSkippedBad(ctx context.Context, wanted bool) (n int, err error) {
	row := s.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM users") // want unscanned-row // want-fate leaked
	if !wanted {
		return 0, nil // want-step "returns"
	}
	err = row.Scan(&n)
	return n, err
}

// scanner is what row and rows have in common.
type scanner interface {
	Scan(dest ...any) error
}

// scanUser reads a user from either.
func scanUser(sc scanner) (u User, err error) {
	err = sc.Scan(&u.ID, &u.Name, &u.Email)
	return u, err
}

// ByIDOk scans in a helper that takes an interface.
func (s *UserStore) ByIDOk(ctx context.Context, id int64) (User, error) {
	row := s.db.QueryRowContext(ctx, "SELECT id, name, email FROM users WHERE id = ?", id) // want-fate released
	return scanUser(row)
}

// RowForOk returns the row and leaves the scan to the caller.
func (s *UserStore) RowForOk(ctx context.Context, id int64) *sql.Row {
	return s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id) // want-fate returned
}

// RowForgottenBad calls the method that returns a row and does not scan.
func (s *UserStore) RowForgottenBad(ctx context.Context, id int64) bool {
	row := s.RowForOk(ctx, id) // want unscanned-row // want-fate leaked
	return row.Err() == nil    // want-step "returns"
}

// InsertThroughQueryBad uses a query for a statement without rows and throws the cursor away. Pattern P44.
func (s *UserStore) InsertThroughQueryBad(name string) error {
	_, err := s.db.Query("INSERT INTO users (name) VALUES (?)", name) // want query-used-as-exec // want-fate leaked
	return err
}

// InsertThroughExecOk uses the call that has no cursor. Pattern P44.
func (s *UserStore) InsertThroughExecOk(name string) error {
	_, err := s.db.Exec("INSERT INTO users (name) VALUES (?)", name)
	return err
}

// DeleteThroughQueryBad closes the cursor it should never have asked for. Pattern P44.
func (s *UserStore) DeleteThroughQueryBad(ctx context.Context, id int64) error {
	rows, err := s.db.QueryContext(ctx, "DELETE FROM users WHERE id = ?", id) // want query-used-as-exec // want-fate released
	if err != nil {
		return err
	}
	return rows.Close()
}
