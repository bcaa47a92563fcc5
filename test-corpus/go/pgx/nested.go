package pgx

import (
	"context"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// TryBad leaves the savepoint where the attempt fails, and the transaction of the caller in a state it does not expect.
func TryBad(ctx context.Context, tx pgx.Tx, sql string) error {
	save, err := tx.Begin(ctx) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := save.Exec(ctx, sql); err != nil {
		return fmt.Errorf("attempt: %w", err) // want-step "returns"
	}
	return save.Commit(ctx)
}

// TryOk goes back to the savepoint where the attempt fails.
func TryOk(ctx context.Context, tx pgx.Tx, sql string) error {
	save, err := tx.Begin(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer save.Rollback(ctx)
	if _, err := save.Exec(ctx, sql); err != nil {
		return fmt.Errorf("attempt: %w", err)
	}
	return save.Commit(ctx)
}

// TryWithinOk ends the outer transaction, which ends the inner one.
func TryWithinOk(ctx context.Context, conn *pgx.Conn, sql string) error {
	tx, err := conn.Begin(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx)
	save, err := tx.Begin(ctx) // want-fate released
	if err != nil {
		return err
	}
	if _, err := save.Exec(ctx, sql); err != nil {
		return err
	}
	if err := save.Commit(ctx); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// DownloadOk closes the object it has read.
func DownloadOk(ctx context.Context, tx pgx.Tx, id uint32, to io.Writer) error {
	objects := tx.LargeObjects()
	object, err := objects.Open(ctx, id, pgx.LargeObjectModeRead) // want-fate released
	if err != nil {
		return err
	}
	defer object.Close()
	_, err = io.Copy(to, object)
	return err
}

// UploadOk leaves the object to the end of the transaction, which its caller has begun.
func UploadOk(ctx context.Context, tx pgx.Tx, id uint32, from io.Reader) error {
	objects := tx.LargeObjects()
	object, err := objects.Open(ctx, id, pgx.LargeObjectModeWrite) // want-fate untracked
	if err != nil {
		return err
	}
	if _, err := io.Copy(object, from); err != nil {
		return err
	}
	return object.Close()
}

// PipelineBad leaves the connection in pipeline mode where the server does not answer.
func PipelineBad(ctx context.Context, conn *pgconn.PgConn, statements map[string]string) error {
	pipeline := conn.StartPipeline(ctx) // want unclosed-rows // want-fate leaked
	for name, sql := range statements {
		pipeline.SendPrepare(name, sql, nil)
	}
	if err := pipeline.Sync(); err != nil {
		return err // want-step "returns"
	}
	return pipeline.Close()
}

// PipelineOk closes the pipeline on each way out.
func PipelineOk(ctx context.Context, conn *pgconn.PgConn, statements map[string]string) (err error) {
	pipeline := conn.StartPipeline(ctx) // want-fate released
	defer func() {
		if cerr := pipeline.Close(); err == nil {
			err = cerr
		}
	}()
	for name, sql := range statements {
		pipeline.SendPrepare(name, sql, nil)
	}
	return pipeline.Sync()
}
