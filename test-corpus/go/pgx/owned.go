package pgx

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// worker keeps one connection for as long as it works.
type worker struct {
	pool *pgxpool.Pool
	conn *pgxpool.Conn
	tx   pgx.Tx
}

// AttachOk stores the connection in the worker.
func (w *worker) AttachOk(ctx context.Context) error {
	conn, err := w.pool.Acquire(ctx) // want-fate stored
	if err != nil {
		return err
	}
	w.conn = conn
	return nil
}

// BeginOk stores the transaction in the worker.
func (w *worker) BeginOk(ctx context.Context) (err error) {
	w.tx, err = w.conn.Begin(ctx) // want-fate stored
	return err
}

// Close ends the transaction and gives the connection back.
func (w *worker) Close(ctx context.Context) error {
	err := w.tx.Rollback(ctx)
	w.conn.Release()
	if errors.Is(err, pgx.ErrTxClosed) {
		return nil
	}
	return err
}

// rollback ends a transaction whose end may be known already.
func rollback(ctx context.Context, tx pgx.Tx) {
	_ = tx.Rollback(context.WithoutCancel(ctx))
}

// ArchiveHelperOk defers a helper that rolls back.
func (w *worker) ArchiveHelperOk(ctx context.Context) error {
	tx, err := w.pool.BeginTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadWrite}) // want-fate released
	if err != nil {
		return err
	}
	defer rollback(ctx, tx)
	if _, err := tx.Exec(ctx, "INSERT INTO old_job SELECT * FROM job"); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// ArchiveLockBad rolls back on the second error and forgets the first.
func (w *worker) ArchiveLockBad(ctx context.Context) error {
	tx, err := w.pool.Begin(ctx) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "LOCK TABLE job"); err != nil {
		return err // want-step "returns"
	}
	if _, err := tx.Exec(ctx, "DELETE FROM job"); err != nil {
		rollback(ctx, tx)
		return err
	}
	return tx.Commit(ctx)
}

// BeginReturnedOk returns the transaction.
func (w *worker) BeginReturnedOk(ctx context.Context) (pgx.Tx, error) {
	return w.pool.Begin(ctx) // want-fate returned
}

// DeleteStartedBad forgets the transaction of the method above.
func (w *worker) DeleteStartedBad(ctx context.Context) error {
	tx, err := w.BeginReturnedOk(ctx) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM job"); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit(ctx)
}

// StreamOk gives the rows to a goroutine that closes them.
func (w *worker) StreamOk(ctx context.Context, out chan<- int64) error {
	rows, err := w.pool.Query(ctx, "SELECT id FROM job") // want-fate passed
	if err != nil {
		return err
	}
	go func() {
		defer close(out)
		defer rows.Close()
		for rows.Next() {
			var id int64
			if rows.Scan(&id) != nil {
				return
			}
			out <- id
		}
	}()
	return nil
}

// BatchQueryBad leaves the results of the batch when a row is missing.
func (w *worker) BatchQueryBad(ctx context.Context) (n int64, err error) {
	batch := &pgx.Batch{}
	batch.Queue("SELECT COUNT(*) FROM job")
	results := w.pool.SendBatch(ctx, batch) // want unclosed-rows // want-fate leaked
	if err := results.QueryRow().Scan(&n); err != nil {
		return 0, err // want-step "returns"
	}
	return n, results.Close()
}

// BatchQueryOk closes the results and keeps both errors.
func (w *worker) BatchQueryOk(ctx context.Context) (n int64, err error) {
	batch := &pgx.Batch{}
	batch.Queue("SELECT COUNT(*) FROM job")
	results := w.pool.SendBatch(ctx, batch) // want-fate released
	defer results.Close()
	err = results.QueryRow().Scan(&n)
	return n, err
}
