package databasesql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"corpus.example/go/closers"
)

var errTooPoor = errors.New("not enough money")

// Bank moves money between accounts.
type Bank struct {
	db *sql.DB
}

// TransferForgottenRollbackBad returns from a failed statement with the transaction open. Pattern P53.
func (b *Bank) TransferForgottenRollbackBad(from, to, cents int64) error {
	tx, err := b.db.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE account SET cents = cents - ? WHERE id = ?", cents, from); err != nil {
		return err // want-step "returns"
	}
	if _, err := tx.Exec("UPDATE account SET cents = cents + ? WHERE id = ?", cents, to); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

// TransferExplicitOk rolls back on each branch by hand. Pattern P53.
func (b *Bank) TransferExplicitOk(from, to, cents int64) error {
	tx, err := b.db.Begin() // want-fate released
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE account SET cents = cents - ? WHERE id = ?", cents, from); err != nil {
		tx.Rollback()
		return err
	}
	if _, err := tx.Exec("UPDATE account SET cents = cents + ? WHERE id = ?", cents, to); err != nil {
		if rerr := tx.Rollback(); rerr != nil {
			return errors.Join(err, rerr)
		}
		return err
	}
	return tx.Commit()
}

// TransferDeferredOk defers a rollback that does nothing after the commit. Pattern P133.
func (b *Bank) TransferDeferredOk(ctx context.Context, from, to, cents int64) error {
	tx, err := b.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable}) // want-fate released
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var have int64
	if err := tx.QueryRowContext(ctx, "SELECT cents FROM account WHERE id = ? FOR UPDATE", from).Scan(&have); err != nil { // want-fate released
		return err
	}
	if have < cents {
		return errTooPoor
	}
	if _, err := tx.ExecContext(ctx, "UPDATE account SET cents = cents + ? WHERE id = ?", cents, to); err != nil {
		return err
	}
	return tx.Commit()
}

// TransferHelperOk defers a rollback helper of another package. Pattern P04.
func (b *Bank) TransferHelperOk(ctx context.Context, from, cents int64) error {
	tx, err := b.db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer closers.RollbackQuietly(tx)
	if _, err := tx.ExecContext(ctx, "UPDATE account SET cents = cents - ? WHERE id = ?", cents, from); err != nil {
		return err
	}
	return tx.Commit()
}

// BalanceReadOnlyOk ends a transaction that only reads with a rollback. Pattern P61.
func (b *Bank) BalanceReadOnlyOk(ctx context.Context, id int64) (cents int64, err error) {
	tx, err := b.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // want-fate released
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	err = tx.QueryRowContext(ctx, "SELECT cents FROM account WHERE id = ?", id).Scan(&cents) // want-fate released
	return cents, err
}

// rollbackUnlessCancelled means well, but skips the rollback when the context has ended.
func rollbackUnlessCancelled(ctx context.Context, tx *sql.Tx) {
	if ctx.Err() != nil {
		return
	}
	_ = tx.Rollback()
}

// CloseAccountSkippingHelperBad relies on a helper that releases on one of its paths only. Pattern P62.
func (b *Bank) CloseAccountSkippingHelperBad(ctx context.Context, id int64) error {
	tx, err := b.db.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	defer rollbackUnlessCancelled(ctx, tx)
	if _, err := tx.ExecContext(ctx, "DELETE FROM account WHERE id = ?", id); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// rollbackLogged logs a cancelled context and rolls back all the same.
func rollbackLogged(ctx context.Context, tx *sql.Tx) {
	if err := ctx.Err(); err != nil {
		fmt.Println("cancelled:", err)
	}
	_ = tx.Rollback()
}

// CloseAccountHelperOk relies on a helper that releases on all of its paths. Pattern P62.
func (b *Bank) CloseAccountHelperOk(ctx context.Context, id int64) error {
	tx, err := b.db.Begin() // want-fate released
	if err != nil {
		return err
	}
	defer rollbackLogged(ctx, tx)
	if _, err := tx.ExecContext(ctx, "DELETE FROM account WHERE id = ?", id); err != nil {
		return err
	}
	return tx.Commit()
}

// beginner is anything that can start a transaction.
type beginner interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

// ChargeThroughInterfaceBad rolls back on the first branch and forgets the second. Pattern P128.
func ChargeThroughInterfaceBad(ctx context.Context, db beginner, id, cents int64) error {
	tx, err := db.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE account SET cents = cents - ? WHERE id = ?", cents, id); err != nil {
		_ = tx.Rollback()
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO charge (account, cents) VALUES (?, ?)", id, cents); err != nil {
		return fmt.Errorf("charge %d: %w", id, err) // want-step "returns"
	}
	return tx.Commit()
}

// ChargeThroughInterfaceOk forgets neither. Pattern P128.
func ChargeThroughInterfaceOk(ctx context.Context, db beginner, id, cents int64) error {
	tx, err := db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE account SET cents = cents - ? WHERE id = ?", cents, id); err != nil {
		_ = tx.Rollback()
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO charge (account, cents) VALUES (?, ?)", id, cents); err != nil {
		_ = tx.Rollback()
		return fmt.Errorf("charge %d: %w", id, err)
	}
	return tx.Commit()
}

