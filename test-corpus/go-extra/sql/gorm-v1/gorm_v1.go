// Package gormv1cases holds the cases of the first gorm.
package gormv1cases

import (
	"errors"

	"github.com/jinzhu/gorm"
)

// Item is one row.
type Item struct {
	ID    int64
	Stock int
}

// Shop sells items.
type Shop struct{ db *gorm.DB }

// OpenShopBad loses the pool where the tables cannot be made.
func OpenShopBad(url string) (*Shop, error) {
	db, err := gorm.Open("postgres", url) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := db.AutoMigrate(&Item{}).Error; err != nil {
		return nil, err // want-step "returns"
	}
	return &Shop{db: db}, nil
}

// OpenShopOk closes the pool where the tables cannot be made.
func OpenShopOk(url string) (*Shop, error) {
	db, err := gorm.Open("postgres", url) // want-fate returned
	if err != nil {
		return nil, err
	}
	if err := db.AutoMigrate(&Item{}).Error; err != nil {
		db.Close()
		return nil, err
	}
	return &Shop{db: db}, nil
}

// SellBad leaves the transaction where there is nothing left.
func (s *Shop) SellBad(id int64) error {
	tx := s.db.Begin() // want unfinished-transaction // want-fate leaked
	if tx.Error != nil {
		return tx.Error
	}
	var item Item
	if err := tx.First(&item, id).Error; err != nil {
		tx.Rollback()
		return err
	}
	if item.Stock == 0 {
		return errors.New("sold out") // want-step "returns"
	}
	item.Stock--
	tx.Save(&item)
	return tx.Commit().Error
}

// SellOk rolls back wherever it has not committed.
func (s *Shop) SellOk(id int64) error {
	tx := s.db.Begin() // want-fate released
	if tx.Error != nil {
		return tx.Error
	}
	defer tx.RollbackUnlessCommitted()
	var item Item
	if err := tx.Set("gorm:query_option", "FOR UPDATE").First(&item, id).Error; err != nil {
		return err
	}
	if item.Stock == 0 {
		return errors.New("sold out")
	}
	if err := tx.Model(&item).Update("stock", item.Stock-1).Error; err != nil {
		return err
	}
	return tx.Commit().Error
}

// SellManagedOk leaves all of that to the library.
func (s *Shop) SellManagedOk(id int64) error {
	return s.db.Transaction(func(tx *gorm.DB) error {
		return tx.Model(&Item{}).Where("id = ?", id).UpdateColumn("stock", gorm.Expr("stock - 1")).Error
	})
}
