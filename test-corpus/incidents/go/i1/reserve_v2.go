package i1

import (
	"errors"

	"github.com/beego/beego/v2/client/orm"
)

var errUnknownWarehouse = errors.New("unknown warehouse")

// pricesOf reads the price list of a warehouse; without a list there is no map.
func pricesOf(tx orm.TxOrmer, warehouse string) map[string]int64 {
	var found []struct {
		Article string
		Cents   int64
	}
	if _, err := tx.Raw("SELECT article, cents FROM price WHERE warehouse = ?", warehouse).QueryRows(&found); err != nil {
		return nil
	}
	prices := map[string]int64{}
	for _, p := range found {
		prices[p.Article] = p.Cents
	}
	return prices
}

// BookV2Bad is the same fault with the second generation of the library, where Begin hands out a value. Incident I1.
func BookV2Bad(warehouse string, r *Reservation) bool {
	o := orm.NewOrm()
	tx, err := o.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return false
	}
	prices := pricesOf(tx, warehouse)
	if prices == nil {
		return false // want-step "returns"
	}
	prices[r.Article]++
	if _, err := tx.Insert(r); err != nil {
		_ = tx.Rollback()
		return false
	}
	return tx.Commit() == nil
}

// BookV2Ok rolls back on each branch that does not commit. Incident I1.
func BookV2Ok(warehouse string, r *Reservation) bool {
	o := orm.NewOrm()
	tx, err := o.Begin() // want-fate released
	if err != nil {
		return false
	}
	prices := pricesOf(tx, warehouse)
	if prices == nil {
		_ = tx.Rollback()
		return false
	}
	if _, err := tx.Insert(r); err != nil {
		_ = tx.Rollback()
		return false
	}
	return tx.Commit() == nil
}

// BookV2DeferredOk defers the rollback that is harmless after a commit. Incident I1.
func BookV2DeferredOk(warehouse string, r *Reservation) error {
	tx, err := orm.NewOrm().Begin() // want-fate released
	if err != nil {
		return err
	}
	defer tx.RollbackUnlessCommit()
	prices := pricesOf(tx, warehouse)
	if prices == nil {
		return errUnknownWarehouse
	}
	prices[r.Article]++
	if _, err := tx.Insert(r); err != nil {
		return err
	}
	return tx.Commit()
}

// BookV2ManagedOk leaves begin and end to the library. Incident I1.
func BookV2ManagedOk(warehouse string, r *Reservation) error {
	return orm.NewOrm().DoTx(func(_ ctxAlias, tx orm.TxOrmer) error {
		if pricesOf(tx, warehouse) == nil {
			return errUnknownWarehouse
		}
		_, err := tx.Insert(r)
		return err
	})
}
