// Package pgx holds the cases of the pgx library and its pool.
package pgx

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Jobs is a queue in a table.
type Jobs struct {
	pool *pgxpool.Pool
}

// PendingEarlyReturnBad returns on a closed queue with the rows, an interface here, still open. Pattern P107.
func (j *Jobs) PendingEarlyReturnBad(ctx context.Context) (ids []int64, err error) {
	rows, err := j.pool.Query(ctx, "SELECT id, state FROM job") // want unclosed-rows // want-fate leaked
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var id int64
		var state string
		if err := rows.Scan(&id, &state); err != nil {
			return nil, err
		}
		if state == "closed" {
			return ids, nil // want-step "returns"
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// PendingOk closes the rows in any case. Pattern P107.
func (j *Jobs) PendingOk(ctx context.Context) (ids []int64, err error) {
	rows, err := j.pool.Query(ctx, "SELECT id, state FROM job") // want-fate released
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var state string
		if err := rows.Scan(&id, &state); err != nil {
			return nil, err
		}
		if state == "closed" {
			return ids, nil
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// CountOk drains the rows.
func (j *Jobs) CountOk(ctx context.Context) (n int, err error) {
	rows, err := j.pool.Query(ctx, "SELECT id FROM job") // want-fate released
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

// ValuesFailureOk returns when a row cannot be read, which closes the rows in this library.
func (j *Jobs) ValuesFailureOk(ctx context.Context) (cells int, err error) {
	rows, err := j.pool.Query(ctx, "SELECT * FROM job") // want-fate released
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return 0, err
		}
		cells += len(values)
	}
	return cells, rows.Err()
}

// CollectOk lets the library read and close.
func (j *Jobs) CollectOk(ctx context.Context) ([]int64, error) {
	rows, err := j.pool.Query(ctx, "SELECT id FROM job") // want-fate released
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// StateOk scans its one row.
func (j *Jobs) StateOk(ctx context.Context, id int64) (state string, err error) {
	err = j.pool.QueryRow(ctx, "SELECT state FROM job WHERE id = $1", id).Scan(&state) // want-fate released
	return state, err
}

// TouchUnscannedBad runs an update as a query for one row and does not scan it. Pattern P43.
func (j *Jobs) TouchUnscannedBad(ctx context.Context, id int64) {
	row := j.pool.QueryRow(ctx, "UPDATE job SET seen = now() WHERE id = $1 RETURNING id", id) // want unscanned-row // want-fate leaked
	_ = row
} // want-step "ends"

// ClaimBad keeps the connection when the lock is not free. Pattern P52.
func (j *Jobs) ClaimBad(ctx context.Context, id int64) (bool, error) {
	conn, err := j.pool.Acquire(ctx) // want unclosed-connection // want-fate leaked
	if err != nil {
		return false, err
	}
	var free bool
	if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", id).Scan(&free); err != nil {
		return false, err // want-step "returns"
	}
	conn.Release()
	return free, nil
}

// ClaimOk releases the connection in any case. Pattern P52.
func (j *Jobs) ClaimOk(ctx context.Context, id int64) (free bool, err error) {
	conn, err := j.pool.Acquire(ctx) // want-fate released
	if err != nil {
		return false, err
	}
	defer conn.Release()
	err = conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", id).Scan(&free)
	return free, err
}

// lease is a connection with a lock on it.
type lease struct {
	conn *pgxpool.Conn
	id   int64
}

// End gives the connection back.
func (l *lease) End() { l.conn.Release() }

// LeaseOk returns the connection inside of a lease.
func (j *Jobs) LeaseOk(ctx context.Context, id int64) (*lease, error) {
	conn, err := j.pool.Acquire(ctx) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", id); err != nil {
		conn.Release()
		return nil, err
	}
	return &lease{conn: conn, id: id}, nil
}

// FinishBad rolls back on the first error and forgets the second. Pattern P128.
func (j *Jobs) FinishBad(ctx context.Context, id int64) error {
	tx, err := j.pool.Begin(ctx) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE job SET state = 'done' WHERE id = $1", id); err != nil {
		return errors.Join(err, tx.Rollback(ctx))
	}
	if _, err := tx.Exec(ctx, "INSERT INTO done (job) VALUES ($1)", id); err != nil {
		return fmt.Errorf("job %d: %w", id, err) // want-step "returns"
	}
	return tx.Commit(ctx)
}

// FinishOk defers the rollback with the context of the request, which is only a remark. Pattern P133.
func (j *Jobs) FinishOk(ctx context.Context, id int64) error {
	tx, err := j.pool.Begin(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(ctx) }()
	if _, err := tx.Exec(ctx, "UPDATE job SET state = 'done' WHERE id = $1", id); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// FinishManagedOk lets the library begin and end.
func (j *Jobs) FinishManagedOk(ctx context.Context, id int64) error {
	return pgx.BeginFunc(ctx, j.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE job SET state = 'done' WHERE id = $1", id)
		return err
	})
}

// AuditThroughPoolBad uses the pool while its transaction is open. Pattern P64.
func (j *Jobs) AuditThroughPoolBad(ctx context.Context, id int64) error {
	tx, err := j.pool.Begin(ctx) // want-fate released // want pool-used-inside-transaction
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx)
	if _, err := j.pool.Exec(ctx, "INSERT INTO audit (job) VALUES ($1)", id); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// EnqueueAllBad returns from a failed statement of the batch without closing its results.
func (j *Jobs) EnqueueAllBad(ctx context.Context, names []string) error {
	batch := &pgx.Batch{}
	for _, n := range names {
		batch.Queue("INSERT INTO job (name) VALUES ($1)", n)
	}
	results := j.pool.SendBatch(ctx, batch) // want unclosed-rows // want-fate leaked
	for range names {
		if _, err := results.Exec(); err != nil {
			return err // want-step "returns"
		}
	}
	return results.Close()
}

// EnqueueAllOk closes the results of the batch in any case.
func (j *Jobs) EnqueueAllOk(ctx context.Context, names []string) (err error) {
	batch := &pgx.Batch{}
	for _, n := range names {
		batch.Queue("INSERT INTO job (name) VALUES ($1)", n)
	}
	results := j.pool.SendBatch(ctx, batch) // want-fate released
	defer func() { err = errors.Join(err, results.Close()) }()
	for range names {
		if _, err := results.Exec(); err != nil {
			return err
		}
	}
	return nil
}

// ListenOnceBad connects and keeps the connection when the command is refused.
func ListenOnceBad(ctx context.Context, dsn, channel string) (string, error) {
	conn, err := pgx.Connect(ctx, dsn) // want unclosed-connection // want-fate leaked
	if err != nil {
		return "", err
	}
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return "", err // want-step "returns"
	}
	n, err := conn.WaitForNotification(ctx)
	if err != nil {
		conn.Close(ctx)
		return "", err
	}
	return n.Payload, conn.Close(ctx)
}

