package pgxv4cases

import (
	"context"
	"database/sql"
	"io"
	"time"

	"github.com/jackc/pgconn"
	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/stdlib"
)

// WaitBad hangs up only where something was said.
func WaitBad(ctx context.Context, url string) (string, error) {
	conn, err := pgx.Connect(ctx, url) // want unclosed-connection // want-fate leaked
	if err != nil {
		return "", err
	}
	said, err := conn.WaitForNotification(ctx)
	if err != nil {
		return "", err // want-step "returns"
	}
	return said.Payload, conn.Close(ctx)
}

// WaitOk hangs up in any case.
func WaitOk(ctx context.Context, config *pgx.ConnConfig) (string, error) {
	conn, err := pgx.ConnectConfig(ctx, config) // want-fate released
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	said, err := conn.WaitForNotification(ctx)
	if err != nil {
		return "", err
	}
	return said.Payload, nil
}

// ReadObjectOk closes the object it has read.
func ReadObjectOk(ctx context.Context, tx pgx.Tx, id uint32, to io.Writer) error {
	objects := tx.LargeObjects()
	object, err := objects.Open(ctx, id, pgx.LargeObjectModeRead) // want-fate released
	if err != nil {
		return err
	}
	defer object.Close()
	_, err = io.Copy(to, object)
	return err
}

// CutObjectOk leaves the object to the end of the transaction, which its caller has begun.
func CutObjectOk(ctx context.Context, tx pgx.Tx, id uint32, size int64) error {
	objects := tx.LargeObjects()
	object, err := objects.Open(ctx, id, pgx.LargeObjectModeWrite) // want-fate untracked
	if err != nil {
		return err
	}
	if err := object.Truncate(size); err != nil {
		return err
	}
	return object.Close()
}

// StandbyBad keeps the connection where it is not one to a standby.
func StandbyBad(ctx context.Context, url string) (bool, error) {
	conn, err := pgconn.Connect(ctx, url) // want unclosed-connection // want-fate leaked
	if err != nil {
		return false, err
	}
	if conn.ParameterStatus("in_hot_standby") != "on" {
		return false, nil // want-step "returns"
	}
	return true, conn.Close(ctx)
}

// StandbyOk closes it in any case.
func StandbyOk(ctx context.Context, url string) (bool, error) {
	conn, err := pgconn.Connect(ctx, url) // want-fate released
	if err != nil {
		return false, err
	}
	defer conn.Close(ctx)
	return conn.ParameterStatus("in_hot_standby") == "on", nil
}

// RunBad leaves the connection locked where the first result is one too many.
func RunBad(ctx context.Context, conn *pgconn.PgConn, script string) error {
	results := conn.Exec(ctx, script) // want unclosed-rows // want-fate leaked
	if results.NextResult() {
		return io.ErrUnexpectedEOF // want-step "returns"
	}
	return results.Close()
}

// RunOk reads to the end, which closes.
func RunOk(ctx context.Context, conn *pgconn.PgConn, script string) error {
	_, err := conn.Exec(ctx, script).ReadAll() // want-fate released
	return err
}

// CopyInBad takes a connection from under a pool and keeps it where the copy fails.
func CopyInBad(ctx context.Context, db *sql.DB, rows [][]any) error {
	conn, err := stdlib.AcquireConn(db) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.CopyFrom(ctx, pgx.Identifier{"mail"}, []string{"text"}, pgx.CopyFromRows(rows)); err != nil {
		return err // want-step "returns"
	}
	return stdlib.ReleaseConn(db, conn)
}

// CopyInOk puts it back in any case.
func CopyInOk(db *sql.DB, rows [][]any) error {
	conn, err := stdlib.AcquireConn(db) // want-fate released
	if err != nil {
		return err
	}
	defer stdlib.ReleaseConn(db, conn)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"mail"}, []string{"text"}, pgx.CopyFromRows(rows))
	return err
}
