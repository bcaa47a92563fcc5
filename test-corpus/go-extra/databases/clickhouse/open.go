package clickhousecases

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Events writes down what happens.
type Events struct{ conn driver.Conn }

// OpenEventsBad loses the pool where there is no table.
func OpenEventsBad(ctx context.Context, options *clickhouse.Options) (*Events, error) {
	conn, err := clickhouse.Open(options) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := conn.Exec(ctx, "DESCRIBE events"); err != nil {
		return nil, fmt.Errorf("events: %w", err) // want-step "returns"
	}
	return &Events{conn: conn}, nil
}

// OpenEventsOk closes the pool where there is no table.
func OpenEventsOk(ctx context.Context, options *clickhouse.Options) (*Events, error) {
	conn, err := clickhouse.Open(options) // want-fate returned
	if err != nil {
		return nil, err
	}
	if err := conn.Exec(ctx, "DESCRIBE events"); err != nil {
		conn.Close()
		return nil, fmt.Errorf("events: %w", err)
	}
	return &Events{conn: conn}, nil
}
