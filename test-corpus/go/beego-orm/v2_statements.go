package beegoorm

import (
	orm2 "github.com/beego/beego/v2/client/orm"
)

// ImportCouponsBad keeps the inserter where a coupon is refused.
func ImportCouponsBad(coupons orm2.QuerySeter, codes []string) error {
	ins, err := coupons.PrepareInsert() // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	for _, code := range codes {
		if _, err := ins.Insert(&Coupon{Code: code}); err != nil {
			return err // want-step "returns"
		}
	}
	return ins.Close()
}

// SpendAllOk closes the statement in any case.
func SpendAllOk(spend orm2.RawSeter, codes []string) error {
	stmt, err := spend.Prepare() // want-fate released
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
