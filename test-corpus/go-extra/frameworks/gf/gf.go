// Package gfcases holds the cases of GoFrame.
package gfcases

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gogf/gf/v2/database/gdb"
	"github.com/gogf/gf/v2/net/gclient"
	"github.com/gogf/gf/v2/net/gtcp"
)

// PayBad leaves the transaction where there is no such bill.
func PayBad(ctx context.Context, db gdb.DB, bill int64) error {
	tx, err := db.Begin(ctx) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	result, err := tx.Exec("UPDATE bill SET paid = 1 WHERE id = ?", bill)
	if err != nil {
		tx.Rollback()
		return err
	}
	if n, _ := result.RowsAffected(); n == 0 {
		return errors.New("no such bill") // want-step "returns"
	}
	return tx.Commit()
}

// PayOk rolls back wherever it does not commit.
func PayOk(ctx context.Context, db gdb.DB, bill int64) (err error) {
	tx, err := db.Begin(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		} else {
			err = tx.Commit()
		}
	}()
	_, err = tx.Exec("UPDATE bill SET paid = 1 WHERE id = ?", bill)
	return err
}

// PayManagedOk leaves all of that to the library.
func PayManagedOk(ctx context.Context, db gdb.DB, bill int64) error {
	return db.Transaction(ctx, func(ctx context.Context, tx gdb.TX) error {
		_, err := tx.Exec("UPDATE bill SET paid = 1 WHERE id = ?", bill)
		return err
	})
}

// InsertBad keeps the statement where a bill is refused.
func InsertBad(ctx context.Context, db gdb.DB, sums []int) error {
	stmt, err := db.Prepare(ctx, "INSERT INTO bill (sum) VALUES (?)") // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	for _, sum := range sums {
		if _, err := stmt.ExecContext(ctx, sum); err != nil {
			return err // want-step "returns"
		}
	}
	return stmt.Close()
}

// InsertOk closes the statement in any case.
func InsertOk(ctx context.Context, db gdb.DB, sums []int) error {
	stmt, err := db.Prepare(ctx, "INSERT INTO bill (sum) VALUES (?)") // want-fate released
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, sum := range sums {
		if _, err := stmt.ExecContext(ctx, sum); err != nil {
			return err
		}
	}
	return nil
}

// FetchBad reads the text and leaves the response open.
func FetchBad(ctx context.Context, url string) (string, error) {
	resp, err := gclient.New().Get(ctx, url) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return "", err
	}
	return resp.ReadAllString(), nil
}

// FetchOk closes the response.
func FetchOk(ctx context.Context, client *gclient.Client, url string) (string, error) {
	resp, err := client.Get(ctx, url) // want-fate released
	if err != nil {
		return "", err
	}
	defer resp.Close()
	if resp.StatusCode != 200 {
		return "", fmt.Errorf("%s: %s", url, resp.Status)
	}
	return resp.ReadAllString(), nil
}

// SendBad hangs up only where there was an answer.
func SendBad(address string, data []byte) ([]byte, error) {
	conn, err := gtcp.NewConn(address, time.Second) // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, err
	}
	answer, err := conn.SendRecv(data, -1)
	if err != nil {
		return nil, err // want-step "returns"
	}
	return answer, conn.Close()
}

// SendOk puts the connection back into its pool.
func SendOk(address string, data []byte) ([]byte, error) {
	conn, err := gtcp.NewPoolConn(address) // want-fate released
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.SendRecv(data, -1)
}
