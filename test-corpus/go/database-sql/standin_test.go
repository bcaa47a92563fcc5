package databasesql

import (
	"context"
	"database/sql"
	"testing"
)

// layer begins transactions; a test has its own.
type layer interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

type fixed struct{ tx *sql.Tx }

func (f fixed) BeginTx(context.Context, *sql.TxOptions) (*sql.Tx, error) { return f.tx, nil }

// wrapping stands for a layer over it.
type wrapping struct{ tx *sql.Tx }

func wrap(tx *sql.Tx) *wrapping { return &wrapping{tx: tx} }

// TestLayersOk compares what comes out with what went in.
func TestLayersOk(t *testing.T) {
	want := &sql.Tx{}
	var from layer = fixed{tx: want}
	tx, err := from.BeginTx(context.Background(), nil) // want-fate untracked
	if err != nil {
		t.Fatal(err)
	}
	if got := wrap(tx); got.tx != want {
		t.Fatalf("got %v", got)
	}
}

// TestWorkBad works with what it gets.
func TestWorkBad(t *testing.T) {
	var from layer = fixed{}
	tx, err := from.BeginTx(context.Background(), nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("DELETE FROM person"); err != nil {
		t.Fatal(err)
	}
}

// TestConcreteBad has a database and no stand-in.
func TestConcreteBad(t *testing.T) {
	db, err := sql.Open("fake", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTx(context.Background(), nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		t.Fatal(err)
	}
	if tx == nil {
		t.Fatal("no transaction")
	}
}

// TestDroppedBad does not even look at it.
func TestDroppedBad(t *testing.T) {
	var from layer = fixed{}
	_, err := from.BeginTx(context.Background(), nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		t.Fatal(err)
	}
}

func use(tx *sql.Tx) { _, _ = tx.Exec("DELETE FROM person") }

// TestHelperBad has a helper work with it.
func TestHelperBad(t *testing.T) {
	var from layer = fixed{}
	tx, err := from.BeginTx(context.Background(), nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		t.Fatal(err)
	}
	use(tx)
}
