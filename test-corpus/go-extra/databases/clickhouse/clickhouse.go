// Package clickhousecases holds the cases of the ClickHouse library.
package clickhousecases

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// QueryBad keeps the rows when the work fails.
func QueryBad(ctx context.Context, conn driver.Conn, value *int) error {
	rows, err := conn.Query(ctx, "SELECT 1") // want unclosed-rows // want-fate leaked
	if err != nil {
		return err
	}
	if err := rows.Scan(value); err != nil {
		return err // want-step "returns"
	}
	return rows.Close()
}

// QueryOk defers the end of the rows.
func QueryOk(ctx context.Context, conn driver.Conn, value *int) error {
	rows, err := conn.Query(ctx, "SELECT 1") // want-fate released
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := rows.Scan(value); err != nil {
		return err
	}
	return nil
}

// InsertBad keeps the batch when the work fails.
func InsertBad(ctx context.Context, conn driver.Conn, values []any) error {
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO t") // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	for _, value := range values {
		if err := batch.AppendStruct(value); err != nil {
			return err // want-step "returns"
		}
	}
	return batch.Send()
}

// AppendOk returns when Append fails, which has released the connection of the batch then.
func AppendOk(ctx context.Context, conn driver.Conn) error {
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO t") // want-fate released
	if err != nil {
		return err
	}
	if err := batch.Append(1); err != nil {
		return err
	}
	return batch.Send()
}

// InsertOk defers the end of the batch.
func InsertOk(ctx context.Context, conn driver.Conn) error {
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO t") // want-fate released
	if err != nil {
		return err
	}
	defer batch.Close()
	if err := batch.Append(1); err != nil {
		return err
	}
	return nil
}

// RowBad never scans the row.
func RowBad(ctx context.Context, conn driver.Conn) error {
	row := conn.QueryRow(ctx, "SELECT 1") // want unscanned-row // want-fate leaked
	return row.Err()                      // want-step "returns"
}

// RowOk scans the row.
func RowOk(ctx context.Context, conn driver.Conn, value *int) error {
	row := conn.QueryRow(ctx, "SELECT 1") // want-fate released
	return row.Scan(value)
}
