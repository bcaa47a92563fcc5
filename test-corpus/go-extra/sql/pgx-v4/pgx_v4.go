// Package pgxv4cases holds the cases of version 4 of pgx.
package pgxv4cases

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"
)

// Mail keeps letters.
type Mail struct{ pool *pgxpool.Pool }

// OpenMailBad loses the pool where there is no table.
func OpenMailBad(ctx context.Context, url string) (*Mail, error) {
	pool, err := pgxpool.Connect(ctx, url) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := pool.Exec(ctx, "SELECT FROM mail LIMIT 1"); err != nil {
		return nil, fmt.Errorf("mail: %w", err) // want-step "returns"
	}
	return &Mail{pool: pool}, nil
}

// OpenMailOk closes the pool where there is no table.
func OpenMailOk(ctx context.Context, config *pgxpool.Config) (*Mail, error) {
	pool, err := pgxpool.ConnectConfig(ctx, config) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, err := pool.Exec(ctx, "SELECT FROM mail LIMIT 1"); err != nil {
		pool.Close()
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &Mail{pool: pool}, nil
}

// FindBad leaves the loop with the first letter, and with it a slot of the pool.
func (m *Mail) FindBad(ctx context.Context, to string) (id int64, err error) {
	rows, err := m.pool.Query(ctx, "SELECT id, receiver FROM mail") // want unclosed-rows // want-fate leaked
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		var receiver string
		if err := rows.Scan(&id, &receiver); err != nil {
			return 0, err
		}
		if receiver == to {
			return id, nil // want-step "returns"
		}
	}
	return 0, rows.Err()
}

// FindOk defers the close.
func (m *Mail) FindOk(ctx context.Context, to string) (id int64, err error) {
	rows, err := m.pool.Query(ctx, "SELECT id, receiver FROM mail") // want-fate released
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var receiver string
		if err := rows.Scan(&id, &receiver); err != nil {
			return 0, err
		}
		if receiver == to {
			return id, nil
		}
	}
	return 0, rows.Err()
}

// CountBad asks for a number and does not look at it.
func (m *Mail) CountBad(ctx context.Context, fast bool) (n int, err error) {
	row := m.pool.QueryRow(ctx, "SELECT count(*) FROM mail") // want unscanned-row // want-fate leaked
	if fast {
		return 0, nil // want-step "returns"
	}
	err = row.Scan(&n)
	return n, err
}

// CountOk reads it.
func (m *Mail) CountOk(ctx context.Context) (n int, err error) {
	err = m.pool.QueryRow(ctx, "SELECT count(*) FROM mail").Scan(&n) // want-fate released
	return n, err
}

// SendBad leaves the transaction where there is nothing to send.
func (m *Mail) SendBad(ctx context.Context) error {
	tx, err := m.pool.Begin(ctx) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, "UPDATE mail SET sent = true WHERE NOT sent")
	if err != nil {
		tx.Rollback(ctx)
		return err
	}
	if tag.RowsAffected() == 0 {
		return errors.New("nothing to send") // want-step "returns"
	}
	return tx.Commit(ctx)
}

// SendOk rolls back wherever it does not commit.
func (m *Mail) SendOk(ctx context.Context) error {
	tx, err := m.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.Serializable}) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback(ctx)
	if _, err := tx.Exec(ctx, "UPDATE mail SET sent = true WHERE NOT sent"); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// SendManagedOk leaves all of that to the library.
func (m *Mail) SendManagedOk(ctx context.Context) error {
	return m.pool.BeginFunc(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE mail SET sent = true WHERE NOT sent")
		return err
	})
}

// TryBad leaves the savepoint where the letter cannot be written.
func TryBad(ctx context.Context, tx pgx.Tx, text string) error {
	save, err := tx.Begin(ctx) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := save.Exec(ctx, "INSERT INTO mail (text) VALUES ($1)", text); err != nil {
		return err // want-step "returns"
	}
	return save.Commit(ctx)
}

// TryOk goes back to it.
func TryOk(ctx context.Context, tx pgx.Tx, text string) error {
	save, err := tx.Begin(ctx) // want-fate released
	if err != nil {
		return err
	}
	if _, err := save.Exec(ctx, "INSERT INTO mail (text) VALUES ($1)", text); err != nil {
		return errors.Join(err, save.Rollback(ctx))
	}
	return save.Commit(ctx)
}

// LockedBad keeps the connection where the lock is taken by somebody else.
func (m *Mail) LockedBad(ctx context.Context, work func(*pgxpool.Conn) error) error {
	conn, err := m.pool.Acquire(ctx) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	var locked bool
	if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock(7)").Scan(&locked); err != nil || !locked {
		return fmt.Errorf("locked: %w", err) // want-step "returns"
	}
	defer conn.Release()
	return work(conn)
}

// LockedOk gives the connection back in any case.
func (m *Mail) LockedOk(ctx context.Context, work func(*pgxpool.Conn) error) error {
	conn, err := m.pool.Acquire(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Release()
	var locked bool
	if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock(7)").Scan(&locked); err != nil || !locked {
		return fmt.Errorf("locked: %w", err)
	}
	return work(conn)
}

// WriteAllBad does not close the results of the batch where one of them is an error.
func (m *Mail) WriteAllBad(ctx context.Context, texts []string) error {
	batch := &pgx.Batch{}
	for _, text := range texts {
		batch.Queue("INSERT INTO mail (text) VALUES ($1)", text)
	}
	results := m.pool.SendBatch(ctx, batch) // want unclosed-rows // want-fate leaked
	for range texts {
		if _, err := results.Exec(); err != nil {
			return err // want-step "returns"
		}
	}
	return results.Close()
}

// WriteAllOk closes the results in any case, and says what that says.
func (m *Mail) WriteAllOk(ctx context.Context, texts []string) (err error) {
	batch := &pgx.Batch{}
	for _, text := range texts {
		batch.Queue("INSERT INTO mail (text) VALUES ($1)", text)
	}
	results := m.pool.SendBatch(ctx, batch) // want-fate released
	defer func() { err = errors.Join(err, results.Close()) }()
	for range texts {
		if _, err := results.Exec(); err != nil {
			return err
		}
	}
	return nil
}
