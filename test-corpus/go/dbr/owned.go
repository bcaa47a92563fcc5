package dbr

import (
	"context"
	"database/sql"
	"errors"

	"github.com/gocraft/dbr/v2"
)

// calibration changes several devices at once.
type calibration struct {
	tx *dbr.Tx
}

// OpenCalibrationOk returns the transaction inside of the calibration.
func (m *Meter) OpenCalibrationOk(ctx context.Context) (*calibration, error) {
	tx, err := m.conn.NewSession(nil).BeginTx(ctx, nil) // want-fate returned
	if err != nil {
		return nil, err
	}
	return &calibration{tx: tx}, nil
}

// RestartOk ends the old transaction and stores a new one.
func (c *calibration) RestartOk(sess *dbr.Session) error {
	if err := c.tx.Rollback(); err != nil {
		return err
	}
	tx, err := sess.Begin() // want-fate stored
	if err != nil {
		return err
	}
	c.tx = tx
	return nil
}

// Close ends the calibration.
func (c *calibration) Close() error { return c.tx.Commit() }

// SampleCursorOk returns the cursor.
func (m *Meter) SampleCursorOk(ctx context.Context) (*sql.Rows, error) {
	return m.conn.NewSession(nil).Select("value").From("sample").RowsContext(ctx) // want-fate returned
}

// HasSamplesBad forgets the cursor of the method above.
func (m *Meter) HasSamplesBad(ctx context.Context) (bool, error) {
	rows, err := m.SampleCursorOk(ctx) // want unclosed-rows // want-fate leaked
	if err != nil {
		return false, err
	}
	return rows.Next(), nil // want-step "returns"
}

// ExportOk gives the cursor to a goroutine.
func (m *Meter) ExportOk(ctx context.Context, out chan<- float64) error {
	rows, err := m.conn.NewSession(nil).Select("value").From("sample").RowsContext(ctx) // want-fate passed
	if err != nil {
		return err
	}
	go func() {
		defer close(out)
		defer rows.Close()
		for rows.Next() {
			var v float64
			if rows.Scan(&v) != nil {
				return
			}
			out <- v
		}
	}()
	return nil
}

// DropNamedResultOk rolls back by the named error.
func (m *Meter) DropNamedResultOk(id int64) (err error) {
	tx, err := m.conn.NewSession(nil).Begin() // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	if _, err = tx.DeleteFrom("sample").Where("device = ?", id).Exec(); err != nil {
		return err
	}
	if _, err = tx.DeleteFrom("device").Where("id = ?", id).Exec(); err != nil {
		return err
	}
	return tx.Commit()
}

// DropRecoveredBad recovers from a panic and forgets the transaction on the plain error.
func (m *Meter) DropRecoveredBad(id int64) (err error) {
	tx, err := m.conn.NewSession(nil).Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			_ = tx.Rollback()
			panic(p)
		}
	}()
	if _, err = tx.DeleteFrom("device").Where("id = ?", id).Exec(); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}
