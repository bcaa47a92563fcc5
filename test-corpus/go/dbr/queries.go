// Package dbr holds the cases of the dbr library.
package dbr

import (
	"context"
	"fmt"

	"github.com/gocraft/dbr/v2"
)

// Meter reads what devices have measured.
type Meter struct {
	conn *dbr.Connection
}

// RenameBad leaves the transaction when the update fails. Pattern P53.
func (m *Meter) RenameBad(ctx context.Context, id int64, name string) error {
	tx, err := m.conn.NewSession(nil).BeginTx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.Update("device").Set("name", name).Where("id = ?", id).ExecContext(ctx); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// RenameOk defers the rollback that the library means for this.
func (m *Meter) RenameOk(ctx context.Context, id int64, name string) error {
	tx, err := m.conn.NewSession(nil).BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer tx.RollbackUnlessCommitted()
	if _, err := tx.Update("device").Set("name", name).Where("id = ?", id).ExecContext(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// RenameExplicitOk rolls back by hand.
func (m *Meter) RenameExplicitOk(id int64, name string) error {
	sess := m.conn.NewSession(nil)
	tx, err := sess.Begin() // want-fate released
	if err != nil {
		return err
	}
	if _, err := tx.Update("device").Set("name", name).Where("id = ?", id).Exec(); err != nil {
		if rerr := tx.Rollback(); rerr != nil {
			return fmt.Errorf("%w, and then %v", err, rerr)
		}
		return err
	}
	return tx.Commit()
}

// BeginOk returns the transaction.
func (m *Meter) BeginOk() (*dbr.Tx, error) {
	return m.conn.NewSession(nil).Begin() // want-fate returned
}

// DropBad begins with a helper and forgets the end.
func (m *Meter) DropBad(id int64) error {
	tx, err := m.BeginOk() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.DeleteFrom("device").Where("id = ?", id).Exec(); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// PeakBad leaves the loop at the first value that is too large.
func (m *Meter) PeakBad(limit float64) (bool, error) {
	rows, err := m.conn.NewSession(nil).Select("value").From("sample").Rows() // want unclosed-rows // want-fate leaked
	if err != nil {
		return false, err
	}
	for rows.Next() {
		var v float64
		if err := rows.Scan(&v); err != nil {
			rows.Close()
			return false, err
		}
		if v > limit {
			return true, nil // want-step "returns"
		}
	}
	return false, rows.Err()
}

// PeakOk closes in any case.
func (m *Meter) PeakOk(limit float64) (bool, error) {
	rows, err := m.conn.NewSession(nil).Select("value").From("sample").Rows() // want-fate released
	if err != nil {
		return false, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v float64
		if err := rows.Scan(&v); err != nil {
			return false, err
		}
		if v > limit {
			return true, nil
		}
	}
	return false, rows.Err()
}

// CountOk drains.
func (m *Meter) CountOk() (n int, err error) {
	rows, err := m.conn.NewSession(nil).SelectBySql("SELECT id FROM sample").Rows() // want-fate released
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

// IterateBad uses the iterator of the library and leaves it in the middle.
func (m *Meter) IterateBad(limit float64) (bool, error) {
	it, err := m.conn.NewSession(nil).Select("value").From("sample").Iterate() // want unclosed-rows // want-fate leaked
	if err != nil {
		return false, err
	}
	for it.Next() {
		var v float64
		if err := it.Scan(&v); err != nil {
			return false, err // want-step "returns"
		}
	}
	return false, it.Err()
}

// IterateOk closes the iterator.
func (m *Meter) IterateOk(limit float64) (bool, error) {
	it, err := m.conn.NewSession(nil).Select("value").From("sample").Iterate() // want-fate released
	if err != nil {
		return false, err
	}
	defer it.Close()
	for it.Next() {
		var v float64
		if err := it.Scan(&v); err != nil {
			return false, err
		}
		if v > limit {
			return true, nil
		}
	}
	return false, it.Err()
}

// AverageOk lets the library load.
func (m *Meter) AverageOk(ctx context.Context) (avg float64, err error) {
	err = m.conn.NewSession(nil).Select("AVG(value)").From("sample").LoadOneContext(ctx, &avg)
	return avg, err
}
