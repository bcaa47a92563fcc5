package databasesql

import (
	"context"
	"database/sql"
	"errors"
)

// Runner runs statements on connections of its own.
type Runner struct {
	db *sql.DB
}

// stop tells the server to give a statement up. It hands out nothing, and takes a connection all the same.
func (r *Runner) stop(ctx context.Context, id int64) error {
	_, err := r.db.ExecContext(ctx, "KILL QUERY ?", id)
	return err
}

// RunBad stops the statement while its connection is held.
func (r *Runner) RunBad(ctx context.Context, id int64, statement string) error {
	conn, err := r.db.Conn(ctx) // want pool-self-deadlock // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, statement); err != nil {
		if errors.Is(err, context.Canceled) {
			return r.stop(context.WithoutCancel(ctx), id)
		}
		return err
	}
	return nil
}

// RunOk gives the connection back first.
func (r *Runner) RunOk(ctx context.Context, id int64, statement string) error {
	conn, err := r.db.Conn(ctx) // want-fate released
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, statement)
	if closeErr := conn.Close(); closeErr != nil {
		return closeErr
	}
	if errors.Is(err, context.Canceled) {
		return r.stop(context.WithoutCancel(ctx), id)
	}
	return err
}
