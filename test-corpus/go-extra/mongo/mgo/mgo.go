// Package mgocases holds the cases of the mgo library.
package mgocases

import (
	"gopkg.in/mgo.v2"
)

// CopyBad keeps the session when the work fails.
func CopyBad(root *mgo.Session, doc any) error {
	session := root.Copy() // want unclosed-connection // want-fate leaked
	if err := session.DB("").C("item").Insert(doc); err != nil {
		return err // want-step "returns"
	}
	session.Close()
	return nil
}

// CopyOk defers the end of the session.
func CopyOk(root *mgo.Session, doc any) error {
	session := root.Copy() // want-fate released
	defer session.Close()
	if err := session.DB("").C("item").Insert(doc); err != nil {
		return err
	}
	return nil
}

// IterateBad keeps the iterator when the work fails.
func IterateBad(session *mgo.Session) error {
	iter := session.DB("").C("item").Find(nil).Iter() // want unclosed-rows // want-fate leaked
	if err := iter.Err(); err != nil {
		return err // want-step "returns"
	}
	return iter.Close()
}

// IterateOk defers the end of the iterator.
func IterateOk(session *mgo.Session) error {
	iter := session.DB("").C("item").Find(nil).Iter() // want-fate released
	defer iter.Close()
	if err := iter.Err(); err != nil {
		return err
	}
	return nil
}

// CreateBad keeps the file when the work fails.
func CreateBad(fs *mgo.GridFS, data []byte) error {
	file, err := fs.Create("a") // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := file.Write(data); err != nil {
		return err // want-step "returns"
	}
	return file.Close()
}

// CreateOk defers the end of the file.
func CreateOk(fs *mgo.GridFS, data []byte) error {
	file, err := fs.Create("a") // want-fate released
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Write(data); err != nil {
		return err
	}
	return nil
}

// RootOwner keeps a session.
type RootOwner struct{ held *mgo.Session }

// Shutdown ends the session.
func (o *RootOwner) Shutdown() { o.held.Close() }

// NewRootBad loses the session when the check after it fails.
func NewRootBad(url string) (*RootOwner, error) {
	session, err := mgo.Dial(url) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := session.Ping(); err != nil {
		return nil, err // want-step "returns"
	}
	return &RootOwner{held: session}, nil
}

// NewRootOk ends the session when the check after it fails.
func NewRootOk(url string) (*RootOwner, error) {
	session, err := mgo.Dial(url)
	if err != nil {
		return nil, err
	}
	if err := session.Ping(); err != nil {
		session.Close()
		return nil, err
	}
	return &RootOwner{held: session}, nil
}
