// Package zsqlite holds the cases of the SQLite library of zombiezen.
package zsqlite

import (
	"context"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// OpenBad keeps the connection when the work fails.
func OpenBad(path string) error {
	conn, err := sqlite.OpenConn(path) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := sqlitex.ExecuteTransient(conn, "SELECT 1", nil); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// OpenOk defers the end of the connection.
func OpenOk(path string) error {
	conn, err := sqlite.OpenConn(path) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := sqlitex.ExecuteTransient(conn, "SELECT 1", nil); err != nil {
		return err
	}
	return nil
}

// TakeBad keeps the connection when the work fails.
func TakeBad(ctx context.Context, pool *sqlitex.Pool) error {
	conn, err := pool.Take(ctx) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := sqlitex.ExecuteTransient(conn, "SELECT 1", nil); err != nil {
		return err // want-step "returns"
	}
	pool.Put(conn)
	return nil
}

// TakeOk defers the end of the connection.
func TakeOk(ctx context.Context, pool *sqlitex.Pool) error {
	conn, err := pool.Take(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer pool.Put(conn)
	if err := sqlitex.ExecuteTransient(conn, "SELECT 1", nil); err != nil {
		return err
	}
	return nil
}

// TransientBad keeps the statement when the work fails.
func TransientBad(conn *sqlite.Conn) error {
	stmt, _, err := conn.PrepareTransient("SELECT 1") // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := stmt.Step(); err != nil {
		return err // want-step "returns"
	}
	return stmt.Finalize()
}

// TransientOk defers the end of the statement.
func TransientOk(conn *sqlite.Conn) error {
	stmt, _, err := conn.PrepareTransient("SELECT 1") // want-fate released
	if err != nil {
		return err
	}
	defer stmt.Finalize()
	if _, err := stmt.Step(); err != nil {
		return err
	}
	return nil
}

// BlobBad keeps the blob when the work fails.
func BlobBad(conn *sqlite.Conn, buf []byte) error {
	blob, err := conn.OpenBlob("main", "t", "c", 1, false) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := blob.Read(buf); err != nil {
		return err // want-step "returns"
	}
	return blob.Close()
}

// BlobOk defers the end of the blob.
func BlobOk(conn *sqlite.Conn, buf []byte) error {
	blob, err := conn.OpenBlob("main", "t", "c", 1, false) // want-fate released
	if err != nil {
		return err
	}
	defer blob.Close()
	if _, err := blob.Read(buf); err != nil {
		return err
	}
	return nil
}

// SaveBad does not end the savepoint when the work fails.
func SaveBad(conn *sqlite.Conn, work func() error) (err error) {
	end := sqlitex.Save(conn) // want unfinished-transaction // want-fate leaked
	if err = work(); err != nil {
		return err // want-step "returns"
	}
	end(&err)
	return err
}

// SaveOk defers the end.
func SaveOk(conn *sqlite.Conn, work func() error) (err error) {
	end := sqlitex.Save(conn) // want-fate released
	defer end(&err)
	return work()
}

// PoolOwner keeps a pool.
type PoolOwner struct{ held *sqlitex.Pool }

// Shutdown ends the pool.
func (o *PoolOwner) Shutdown() { o.held.Close() }

// NewPoolBad loses the pool when the check after it fails.
func NewPoolBad(uri string, check func() error) (*PoolOwner, error) {
	pool, err := sqlitex.NewPool(uri, sqlitex.PoolOptions{}) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := check(); err != nil {
		return nil, err // want-step "returns"
	}
	return &PoolOwner{held: pool}, nil
}

// NewPoolOk ends the pool when the check after it fails.
func NewPoolOk(uri string, check func() error) (*PoolOwner, error) {
	pool, err := sqlitex.NewPool(uri, sqlitex.PoolOptions{})
	if err != nil {
		return nil, err
	}
	if err := check(); err != nil {
		pool.Close()
		return nil, err
	}
	return &PoolOwner{held: pool}, nil
}
