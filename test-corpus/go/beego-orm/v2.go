package beegoorm

import (
	"context"
	"errors"

	orm2 "github.com/beego/beego/v2/client/orm"
)

// SpendValueBad gets a transaction as a value and returns without an end. Pattern P53.
func SpendValueBad(c *Coupon) error {
	tx, err := orm2.NewOrm().Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if err := tx.Read(c); err != nil {
		return err // want-step "returns"
	}
	c.Spent = true
	if _, err := tx.Update(c, "Spent"); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}

// SpendValueOk ends on each branch.
func SpendValueOk(c *Coupon) error {
	tx, err := orm2.NewOrm().Begin() // want-fate released
	if err != nil {
		return err
	}
	if err := tx.Read(c); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if _, err := tx.Update(c, "Spent"); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// SpendDeferredOk uses the rollback that is meant to be deferred.
func SpendDeferredOk(ctx context.Context, c *Coupon) error {
	tx, err := orm2.NewOrm().BeginWithCtx(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer tx.RollbackUnlessCommit()
	if err := tx.Read(c); err != nil {
		return err
	}
	if c.Spent {
		return errSpent
	}
	return tx.Commit()
}

// DroppedValueBad is code of the first generation under the second: nobody has the transaction.
func DroppedValueBad(c *Coupon) error {
	o := orm2.NewOrm()
	o.Begin() // want unfinished-transaction // want-fate leaked
	_, err := o.Insert(c)
	return err
}

// ManagedOk leaves begin and end to the library.
func ManagedOk(ctx context.Context, c *Coupon) error {
	return orm2.NewOrm().DoTxWithCtx(ctx, func(ctx context.Context, tx orm2.TxOrmer) error {
		_, err := tx.InsertWithCtx(ctx, c)
		return err
	})
}

// BeginForOk returns the transaction.
func BeginForOk(ctx context.Context) (orm2.TxOrmer, error) {
	return orm2.NewOrm().BeginWithCtx(ctx) // want-fate returned
}

// UseBeginForBad forgets what BeginForOk has begun.
func UseBeginForBad(ctx context.Context, c *Coupon) error {
	tx, err := BeginForOk(ctx) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.InsertWithCtx(ctx, c); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit()
}

// batch carries a transaction.
type batch struct {
	tx orm2.TxOrmer
}

// OpenOk keeps the transaction in a field.
func (b *batch) OpenOk() error {
	tx, err := orm2.NewOrm().Begin() // want-fate stored
	if err != nil {
		return err
	}
	b.tx = tx
	return nil
}

// Close ends what OpenOk has begun.
func (b *batch) Close(good bool) error {
	if good {
		return b.tx.Commit()
	}
	return b.tx.Rollback()
}

// InserterBad leaves the prepared insert open when one of the rows fails.
func InserterBad(codes []string) error {
	ins, err := orm2.NewOrm().QueryTable("coupon").PrepareInsert() // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	for _, code := range codes {
		if _, err := ins.Insert(&Coupon{Code: code}); err != nil {
			return err
		}
	}
	return ins.Close()
}

// InserterOk closes the prepared insert.
func InserterOk(codes []string) error {
	ins, err := orm2.NewOrm().QueryTable("coupon").PrepareInsert() // want-fate released
	if err != nil {
		return err
	}
	defer ins.Close()
	for _, code := range codes {
		if _, err := ins.Insert(&Coupon{Code: code}); err != nil {
			return err
		}
	}
	return nil
}
