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

// note writes down what failed. It hands out nothing, and takes a connection all the same.
func (r *Runner) note(ctx context.Context, what error) error {
	_, err := r.db.ExecContext(ctx, "INSERT INTO failure (what) VALUES (?)", what.Error())
	return err
}

// stop tells the server to give a statement up.
func (r *Runner) stop(ctx context.Context, id int64) error {
	_, err := r.db.ExecContext(ctx, "KILL QUERY ?", id)
	return err
}

// RunBad notes the failure while its connection is held.
func (r *Runner) RunBad(ctx context.Context, statement string) error {
	conn, err := r.db.Conn(ctx) // want pool-self-deadlock // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, statement); err != nil {
		return errors.Join(err, r.note(ctx, err))
	}
	return nil
}

// StopOk stops the statement, which its own connection cannot be asked to do.
func (r *Runner) StopOk(ctx context.Context, id int64, statement string) error {
	conn, err := r.db.Conn(ctx) // known-fp pool-self-deadlock "only another connection can stop the statement" // want-fate released
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
func (r *Runner) RunOk(ctx context.Context, statement string) error {
	conn, err := r.db.Conn(ctx) // want-fate released
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, statement)
	if closeErr := conn.Close(); closeErr != nil {
		return closeErr
	}
	if err != nil {
		return errors.Join(err, r.note(ctx, err))
	}
	return nil
}
