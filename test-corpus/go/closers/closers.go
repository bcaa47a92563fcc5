// Package closers holds the small helpers that the other folders use to give resources back.
package closers

import (
	"database/sql"
	"io"
	"log"
	"net/http"
)

// Quietly closes c and logs what went wrong.
func Quietly(c io.Closer) {
	if err := c.Close(); err != nil {
		log.Printf("close: %v", err)
	}
}

// Response reads what is left of a response and closes it.
func Response(resp *http.Response) {
	if resp == nil || resp.Body == nil {
		return
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	_ = resp.Body.Close()
}

// Rows closes a cursor.
func Rows(rows *sql.Rows) {
	if err := rows.Close(); err != nil {
		log.Printf("close rows: %v", err)
	}
}

// Into closes c and keeps its error when there was none before.
func Into(err *error, c io.Closer) {
	if cerr := c.Close(); cerr != nil && *err == nil {
		*err = cerr
	}
}

// Capture runs a close method and keeps its error when there was none before.
func Capture(err *error, closing func() error) {
	if cerr := closing(); cerr != nil && *err == nil {
		*err = cerr
	}
}

// Any closes v if it is something that can be closed.
func Any(v any) {
	if c, ok := v.(io.Closer); ok {
		_ = c.Close()
	}
}

// RollbackQuietly ends a transaction and forgets that it may have ended before.
func RollbackQuietly(tx *sql.Tx) {
	if err := tx.Rollback(); err != nil && err != sql.ErrTxDone {
		log.Printf("rollback: %v", err)
	}
}

// Describe logs the size of a response and closes nothing.
func Describe(resp *http.Response) {
	log.Printf("%s: %d bytes", resp.Status, resp.ContentLength)
}
