// Package xormcases holds the cases of the xorm library.
package xormcases

import (
	"xorm.io/xorm"
)

// Item is one row.
type Item struct {
	ID   int64
	Name string
}

// RenameBad leaves the transaction open when the update fails.
func RenameBad(session *xorm.Session, item *Item) error {
	if err := session.Begin(); err != nil { // want unfinished-transaction // want-fate leaked
		return err
	}
	if _, err := session.ID(item.ID).Update(item); err != nil {
		return err // want-step "returns"
	}
	return session.Commit()
}

// RenameOwnBad makes the session itself and does not close it.
func RenameOwnBad(engine *xorm.Engine, item *Item) error {
	session := engine.NewSession()
	if err := session.Begin(); err != nil { // want unfinished-transaction // want-fate leaked
		return err
	}
	if _, err := session.ID(item.ID).Update(item); err != nil {
		return err // want-step "returns"
	}
	return session.Commit()
}

// RenameOk closes the session, which rolls back what is open.
func RenameOk(engine *xorm.Engine, item *Item) error {
	session := engine.NewSession()
	defer session.Close()
	if err := session.Begin(); err != nil { // want-fate released
		return err
	}
	if _, err := session.ID(item.ID).Update(item); err != nil {
		return err
	}
	return session.Commit()
}

// RenameManagedOk leaves everything to the library.
func RenameManagedOk(engine *xorm.Engine, item *Item) error {
	_, err := engine.Transaction(func(session *xorm.Session) (any, error) {
		return session.ID(item.ID).Update(item)
	})
	return err
}

// EachBad leaves the loop when a row does not scan.
func EachBad(engine *xorm.Engine, each func(Item)) error {
	rows, err := engine.Where("id > ?", 0).Rows(new(Item)) // want unclosed-rows // want-fate leaked
	if err != nil {
		return err
	}
	for rows.Next() {
		var item Item
		if err := rows.Scan(&item); err != nil {
			return err // want-step "returns"
		}
		each(item)
	}
	return nil
}

// EachOk closes the rows in any case.
func EachOk(engine *xorm.Engine, each func(Item)) error {
	rows, err := engine.Rows(new(Item)) // want-fate released
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var item Item
		if err := rows.Scan(&item); err != nil {
			return err
		}
		each(item)
	}
	return rows.Err()
}

// FindOk makes a session for one statement, which closes itself.
func FindOk(engine *xorm.Engine) (items []Item, err error) {
	err = engine.Where("id > ?", 0).Find(&items)
	return items, err
}

// EngineOwner keeps an engine.
type EngineOwner struct{ held *xorm.Engine }

// Shutdown ends the engine.
func (o *EngineOwner) Shutdown() { o.held.Close() }

// NewEngineBad loses the engine when the check after it fails.
func NewEngineBad(dsn string) (*EngineOwner, error) {
	engine, err := xorm.NewEngine("mysql", dsn) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := engine.Ping(); err != nil {
		return nil, err // want-step "returns"
	}
	return &EngineOwner{held: engine}, nil
}

// NewEngineOk ends the engine when the check after it fails.
func NewEngineOk(dsn string) (*EngineOwner, error) {
	engine, err := xorm.NewEngine("mysql", dsn) // want unbounded-pool
	if err != nil {
		return nil, err
	}
	if err := engine.Ping(); err != nil {
		engine.Close()
		return nil, err
	}
	return &EngineOwner{held: engine}, nil
}

// SessionDroppedOk drops the session, which costs next to nothing.
func SessionDroppedOk(engine *xorm.Engine) error {
	session := engine.NewSession() // want-fate untracked
	if err := session.Ping(); err != nil {
		return err
	}
	return nil
}

// SessionOk ends the session.
func SessionOk(engine *xorm.Engine) error {
	session := engine.NewSession() // want-fate released
	defer session.Close()
	if err := session.Ping(); err != nil {
		return err
	}
	return nil
}
