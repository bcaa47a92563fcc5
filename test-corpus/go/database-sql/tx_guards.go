package databasesql

import (
	"context"
	"database/sql"
	"fmt"
)

// RenameNamedResultOk rolls back by looking at the named result that each exit assigns. Pattern P55.
func (b *Bank) RenameNamedResultOk(id int64, owner string) (err error) {
	tx, err := b.db.Begin() // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		}
	}()
	if _, err := tx.Exec("UPDATE account SET owner = ? WHERE id = ?", owner, id); err != nil {
		return fmt.Errorf("rename: %w", err)
	}
	return tx.Commit()
}

// RenameShadowedBad guards with the outer error while the statement sets an inner one. Pattern P56.
func (b *Bank) RenameShadowedBad(id int64, owner string) error {
	tx, err := b.db.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		}
	}()
	if _, err := tx.Exec("UPDATE account SET owner = ? WHERE id = ?", owner, id); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// RenameOuterErrorOk sets the outer error that the guard looks at. Pattern P56.
func (b *Bank) RenameOuterErrorOk(id int64, owner string) error {
	tx, err := b.db.Begin() // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		}
	}()
	if _, err = tx.Exec("UPDATE account SET owner = ? WHERE id = ?", owner, id); err != nil {
		return err
	}
	err = tx.Commit()
	return err
}

// RenameNewErrorBad returns an error of its own that the guard never sees. Pattern P56.
func (b *Bank) RenameNewErrorBad(id int64, owner string) error {
	tx, err := b.db.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		}
	}()
	res, err := tx.Exec("UPDATE account SET owner = ? WHERE id = ?", owner, id)
	if err != nil {
		return err
	}
	if n, _ := res.RowsAffected(); n != 1 {
		return fmt.Errorf("account %d: %d rows", id, n) // want-step "returns"
	}
	return tx.Commit()
}

// GuardByValueBad evaluates the error when it defers, and then it is always nil. Pattern P56.
func (b *Bank) GuardByValueBad(id int64) (err error) {
	tx, err := b.db.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	defer func(err error) {
		if err != nil {
			tx.Rollback()
		}
	}(err)
	if _, err = tx.Exec("DELETE FROM account WHERE id = ?", id); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// CommitOrRollbackInDeferOk decides in the deferred literal which of the two it shall be. Pattern P55.
func (b *Bank) CommitOrRollbackInDeferOk(ctx context.Context, id int64) (err error) {
	tx, err := b.db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			tx.Rollback()
			panic(p)
		} else if err != nil {
			tx.Rollback()
		} else {
			err = tx.Commit()
		}
	}()
	_, err = tx.ExecContext(ctx, "DELETE FROM account WHERE id = ?", id)
	return err
}

// SuccessFlagOk rolls back unless the flag says that the commit was reached.
func (b *Bank) SuccessFlagOk(ctx context.Context, id int64) error {
	tx, err := b.db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed {
			_ = tx.Rollback()
		}
	}()
	if _, err := tx.ExecContext(ctx, "DELETE FROM account WHERE id = ?", id); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	committed = true
	return nil
}

// FlagSetTooEarlyBad sets the flag before the statement that may still fail.
func (b *Bank) FlagSetTooEarlyBad(ctx context.Context, id int64) error {
	tx, err := b.db.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			_ = tx.Rollback()
		}
	}()
	if _, err := tx.ExecContext(ctx, "DELETE FROM account WHERE id = ?", id); err != nil {
		return err
	}
	done = true
	if _, err := tx.ExecContext(ctx, "DELETE FROM owner WHERE account = ?", id); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// AddOwnedOk begins a transaction only when the caller has none and then finishes only its own. Pattern P59.
func (b *Bank) AddOwnedOk(ctx context.Context, tx *sql.Tx, id int64) error {
	owned := false
	if tx == nil {
		var err error
		tx, err = b.db.BeginTx(ctx, nil) // want-fate released
		if err != nil {
			return err
		}
		owned = true
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO account (id) VALUES (?)", id); err != nil {
		if owned {
			tx.Rollback()
		}
		return err
	}
	if owned {
		return tx.Commit()
	}
	return nil
}