// ListenOnceOk closes the connection with a context that has not ended.
func ListenOnceOk(ctx context.Context, dsn, channel string) (string, error) {
	conn, err := pgx.Connect(ctx, dsn) // want-fate released
	if err != nil {
		return "", err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return "", err
	}
	n, err := conn.WaitForNotification(ctx)
	if err != nil {
		return "", err
	}
	return n.Payload, nil
}

// OpenJobsOk closes the pool when the first ping fails.
func OpenJobsOk(ctx context.Context, dsn string) (*Jobs, error) {
	pool, err := pgxpool.New(ctx, dsn) // want-fate returned
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return &Jobs{pool: pool}, nil
}

// OpenJobsBad leaves the pool and its background work when the first ping fails.
func OpenJobsBad(ctx context.Context, dsn string) (*Jobs, error) {
	pool, err := pgxpool.New(ctx, dsn) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		return nil, err // want-step "returns"
	}
	return &Jobs{pool: pool}, nil
}

// FinishDroppedBad asks for rows of an update and drops them.
func (j *Jobs) FinishDroppedBad(ctx context.Context, id int64) error {
	_, err := j.pool.Query(ctx, "UPDATE job SET state = 'done' WHERE id = $1", id) // want query-used-as-exec
	return err
}

// FinishClosedBad closes them, which runs the statement all the same.
func (j *Jobs) FinishClosedBad(ctx context.Context, id int64) error {
	rows, err := j.pool.Query(ctx, "UPDATE job SET state = 'done' WHERE id = $1", id) // want query-used-as-exec // want-fate released
	if err != nil {
		return err
	}
	rows.Close()
	return rows.Err()
}
