// Package gorm holds the cases of the gorm library.
package gorm

import (
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// Ticket is one seat in a show.
type Ticket struct {
	ID    uint
	Show  string
	Owner string
}

// BoxOffice sells tickets.
type BoxOffice struct {
	db *gorm.DB
}

var errSoldOut = errors.New("sold out")

// SellBad begins and returns on a failed insert without an end. Pattern P53.
func (b *BoxOffice) SellBad(t *Ticket) error {
	tx := b.db.Begin() // want unfinished-transaction // want-fate leaked
	if tx.Error != nil {
		return tx.Error
	}
	if err := tx.Create(t).Error; err != nil {
		return err // want-step "returns"
	}
	return tx.Commit().Error
}

// SellExplicitOk rolls back on each branch.
func (b *BoxOffice) SellExplicitOk(t *Ticket) error {
	tx := b.db.Begin() // want-fate released
	if tx.Error != nil {
		return tx.Error
	}
	if err := tx.Create(t).Error; err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit().Error
}

// SellSoldOutBad rolls back on the error and forgets the case that nothing is left. Pattern P128.
func (b *BoxOffice) SellSoldOutBad(show, owner string) error {
	tx := b.db.Begin() // want unfinished-transaction // want-fate leaked
	if err := tx.Error; err != nil {
		return err
	}
	res := tx.Model(&Ticket{}).Where("show = ? AND owner = ''", show).Limit(1).Update("owner", owner)
	if res.Error != nil {
		tx.Rollback()
		return res.Error
	}
	if res.RowsAffected == 0 {
		return errSoldOut // want-step "returns"
	}
	return tx.Commit().Error
}

// SellRecoverOk rolls back after a panic and after an error.
func (b *BoxOffice) SellRecoverOk(show, owner string) (err error) {
	tx := b.db.Begin() // want-fate released
	if tx.Error != nil {
		return tx.Error
	}
	defer func() {
		if p := recover(); p != nil {
			tx.Rollback()
			err = fmt.Errorf("sell: %v", p)
		}
	}()
	res := tx.Model(&Ticket{}).Where("show = ? AND owner = ''", show).Limit(1).Update("owner", owner)
	if res.Error != nil {
		tx.Rollback()
		return res.Error
	}
	if res.RowsAffected == 0 {
		tx.Rollback()
		return errSoldOut
	}
	return tx.Commit().Error
}

// SellDeferredOk defers a rollback that does nothing after the commit.
func (b *BoxOffice) SellDeferredOk(t *Ticket) error {
	tx := b.db.Begin() // want-fate released
	if tx.Error != nil {
		return tx.Error
	}
	defer tx.Rollback()
	if err := tx.Create(t).Error; err != nil {
		return err
	}
	return tx.Commit().Error
}

// SellManagedOk leaves begin and end to the library.
func (b *BoxOffice) SellManagedOk(t *Ticket) error {
	return b.db.Transaction(func(tx *gorm.DB) error {
		return tx.Create(t).Error
	})
}

// ChainedTxOk names a chained statement like a transaction, which it is not. Pattern P65.
func (b *BoxOffice) ChainedTxOk(show string) (list []Ticket, err error) {
	tx := b.db.Where("show = ?", show)
	if show == "" {
		return nil, errors.New("which show?")
	}
	err = tx.Find(&list).Error
	return list, err
}

// BeginOk returns the transaction.
func (b *BoxOffice) BeginOk() *gorm.DB {
	return b.db.Begin() // want-fate returned
}

// VoidBad begins with a helper and forgets the end.
func (b *BoxOffice) VoidBad(id uint) error {
	tx := b.BeginOk() // want unfinished-transaction // want-fate leaked
	if err := tx.Delete(&Ticket{}, id).Error; err != nil {
		return err // want-step "returns"
	}
	return tx.Commit().Error
}

// DerivedCommitOk commits through a value that was derived from the transaction.
func (b *BoxOffice) DerivedCommitOk(t *Ticket) error {
	tx := b.db.Begin() // want-fate released
	if tx.Error != nil {
		return tx.Error
	}
	work := tx.Debug()
	if err := work.Create(t).Error; err != nil {
		return errors.Join(err, work.Rollback().Error)
	}
	return work.Commit().Error
}

// OwnersOfShowBad leaves the rows open on a failed read.
func (b *BoxOffice) OwnersOfShowBad(show string) (list []Ticket, err error) {
	rows, err := b.db.Model(&Ticket{}).Where("show = ?", show).Rows() // want unclosed-rows // want-fate leaked
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var t Ticket
		if err := b.db.ScanRows(rows, &t); err != nil {
			return nil, err // want-step "returns"
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// OwnersOfShowOk closes the rows.
func (b *BoxOffice) OwnersOfShowOk(show string) (list []Ticket, err error) {
	rows, err := b.db.Model(&Ticket{}).Where("show = ?", show).Rows() // want-fate released
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t Ticket
		if err := b.db.ScanRows(rows, &t); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// CountSoldOk scans the one row.
func (b *BoxOffice) CountSoldOk() (n int, err error) {
	row := b.db.Raw("SELECT COUNT(*) FROM tickets WHERE owner <> ''").Row() // want-fate released
	err = row.Scan(&n)
	return n, err
}

// CountSoldBad asks for the one row and does not scan.
func (b *BoxOffice) CountSoldBad() error {
	row := b.db.Raw("SELECT COUNT(*) FROM tickets WHERE owner <> ''").Row() // want unscanned-row // want-fate leaked
	return row.Err()                                                        // want-step "returns"
}
