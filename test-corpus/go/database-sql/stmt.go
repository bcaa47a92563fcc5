package databasesql

import (
	"context"
	"database/sql"
	"sync"
)

// insertUsers is a prepared statement with an owner.
type insertUsers struct {
	stmt *sql.Stmt
	done int
}

// Close gives the statement back.
func (i *insertUsers) Close() error { return i.stmt.Close() }

// PrepareInsertOk stores the statement in a literal that is returned. Pattern P40.
func PrepareInsertOk(db *sql.DB) (*insertUsers, error) {
	stmt, err := db.Prepare("INSERT INTO users (name) VALUES (?)") // want-fate returned
	if err != nil {
		return nil, err
	}
	return &insertUsers{stmt: stmt}, nil
}

// InsertAllBad forgets the owner of the statement. Pattern P40.
func InsertAllBad(db *sql.DB, names []string) (int, error) {
	ins, err := PrepareInsertOk(db) // want unclosed-resource
	if err != nil {
		return 0, err
	}
	for _, n := range names {
		if _, err := ins.stmt.Exec(n); err != nil {
			return ins.done, err
		}
		ins.done++
	}
	return ins.done, nil
}

// statements keeps what was prepared once.
type statements struct {
	mu    sync.Mutex
	db    *sql.DB
	cache map[string]*sql.Stmt
}

// GetOk returns a hit from the map and stores a miss there. Pattern P41.
func (s *statements) GetOk(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt, ok := s.cache[query]; ok {
		return stmt, nil
	}
	stmt, err := s.db.PrepareContext(ctx, query) // want-fate stored
	if err != nil {
		return nil, err
	}
	s.cache[query] = stmt
	return stmt, nil
}

// RenameAllBad forgets the statement when one of the executions fails.
func RenameAllBad(ctx context.Context, db *sql.DB, names map[int64]string) error {
	stmt, err := db.PrepareContext(ctx, "UPDATE users SET name = ? WHERE id = ?") // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	for id, name := range names {
		if _, err := stmt.ExecContext(ctx, name, id); err != nil {
			return err // want-step "returns"
		}
	}
	return stmt.Close()
}

// RenameAllOk defers the close of the statement.
func RenameAllOk(ctx context.Context, db *sql.DB, names map[int64]string) error {
	stmt, err := db.PrepareContext(ctx, "UPDATE users SET name = ? WHERE id = ?") // want-fate released
	if err != nil {
		return err
	}
	defer stmt.Close()
	for id, name := range names {
		if _, err := stmt.ExecContext(ctx, name, id); err != nil {
			return err
		}
	}
	return nil
}

// RenameInTxOk leaves the statement to the end of its transaction.
func RenameInTxOk(ctx context.Context, db *sql.DB, names map[int64]string) error {
	tx, err := db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	stmt, err := tx.PrepareContext(ctx, "UPDATE users SET name = ? WHERE id = ?") // want-fate released
	if err != nil {
		return err
	}
	for id, name := range names {
		if _, err := stmt.ExecContext(ctx, name, id); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// FindWithStmtBad closes the statement and forgets the cursor made from it.
func FindWithStmtBad(ctx context.Context, db *sql.DB, name string) (bool, error) {
	stmt, err := db.PrepareContext(ctx, "SELECT id FROM users WHERE name = ?") // want-fate released
	if err != nil {
		return false, err
	}
	defer stmt.Close()
	rows, err := stmt.QueryContext(ctx, name) // want unclosed-rows // want-fate leaked
	if err != nil {
		return false, err
	}
	return rows.Next(), nil // want-step "returns"
}

// FindWithStmtOk closes both.
func FindWithStmtOk(ctx context.Context, db *sql.DB, name string) (bool, error) {
	stmt, err := db.PrepareContext(ctx, "SELECT id FROM users WHERE name = ?") // want-fate released
	if err != nil {
		return false, err
	}
	defer stmt.Close()
	rows, err := stmt.QueryContext(ctx, name) // want-fate released
	if err != nil {
		return false, err
	}
	defer rows.Close()
	return rows.Next(), nil
}

// TwoStatementsBad leaves the first one open when the second cannot be prepared. Pattern P67.
func TwoStatementsBad(ctx context.Context, db *sql.DB, id int64) error {
	take, err := db.PrepareContext(ctx, "UPDATE account SET cents = cents - 1 WHERE id = ?") // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	give, err := db.PrepareContext(ctx, "UPDATE account SET cents = cents + 1 WHERE id = ?") // want-fate released
	if err != nil {
		return err // want-step "returns"
	}
	defer take.Close()
	defer give.Close()
	if _, err := take.ExecContext(ctx, id); err != nil {
		return err
	}
	_, err = give.ExecContext(ctx, id)
	return err
}
