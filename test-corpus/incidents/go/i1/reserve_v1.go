package i1

import (
	"errors"
	"log"

	"github.com/astaxie/beego/orm"
)

// Reservation is one row of the reservation table.
type Reservation struct {
	ID      int64
	OrderID int64
	Article string
	Pieces  int
	State   string
}

// StockController answers the calls of the order service.
type StockController struct {
	Warehouse string
	audit     bool
}

// stockLevels reads the free pieces per article; an unknown warehouse has no map at all.
func stockLevels(o orm.Ormer, warehouse string) map[string]int {
	var rows []Reservation
	n, err := o.Raw("SELECT article, pieces FROM stock WHERE warehouse = ?", warehouse).QueryRows(&rows)
	if err != nil || n == 0 {
		return nil
	}
	levels := make(map[string]int, len(rows))
	for _, r := range rows {
		levels[r.Article] += r.Pieces
	}
	return levels
}

// auditFields returns what shall be logged, or nil when logging is off.
func (c *StockController) auditFields(orderID int64) map[string]int64 {
	if !c.audit {
		return nil
	}
	return map[string]int64{"order": orderID}
}

// ReserveBad forgets the rollback on the branch of the nil map, and later assigns into a map that may be nil. Incident I1.
func (c *StockController) ReserveBad(r *Reservation) bool {
	o := orm.NewOrm()
	if err := o.Begin(); err != nil { // want unfinished-transaction // want-fate leaked
		log.Printf("begin: %v", err)
		return false
	}
	levels := stockLevels(o, c.Warehouse)
	if levels == nil {
		return false // want-step "returns"
	}
	if levels[r.Article] < r.Pieces {
		o.Rollback()
		return false
	}
	fields := c.auditFields(r.OrderID)
	fields["pieces"] = int64(r.Pieces)
	if _, err := o.Insert(r); err != nil {
		log.Printf("insert %v: %v", fields, err)
		o.Rollback()
		return false
	}
	if err := o.Commit(); err != nil {
		log.Printf("commit: %v", err)
		return false
	}
	return true
}

// ReserveOk rolls back on the branch of the nil map as well. Incident I1.
func (c *StockController) ReserveOk(r *Reservation) bool {
	o := orm.NewOrm()
	if err := o.Begin(); err != nil { // want-fate released
		log.Printf("begin: %v", err)
		return false
	}
	levels := stockLevels(o, c.Warehouse)
	if levels == nil {
		o.Rollback()
		return false
	}
	if levels[r.Article] < r.Pieces {
		o.Rollback()
		return false
	}
	if _, err := o.Insert(r); err != nil {
		log.Printf("insert: %v", err)
		o.Rollback()
		return false
	}
	if err := o.Commit(); err != nil {
		log.Printf("commit: %v", err)
		return false
	}
	return true
}

// ReserveDeferredOk uses one deferred rollback that only runs when the commit was not reached. Incident I1.
func (c *StockController) ReserveDeferredOk(r *Reservation) (ok bool) {
	o := orm.NewOrm()
	if err := o.Begin(); err != nil { // want-fate released
		return false
	}
	defer func() {
		if !ok {
			o.Rollback()
		}
	}()
	levels := stockLevels(o, c.Warehouse)
	if levels == nil || levels[r.Article] < r.Pieces {
		return false
	}
	if _, err := o.Insert(r); err != nil {
		return false
	}
	return o.Commit() == nil
}

// AssignIntoNilMapBad ends the transaction on every return, but the assignment may panic before. Incident I1.
func (c *StockController) AssignIntoNilMapBad(r *Reservation) error {
	o := orm.NewOrm()
	if err := o.Begin(); err != nil { // want release-skipped-by-panic
		return err
	}
	fields := c.auditFields(r.OrderID)
	fields["pieces"] = int64(r.Pieces)
	if _, err := o.Insert(r); err != nil {
		o.Rollback()
		return err
	}
	return o.Commit()
}

// AssignIntoNilMapOk makes the map itself, so nothing between begin and commit can panic. Incident I1.
func (c *StockController) AssignIntoNilMapOk(r *Reservation) error {
	o := orm.NewOrm()
	if err := o.Begin(); err != nil { // want-fate released
		return err
	}
	fields := make(map[string]int64)
	fields["pieces"] = int64(r.Pieces)
	if _, err := o.Insert(r); err != nil {
		o.Rollback()
		return errors.Join(err, c.report(fields))
	}
	return o.Commit()
}

func (c *StockController) report(fields map[string]int64) error {
	log.Printf("%s: %d fields", c.Warehouse, len(fields))
	return nil
}