// AddOwnedBad commits its own transaction and forgets it on the error. Pattern P59.
func (b *Bank) AddOwnedBad(ctx context.Context, tx *sql.Tx, id int64) error {
	owned := false
	if tx == nil {
		var err error
		tx, err = b.db.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
		if err != nil {
			return err
		}
		owned = true
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO account (id) VALUES (?)", id); err != nil {
		return err // want-step "returns"
	}
	if owned {
		return tx.Commit()
	}
	return nil
}

// insertEntryOk works in the transaction of its caller and does not finish it. Pattern P58.
func insertEntryOk(ctx context.Context, tx *sql.Tx, id int64, text string) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO entry (account, text) VALUES (?, ?)", id, text); err != nil {
		return fmt.Errorf("entry for %d: %w", id, err)
	}
	return nil
}

// BookTwiceOk finishes what its helpers only use. Pattern P58.
func (b *Bank) BookTwiceOk(ctx context.Context, id int64) error {
	tx, err := b.db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	for _, text := range []string{"debit", "credit"} {
		if err := insertEntryOk(ctx, tx, id, text); err != nil {
			tx.Rollback()
			return err
		}
	}
	return tx.Commit()
}

// BookTwiceBad believes that the helper would have rolled back. Pattern P58.
func (b *Bank) BookTwiceBad(ctx context.Context, id int64) error {
	tx, err := b.db.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	for _, text := range []string{"debit", "credit"} {
		if err := insertEntryOk(ctx, tx, id, text); err != nil {
			return err // want-step "returns"
		}
	}
	return tx.Commit()
}

// inTxOk runs a callback in a transaction that it begins and ends itself.
func (b *Bank) inTxOk(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := b.db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := work(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// RunnerBad loses the transaction when the callback fails. That it commits otherwise says who has to end it.
func (b *Bank) RunnerBad(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := b.db.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// RunAllBad does the same with several callbacks.
func (b *Bank) RunAllBad(ctx context.Context, work ...func(*sql.Tx) error) error {
	tx, err := b.db.BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	for _, one := range work {
		if err := one(tx); err != nil {
			return fmt.Errorf("work: %w", err) // want-step "returns"
		}
	}
	return tx.Commit()
}

// RunnerOfEnderOk leaves the end to the callback: nothing here says otherwise.
func (b *Bank) RunnerOfEnderOk(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := b.db.BeginTx(ctx, nil) // want-fate escaped
	if err != nil {
		return err
	}
	return work(tx)
}

// RunnerUndoesOk commits in the callback and rolls back what the callback left: what failed has ended nothing.
func (b *Bank) RunnerUndoesOk(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := b.db.BeginTx(ctx, nil) // want-fate escaped
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		tx.Rollback()
		return err
	}
	return nil
}

// CloseViaRunnerOk is called back with a transaction that is not its own.
func (b *Bank) CloseViaRunnerOk(ctx context.Context, id int64) error {
	return b.inTxOk(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE account SET open = 0 WHERE id = ?", id)
		return err
	})
}

// RunnerWithoutDeferBad ends the transaction by plain calls only, and the callback may panic.
func (b *Bank) RunnerWithoutDeferBad(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := b.db.BeginTx(ctx, nil) // want release-skipped-by-panic
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

// unit is a piece of work over a transaction.
type unit struct{ tx *sql.Tx }

// BeginUnitOk returns the transaction inside of a struct.
func (b *Bank) BeginUnitOk(ctx context.Context) (*unit, error) {
	tx, err := b.db.BeginTx(ctx, nil) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &unit{tx: tx}, nil
}

// Finish commits or rolls back.
func (u *unit) Finish(good bool) error {
	if good {
		return u.tx.Commit()
	}
	return u.tx.Rollback()
}
