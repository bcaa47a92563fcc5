// Package gohivecases holds the cases of the gohive library.
package gohivecases

import (
	"context"

	"github.com/beltran/gohive"
)

// Pool lends connections.
type Pool struct {
	idle chan *gohive.Connection
	host string
}

// GetBad loses a new connection when its first statement fails.
func (p *Pool) GetBad(ctx context.Context, database string) (*gohive.Connection, error) {
	var conn *gohive.Connection
	select {
	case conn = <-p.idle:
	default:
		var err error
		conn, err = gohive.Connect(p.host, 10000, "NONE", gohive.NewConnectConfiguration()) // want unclosed-connection // want-fate leaked
		if err != nil {
			return nil, err
		}
	}
	if database != "" {
		cursor := conn.Cursor()
		cursor.Exec(ctx, "use "+database)
		if cursor.Err != nil {
			return nil, cursor.Err // want-step "returns"
		}
	}
	return conn, nil
}

// GetOk closes it then.
func (p *Pool) GetOk(ctx context.Context, database string) (*gohive.Connection, error) {
	conn, err := gohive.Connect(p.host, 10000, "NONE", gohive.NewConnectConfiguration())
	if err != nil {
		return nil, err
	}
	cursor := conn.Cursor()
	cursor.Exec(ctx, "use "+database)
	if cursor.Err != nil {
		_ = conn.Close()
		return nil, cursor.Err
	}
	return conn, nil
}

// MetastoreBad keeps the connection when the work fails.
func MetastoreBad(host string) error {
	client, err := gohive.ConnectToMetastore(host, 9083, "NONE", gohive.NewMetastoreConnectConfiguration()) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := client.Client.GetAllDatabases(context.Background()); err != nil {
		return err // want-step "returns"
	}
	client.Close()
	return nil
}

// MetastoreOk defers the end of the connection.
func MetastoreOk(host string) error {
	client, err := gohive.ConnectToMetastore(host, 9083, "NONE", gohive.NewMetastoreConnectConfiguration()) // want-fate released
	if err != nil {
		return err
	}
	defer client.Close()
	_, err = client.Client.GetAllDatabases(context.Background())
	return err
}
