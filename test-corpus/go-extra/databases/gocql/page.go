package gocqlcases

import (
	"net"
	"time"
)

// page comes over a connection; its error is a field, and no method that ends anything.
type page struct {
	conn net.Conn
	Err  error
}

func openPage(address string) (*page, error) {
	conn, err := net.DialTimeout("tcp", address, time.Second) // want-fate returned
	if err != nil {
		return nil, err
	}
	opened := &page{conn: conn}
	_, opened.Err = conn.Write([]byte("next"))
	return opened, nil
}

// ReadPageBad hands out the error of the page and loses the page.
func ReadPageBad(address string) error {
	p, err := openPage(address) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if p.Err != nil {
		return p.Err // want-step "returns"
	}
	return p.conn.Close()
}

// ReadPageOk closes it in any case.
func ReadPageOk(address string) error {
	p, err := openPage(address) // want-fate released
	if err != nil {
		return err
	}
	defer p.conn.Close()
	return p.Err
}
