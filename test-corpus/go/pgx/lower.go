package pgx

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func connect(ctx context.Context, url string) *pgx.Conn {
	conn, err := pgx.Connect(ctx, url) // want-fate returned
	if err != nil {
		panic(err)
	}
	return conn
}

// PingBelowOk closes the connection one floor below.
func PingBelowOk(ctx context.Context, url string) error {
	below := connect(ctx, url).PgConn() // want-fate released
	defer below.Close(ctx)
	return below.Ping(ctx)
}

// PingBelowBad asks the lower floor, and closes neither.
func PingBelowBad(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	return conn.PgConn().Ping(ctx)
}

// RebuildOk takes the connection apart and puts it together again.
func RebuildOk(ctx context.Context, url string) error {
	first, err := pgconn.Connect(ctx, url) // want-fate passed
	if err != nil {
		return err
	}
	parts, err := first.Hijack()
	if err != nil {
		return err
	}
	second, err := pgconn.Construct(parts) // want-fate released
	if err != nil {
		return err
	}
	defer second.Close(ctx)
	return second.Ping(ctx)
}

// RebuildBad forgets what it has put together.
func RebuildBad(ctx context.Context, url string) error {
	first, err := pgconn.Connect(ctx, url) // want-fate passed
	if err != nil {
		return err
	}
	parts, err := first.Hijack()
	if err != nil {
		return err
	}
	second, err := pgconn.Construct(parts) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	return second.Ping(ctx)
}
