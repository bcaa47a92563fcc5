package dbr

import (
	"fmt"

	"github.com/gocraft/dbr/v2"
)

// OpenMeterBad loses the pool where the server does not answer.
func OpenMeterBad(dsn string) (*Meter, error) {
	conn, err := dbr.Open("postgres", dsn, nil) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	conn.SetMaxOpenConns(8)
	if err := conn.Ping(); err != nil {
		return nil, fmt.Errorf("ping: %w", err) // want-step "returns"
	}
	return &Meter{conn: conn}, nil
}

// OpenMeterOk closes the pool where the server does not answer.
func OpenMeterOk(dsn string) (*Meter, error) {
	conn, err := dbr.Open("postgres", dsn, nil) // want-fate returned
	if err != nil {
		return nil, err
	}
	conn.SetMaxOpenConns(8)
	if err := conn.Ping(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("ping: %w", err)
	}
	return &Meter{conn: conn}, nil
}
