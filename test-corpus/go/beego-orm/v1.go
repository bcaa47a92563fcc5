// Package beegoorm holds the cases of both generations of the beego ORM.
package beegoorm

import (
	"errors"
	"fmt"

	"github.com/astaxie/beego/orm"
)

// Coupon is one row of the coupon table.
type Coupon struct {
	ID    int64
	Code  string
	Spent bool
}

var errSpent = errors.New("coupon is spent")

// SpendReceiverBad begins on the ormer itself and returns without an end. Pattern P53.
func SpendReceiverBad(c *Coupon) error {
	o := orm.NewOrm()
	if err := o.Begin(); err != nil { // want unfinished-transaction // want-fate leaked
		return err
	}
	if err := o.Read(c); err != nil {
		o.Rollback()
		return err
	}
	if c.Spent {
		return errSpent // want-step "returns"
	}
	c.Spent = true
	if _, err := o.Update(c, "Spent"); err != nil {
		o.Rollback()
		return err
	}
	return o.Commit()
}

// SpendReceiverOk ends on each branch.
func SpendReceiverOk(c *Coupon) error {
	o := orm.NewOrm()
	if err := o.Begin(); err != nil { // want-fate released
		return err
	}
	if err := o.Read(c); err != nil {
		o.Rollback()
		return err
	}
	if c.Spent {
		o.Rollback()
		return errSpent
	}
	if _, err := o.Update(c, "Spent"); err != nil {
		o.Rollback()
		return err
	}
	return o.Commit()
}

// IgnoredErrorOfBeginBad does not look at the result of begin and forgets the end.
func IgnoredErrorOfBeginBad(codes []string) int {
	o := orm.NewOrm()
	o.Begin() // want unfinished-transaction // want-fate leaked
	n := 0
	for _, code := range codes {
		if _, err := o.Insert(&Coupon{Code: code}); err != nil {
			return n // want-step "returns"
		}
		n++
	}
	o.Commit()
	return n
}

// DeferredByFlagOk ends by a flag in a deferred literal.
func DeferredByFlagOk(codes []string) error {
	o := orm.NewOrm()
	if err := o.Begin(); err != nil { // want-fate released
		return err
	}
	good := false
	defer func() {
		if good {
			_ = o.Commit()
		} else {
			_ = o.Rollback()
		}
	}()
	for _, code := range codes {
		if _, err := o.Insert(&Coupon{Code: code}); err != nil {
			return fmt.Errorf("coupon %s: %w", code, err)
		}
	}
	good = true
	return nil
}

// finish commits without an error and rolls back with one.
func finish(o orm.Ormer, err error) error {
	if err != nil {
		return errors.Join(err, o.Rollback())
	}
	return o.Commit()
}

// HelperOk leaves the end to a helper that gets the ormer.
func HelperOk(c *Coupon) error {
	o := orm.NewOrm()
	if err := o.Begin(); err != nil { // want-fate released
		return err
	}
	_, err := o.Insert(c)
	return finish(o, err)
}

// voucherStore keeps an ormer of its own.
type voucherStore struct {
	o orm.Ormer
}

// BeginOk begins on the field and leaves the end to another method.
func (s *voucherStore) BeginOk() error {
	return s.o.Begin() // want-fate stored
}

// End is the other half of BeginOk.
func (s *voucherStore) End(good bool) error {
	if good {
		return s.o.Commit()
	}
	return s.o.Rollback()
}

// VoidBad begins and ends on the field, but not on each path.
func (s *voucherStore) VoidBad(c *Coupon) error {
	if err := s.o.Begin(); err != nil { // want unfinished-transaction // want-fate leaked
		return err
	}
	if _, err := s.o.Delete(c); err != nil {
		return err // want-step "returns"
	}
	return s.o.Commit()
}

// VoidOk begins and ends on the field.
func (s *voucherStore) VoidOk(c *Coupon) error {
	if err := s.o.Begin(); err != nil { // want-fate released
		return err
	}
	if _, err := s.o.Delete(c); err != nil {
		s.o.Rollback()
		return err
	}
	return s.o.Commit()
}
