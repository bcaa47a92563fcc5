package databasesql

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// uploads holds one open transaction per client.
type uploads struct {
	mu   sync.Mutex
	db   *sql.DB
	open map[string]*sql.Tx
}

// StartOk stores the transaction under the name of the client.
func (u *uploads) StartOk(client string) error {
	tx, err := u.db.Begin() // want-fate stored
	if err != nil {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.open[client] = tx
	return nil
}

// StartTwiceBad forgets the new transaction when the client already has one.
func (u *uploads) StartTwiceBad(client string) error {
	tx, err := u.db.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.open[client] != nil {
		return errors.New("already started") // want-step "returns"
	}
	u.open[client] = tx
	return nil
}

// FinishOk ends what is stored; nothing is begun here.
func (u *uploads) FinishOk(client string, good bool) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	tx := u.open[client]
	delete(u.open, client)
	if tx == nil {
		return sql.ErrTxDone
	}
	if !good {
		return tx.Rollback()
	}
	return tx.Commit()
}

// DeleteInBackgroundOk gives the transaction to a goroutine that ends it.
func (u *uploads) DeleteInBackgroundOk(ctx context.Context, done chan<- error) error {
	tx, err := u.db.BeginTx(ctx, nil) // want-fate passed
	if err != nil {
		return err
	}
	go func() {
		if _, err := tx.ExecContext(ctx, "DELETE FROM upload"); err != nil {
			done <- errors.Join(err, tx.Rollback())
			return
		}
		done <- tx.Commit()
	}()
	return nil
}

// PerClientLoopBad begins once per client and skips the end for an unknown one.
func (u *uploads) PerClientLoopBad(ctx context.Context, clients []string) error {
	for _, c := range clients {
		tx, err := u.db.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, "DELETE FROM upload WHERE client = ?", c)
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
		if n, _ := res.RowsAffected(); n == 0 {
			continue // want-step "loop|overwritten"
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// PerClientDeferBad defers one rollback per client, so all transactions stay open until the end. Pattern P22.
func (u *uploads) PerClientDeferBad(ctx context.Context, clients []string) (err error) {
	for _, c := range clients {
		tx, err := u.db.BeginTx(ctx, nil) // want release-deferred-in-loop
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if _, err := tx.ExecContext(ctx, "DELETE FROM upload WHERE client = ?", c); err != nil {
			return err
		}
	}
	return nil
}

// PerClientLiteralOk begins and ends in a literal per client. Pattern P70.
func (u *uploads) PerClientLiteralOk(ctx context.Context, clients []string) error {
	for _, c := range clients {
		if err := func() error {
			tx, err := u.db.BeginTx(ctx, nil) // want-fate released
			if err != nil {
				return err
			}
			defer tx.Rollback()
			if _, err := tx.ExecContext(ctx, "DELETE FROM upload WHERE client = ?", c); err != nil {
				return err
			}
			return tx.Commit()
		}(); err != nil {
			return err
		}
	}
	return nil
}

// IgnoredCommitOk commits without looking at the answer, which ends the transaction all the same.
func (u *uploads) IgnoredCommitOk(client string) {
	tx, err := u.db.Begin() // want-fate released
	if err != nil {
		return
	}
	if _, err := tx.Exec("DELETE FROM upload WHERE client = ?", client); err != nil {
		tx.Rollback()
		return
	}
	tx.Commit()
}
