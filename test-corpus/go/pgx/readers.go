package pgx

import (
	"context"
	"io"
	"os"

	"github.com/jackc/pgx/v5/pgconn"
)

// named is a reader with a name, and nothing that could be closed.
type named interface {
	io.Reader
	Name() string
}

// uploader sends files.
type uploader interface {
	Send(file named) error
}

// SendBad gives the file to somebody who can only read it. That some reader of the library ends with Read is no matter.
func SendBad(u uploader, name string) error {
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	return u.Send(f) // want-step "returns"
}

// SendOk closes it.
func SendOk(u uploader, name string) error {
	f, err := os.Open(name) // want-fate released
	if err != nil {
		return err
	}
	defer f.Close()
	return u.Send(f)
}

// ReadResultOk reads to the end.
func ReadResultOk(ctx context.Context, conn *pgconn.PgConn, sql string) error {
	result := conn.ExecParams(ctx, sql, nil, nil, nil, nil).Read()
	return result.Err
}

// ReadDeferredOk defers the reading.
func ReadDeferredOk(ctx context.Context, conn *pgconn.PgConn, sql string) {
	results := conn.Exec(ctx, sql)
	defer results.ReadAll()
}

// ReadResultBad leaves the connection locked where there are no columns.
func ReadResultBad(ctx context.Context, conn *pgconn.PgConn, sql string) int {
	reader := conn.ExecParams(ctx, sql, nil, nil, nil, nil) // want unclosed-rows // want-fate leaked
	columns := len(reader.FieldDescriptions())
	if columns == 0 {
		return 0 // want-step "returns"
	}
	reader.Read()
	return columns
}