// AuditThroughPoolBad writes with the pool while its own transaction is open. Pattern P64.
func (b *Bank) AuditThroughPoolBad(ctx context.Context, id int64) error {
	tx, err := b.db.BeginTx(ctx, nil) // want-fate released // want pool-used-inside-transaction
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "DELETE FROM account WHERE id = ?", id); err != nil {
		return err
	}
	if _, err := b.db.ExecContext(ctx, "INSERT INTO audit (account) VALUES (?)", id); err != nil {
		return err
	}
	return tx.Commit()
}

// ownerOf asks with a connection of its own.
func (b *Bank) ownerOf(ctx context.Context, id int64) (name string, err error) {
	err = b.db.QueryRowContext(ctx, "SELECT owner FROM account WHERE id = ?", id).Scan(&name)
	return name, err
}

// OwnersNestedBad asks for another connection in a helper while it holds the cursor. Pattern P131.
func (b *Bank) OwnersNestedBad(ctx context.Context) (owners []string, err error) {
	rows, err := b.db.QueryContext(ctx, "SELECT id FROM account") // want-fate released // want pool-self-deadlock
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		owner, err := b.ownerOf(ctx, id)
		if err != nil {
			return nil, err
		}
		owners = append(owners, owner)
	}
	return owners, rows.Err()
}

// OwnersNestedDirectBad asks for another connection in the loop itself. Pattern P51.
func (b *Bank) OwnersNestedDirectBad(ctx context.Context) error {
	rows, err := b.db.QueryContext(ctx, "SELECT id FROM account") // want-fate released // want pool-self-deadlock
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if _, err := b.db.ExecContext(ctx, "UPDATE account SET seen = 1 WHERE id = ?", id); err != nil {
			return err
		}
	}
	return rows.Err()
}

// OwnersNestedPlainBad is the same with releases that are not deferred. Pattern P131.
func (b *Bank) OwnersNestedPlainBad(ctx context.Context) (owners []string, err error) {
	rows, err := b.db.QueryContext(ctx, "SELECT id FROM account") // want pool-self-deadlock // want release-skipped-by-panic
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return nil, err
		}
		owner, err := b.ownerOf(ctx, id) // want-step "which takes another connection"
		if err != nil {
			rows.Close()
			return nil, err
		}
		owners = append(owners, owner)
	}
	return owners, rows.Err()
}

// AuditThroughPoolPlainBad is the same with a plain rollback. Pattern P64.
func (b *Bank) AuditThroughPoolPlainBad(ctx context.Context, id int64) error {
	tx, err := b.db.BeginTx(ctx, nil) // want pool-used-inside-transaction // want-fate released
	if err != nil {
		return err
	}
	if _, err := b.db.ExecContext(ctx, "INSERT INTO audit (account) VALUES (?)", id); err != nil { // want-step "takes another connection"
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}

// PublishAfterCommitBad keeps steps that can fail under a guard that rolls back what is committed. Pattern P115.
func (b *Bank) PublishAfterCommitBad(id int64, publish func(int64) error) (err error) {
	tx, err := b.db.Begin() // want double-finish // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			if rerr := tx.Rollback(); rerr != nil {
				err = rerr
			}
		}
	}()
	if _, err = tx.Exec("UPDATE account SET open = 0 WHERE id = ?", id); err != nil {
		return err
	}
	if err = tx.Commit(); err != nil {
		return err
	}
	return publish(id)
}

// PublishAfterCommitOk leaves the error of the step alone.
func (b *Bank) PublishAfterCommitOk(id int64, publish func(int64) error) (err error) {
	tx, err := b.db.Begin() // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback()
		}
	}()
	if _, err = tx.Exec("UPDATE account SET open = 0 WHERE id = ?", id); err != nil {
		return err
	}
	if err = tx.Commit(); err != nil {
		return err
	}
	return publish(id)
}

// PublishAfterCommitToldApartOk knows the answer of a transaction that has ended.
func (b *Bank) PublishAfterCommitToldApartOk(id int64, publish func(int64) error) (err error) {
	tx, err := b.db.Begin() // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			if rerr := tx.Rollback(); rerr != nil && !errors.Is(rerr, sql.ErrTxDone) {
				err = rerr
			}
		}
	}()
	if _, err = tx.Exec("UPDATE account SET open = 0 WHERE id = ?", id); err != nil {
		return err
	}
	if err = tx.Commit(); err != nil {
		return err
	}
	return publish(id)
}

// CommitLastOk does nothing after the commit.
func (b *Bank) CommitLastOk(id int64) (err error) {
	tx, err := b.db.Begin() // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			if rerr := tx.Rollback(); rerr != nil {
				err = rerr
			}
		}
	}()
	if _, err = tx.Exec("UPDATE account SET open = 0 WHERE id = ?", id); err != nil {
		return err
	}
	return tx.Commit()
}

// machine has a begin that has nothing to do with a database.
type machine struct {
	parts int
}

// Begin starts the machine.
func (m *machine) Begin() (*machine, error) {
	if m.parts == 0 {
		return nil, errors.New("empty")
	}
	return m, nil
}

// StartMachineOk calls something that is only named like a transaction. Pattern P65.
func StartMachineOk(m *machine) (int, error) {
	tx, err := m.Begin()
	if err != nil {
		return 0, err
	}
	return tx.parts, nil
}
