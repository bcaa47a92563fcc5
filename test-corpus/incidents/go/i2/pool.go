package i2

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"time"
)

// Shop owns the only pool of the service.
type Shop struct {
	db *sql.DB
}

// Basket is what a customer has put aside.
type Basket struct {
	ID    int64
	Owner string
	Total int64
}

// OpenWithTwoConnectionsBad limits the pool to less than its handlers need at once. Incident I2.
func OpenWithTwoConnectionsBad(dsn string) (*Shop, error) {
	db, err := sql.Open("mysql", dsn) // want-fate returned
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // want pool-limit-too-small
	return &Shop{db: db}, nil
}

// OpenWithoutLimitBad sets no limit at all. Incident I2.
func OpenWithoutLimitBad(dsn string) (*Shop, error) {
	db, err := sql.Open("mysql", dsn) // want unbounded-pool // want-fate returned
	if err != nil {
		return nil, err
	}
	return &Shop{db: db}, nil
}

// OpenWithLimitsOk says how many connections, for how long. Incident I2.
func OpenWithLimitsOk(dsn string) (*Shop, error) {
	db, err := sql.Open("mysql", dsn) // want-fate returned
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(64)
	db.SetMaxIdleConns(16)
	db.SetConnMaxLifetime(10 * time.Minute)
	return &Shop{db: db}, nil
}

// TotalsBad asks for a second connection while the cursor of the first is open. Incident I2.
func (s *Shop) TotalsBad(ctx context.Context) (map[int64]int64, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM basket WHERE open = 1") // want-fate released // want pool-self-deadlock
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	totals := make(map[int64]int64)
	for rows.Next() {
		var id, sum int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		if err := s.db.QueryRowContext(ctx, "SELECT SUM(cents) FROM item WHERE basket = ?", id).Scan(&sum); err != nil {
			return nil, err
		}
		totals[id] = sum
	}
	return totals, rows.Err()
}

// itemCount takes a connection of its own.
func (s *Shop) itemCount(ctx context.Context, basket int64) (n int, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM item WHERE basket = ?", basket).Scan(&n)
	return n, err
}

// CountsBad hides the second connection in a method. Incident I2.
func (s *Shop) CountsBad(ctx context.Context) (int, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM basket") // want-fate released // want pool-self-deadlock
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	all := 0
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return 0, err
		}
		n, err := s.itemCount(ctx, id)
		if err != nil {
			return 0, err
		}
		all += n
	}
	return all, rows.Err()
}

// basketIDs reads all ids first and gives the connection back.
func (s *Shop) basketIDs(ctx context.Context) ([]int64, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM basket WHERE open = 1") // want-fate released
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// CountsOk collects the ids before it asks again. Incident I2.
func (s *Shop) CountsOk(ctx context.Context) (int, error) {
	ids, err := s.basketIDs(ctx)
	if err != nil {
		return 0, err
	}
	all := 0
	for _, id := range ids {
		n, err := s.itemCount(ctx, id)
		if err != nil {
			return 0, fmt.Errorf("basket %d: %w", id, err)
		}
		all += n
	}
	return all, nil
}

// MergeBad uses the pool instead of its own transaction. Incident I2.
func (s *Shop) MergeBad(ctx context.Context, from, to int64) error {
	tx, err := s.db.BeginTx(ctx, nil) // want-fate released // want pool-used-inside-transaction
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE item SET basket = ? WHERE basket = ?", to, from); err != nil {
		return err
	}
	if _, err := s.db.ExecContext(ctx, "DELETE FROM basket WHERE id = ?", from); err != nil {
		return err
	}
	return tx.Commit()
}

// MergeOk does both steps in the transaction. Incident I2.
func (s *Shop) MergeOk(ctx context.Context, from, to int64) error {
	tx, err := s.db.BeginTx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if err := tx.Rollback(); err != nil && err != sql.ErrTxDone {
			log.Printf("rollback: %v", err)
		}
	}()
	if _, err := tx.ExecContext(ctx, "UPDATE item SET basket = ? WHERE basket = ?", to, from); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM basket WHERE id = ?", from); err != nil {
		return err
	}
	return tx.Commit()
}
