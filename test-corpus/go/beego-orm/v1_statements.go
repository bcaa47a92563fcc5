package beegoorm

import (
	"github.com/astaxie/beego/orm"
)

// PrepareRawBad keeps the statement when one of its runs fails.
func PrepareRawBad(o orm.Ormer, codes []string) error {
	stmt, err := o.Raw("UPDATE coupon SET spent = 1 WHERE code = ?").Prepare() // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	for _, code := range codes {
		if _, err := stmt.Exec(code); err != nil {
			return err // want-step "returns"
		}
	}
	return stmt.Close()
}

// PrepareRawOk defers the close.
func PrepareRawOk(o orm.Ormer, codes []string) error {
	stmt, err := o.Raw("UPDATE coupon SET spent = 1 WHERE code = ?").Prepare() // want-fate released
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, code := range codes {
		if _, err := stmt.Exec(code); err != nil {
			return err
		}
	}
	return nil
}

// ImportOk closes the inserter when all coupons are in, or one is not.
func ImportOk(o orm.Ormer, coupons []*Coupon) (n int64, err error) {
	inserter, err := o.QueryTable(new(Coupon)).PrepareInsert() // want-fate released
	if err != nil {
		return 0, err
	}
	for _, coupon := range coupons {
		if _, err = inserter.Insert(coupon); err != nil {
			break
		}
		n++
	}
	if cerr := inserter.Close(); err == nil {
		err = cerr
	}
	return n, err
}
