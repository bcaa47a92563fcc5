package i3

import (
	"context"
	"fmt"
	"time"

	"github.com/gocraft/dbr/v2"
)

// Ledger adds up what customers have paid.
type Ledger struct {
	sess *dbr.Session
}

// SumSkippedByPanicBad closes on the error branch and drains otherwise, but a panic inside Scan skips both. Incident I3.
func (l *Ledger) SumSkippedByPanicBad(day time.Time) (total int64, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("sum: %v", p)
		}
	}()
	rows, err := l.sess.SelectBySql("SELECT SUM(cents) FROM payment WHERE day = ? GROUP BY customer", day).Rows() // want release-skipped-by-panic
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		var sum int64
		if err := rows.Scan(&sum); err != nil {
			rows.Close()
			return 0, err
		}
		total += sum
	}
	return total, rows.Err()
}

// SumReturnsFromScanBad leaves the loop on a NULL without closing. Incident I3.
func (l *Ledger) SumReturnsFromScanBad(day time.Time) (int64, error) {
	rows, err := l.sess.SelectBySql("SELECT SUM(cents) FROM payment WHERE day = ? GROUP BY customer", day).Rows() // want unclosed-rows // want-fate leaked
	if err != nil {
		return 0, err
	}
	var total int64
	for rows.Next() {
		var sum int64
		if err := rows.Scan(&sum); err != nil {
			return 0, err // want-step "returns"
		}
		total += sum
	}
	return total, rows.Err()
}

// FirstLargeBad breaks out of the loop, so the cursor is not drained. Incident I3.
func (l *Ledger) FirstLargeBad(limit int64) (int64, error) {
	rows, err := l.sess.Select("cents").From("payment").OrderDesc("cents").Rows() // want unclosed-rows // want rows-err-unchecked // want-fate leaked
	if err != nil {
		return 0, err
	}
	var cents int64
	for rows.Next() {
		if err = rows.Scan(&cents); err != nil || cents < limit {
			break
		}
	}
	return cents, err // want-step "returns"
}

// SumOk defers the close right after the error check. Incident I3.
func (l *Ledger) SumOk(ctx context.Context, day time.Time) (total int64, err error) {
	rows, err := l.sess.SelectBySql("SELECT SUM(cents) FROM payment WHERE day = ? GROUP BY customer", day).RowsContext(ctx) // want-fate released
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var sum dbr.NullInt64
		if err := rows.Scan(&sum); err != nil {
			return 0, err
		}
		total += sum.Int64
	}
	return total, rows.Err()
}

// SumRecoveredOk recovers and still closes, because the close is deferred as well. Incident I3.
func (l *Ledger) SumRecoveredOk(day time.Time) (total int64, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("sum: %v", p)
		}
	}()
	rows, err := l.sess.SelectBySql("SELECT cents FROM payment WHERE day = ?", day).Rows() // want-fate released
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var sum int64
		if err := rows.Scan(&sum); err != nil {
			return 0, err
		}
		total += sum
	}
	return total, rows.Err()
}

// CountDaysOk only counts, and a loop that ends because there is no next row has closed the cursor. Incident I3.
func (l *Ledger) CountDaysOk() (int, error) {
	rows, err := l.sess.Select("day").Distinct().From("payment").Rows() // want-fate released
	if err != nil {
		return 0, err
	}
	days := 0
	for rows.Next() {
		days++
	}
	return days, rows.Err()
}

// LoadOk lets the library read and close. Incident I3.
func (l *Ledger) LoadOk(day time.Time) (sums []int64, err error) {
	_, err = l.sess.SelectBySql("SELECT SUM(cents) FROM payment WHERE day = ?", day).Load(&sums)
	return sums, err
}
