package gorm

import (
	"gorm.io/gorm"
)

// order is a purchase that goes over several calls.
type order struct {
	tx *gorm.DB
}

// OpenOrderOk returns the transaction inside of an order.
func (b *BoxOffice) OpenOrderOk() (*order, error) {
	tx := b.db.Begin() // want-fate returned
	if tx.Error != nil {
		return nil, tx.Error
	}
	return &order{tx: tx}, nil
}

// ResumeOk stores a new transaction in the order.
func (o *order) ResumeOk(db *gorm.DB) error {
	tx := db.Begin() // want-fate stored
	if tx.Error != nil {
		return tx.Error
	}
	o.tx = tx
	return nil
}

// Close ends the order.
func (o *order) Close(good bool) error {
	if good {
		return o.tx.Commit().Error
	}
	return o.tx.Rollback().Error
}

// finish commits without an error and rolls back with one.
func finish(tx *gorm.DB, err error) error {
	if err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit().Error
}

// RefundHelperOk leaves the end to a helper.
func (b *BoxOffice) RefundHelperOk(t *Ticket) error {
	tx := b.db.Begin() // want-fate released
	if tx.Error != nil {
		return tx.Error
	}
	return finish(tx, tx.Delete(t).Error)
}

// RefundInBackgroundOk gives the transaction to a goroutine.
func (b *BoxOffice) RefundInBackgroundOk(t *Ticket, done chan<- error) {
	tx := b.db.Begin() // want-fate passed
	if tx.Error != nil {
		done <- tx.Error
		return
	}
	go func() { done <- finish(tx, tx.Delete(t).Error) }()
}

// RefundAllLoopBad begins once per ticket and leaves the loop with one open.
func (b *BoxOffice) RefundAllLoopBad(list []Ticket) (n int, err error) {
	for i := range list {
		tx := b.db.Begin() // want unfinished-transaction // want-fate leaked
		if tx.Error != nil {
			return n, tx.Error
		}
		if err := tx.Delete(&list[i]).Error; err != nil {
			return n, err // want-step "returns"
		}
		if err := tx.Commit().Error; err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// ShowsDrainedOk reads the rows to their end.
func (b *BoxOffice) ShowsDrainedOk() (n int, err error) {
	rows, err := b.db.Model(&Ticket{}).Distinct("show").Rows() // want-fate released
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}
