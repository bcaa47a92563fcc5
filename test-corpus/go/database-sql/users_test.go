package databasesql

import (
	"database/sql"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// openTestDB opens a pool that the test closes at its end.
func openTestDB(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("stub", "memory")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// TestUserNamesFatalBad ends the test between the query and the plain close. Pattern P127.
func TestUserNamesFatalBad(t *testing.T) {
	db := openTestDB(t)
	rows, err := db.Query("SELECT name FROM users") // want unclosed-rows // want-fate leaked
	if err != nil {
		t.Fatal(err)
	}
	var name string
	if rows.Next() {
		if err := rows.Scan(&name); err != nil {
			t.Fatal("no name") // want-step "ends|Fatal|returns"
		}
	}
	rows.Close()
}

// TestUserNamesCleanupOk gives the close to the cleanup list before anything can end the test. Pattern P127.
func TestUserNamesCleanupOk(t *testing.T) {
	db := openTestDB(t)
	rows, err := db.Query("SELECT name FROM users") // want-fate released
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rows.Close() })
	if !rows.Next() {
		t.Fatal("no user at all")
	}
}

// TestUserNamesRequireOk relies on a test helper that stops at an error.
func TestUserNamesRequireOk(t *testing.T) {
	db := openTestDB(t)
	rows, err := db.Query("SELECT name FROM users") // want-fate released
	require.NoError(t, err)
	defer rows.Close()
	require.True(t, rows.Next())
}

// TestBrokenQueryRequireErrorOk requires an error, so there is no cursor. Pattern P103.
func TestBrokenQueryRequireErrorOk(t *testing.T) {
	db := openTestDB(t)
	_, err := db.Query("SELEKT") // want-fate void
	require.Error(t, err)
}

// mustFail ends the test when there was no error.
func mustFail(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Fatal("expected an error")
	}
}

// TestBrokenQueryOwnHelperOk requires an error with a helper of its own. Pattern P103.
func TestBrokenQueryOwnHelperOk(t *testing.T) {
	db := openTestDB(t)
	rows, err := db.Query("SELEKT") // want-fate void
	mustFail(t, err)
	if rows != nil {
		t.Error("rows with an error")
	}
}

// TestBeginThenSkipBad skips with the transaction open.
func TestBeginThenSkipBad(t *testing.T) {
	db := openTestDB(t)
	tx, err := db.Begin() // want unfinished-transaction // want-fate leaked
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("DELETE FROM users"); errors.Is(err, sql.ErrConnDone) {
		t.Skip("the stub is gone") // want-step "ends|Skip|returns"
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
}

// lastError answers with what a method of the rows says, which is an error and not a yes or no.
func lastError(rows *sql.Rows) error {
	return rows.Err()
}

// TestHelperAnswersErrorBad asks a helper about the rows and leaves them open.
func TestHelperAnswersErrorBad(t *testing.T) {
	db := openTestDB(t)
	rows, err := db.Query("SELECT name FROM users") // want unclosed-rows // want-fate leaked
	require.NoError(t, err)
	require.NoError(t, lastError(rows))
}

// TestReadToTheEndOk requires that there is no second row: with that the cursor is closed.
func TestReadToTheEndOk(t *testing.T) {
	db := openTestDB(t)
	rows, err := db.Query("SELECT name FROM users") // want-fate released
	require.NoError(t, err)
	require.False(t, rows.Next())
	require.NoError(t, rows.Err())
}

// TestReadOnceBad requires that there is one, and goes.
func TestReadOnceBad(t *testing.T) {
	db := openTestDB(t)
	rows, err := db.Query("SELECT name FROM users") // want unclosed-rows // want-fate leaked
	require.NoError(t, err)
	require.True(t, rows.Next())
	require.NoError(t, rows.Err())
}
