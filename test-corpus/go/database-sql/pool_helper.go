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

// giveUp rolls back before it notes why, and does not come back then.
func (r *Runner) giveUp(ctx context.Context, tx *sql.Tx, what error) {
	if what != nil {
		tx.Rollback()
		r.note(ctx, what)
		panic(what)
	}
}

// giveUpLate notes while the transaction still has its connection.
func (r *Runner) giveUpLate(ctx context.Context, tx *sql.Tx, what error) {
	if what != nil {
		r.note(ctx, what)
		tx.Rollback()
		panic(what)
	}
}

// CountOk takes another connection after its transaction has given back the one it had.
func (r *Runner) CountOk(ctx context.Context) error {
	tx, err := r.db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE total SET n = n + 1")
	r.giveUp(ctx, tx, err)
	return tx.Commit()
}

// CountBad takes it while the transaction has one.
func (r *Runner) CountBad(ctx context.Context) error {
	tx, err := r.db.BeginTx(ctx, nil) // want pool-used-inside-transaction // want-fate released
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE total SET n = n + 1")
	r.giveUpLate(ctx, tx, err)
	return tx.Commit()
}
