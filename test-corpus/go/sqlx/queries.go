// Package sqlx holds the cases of the sqlx library.
package sqlx

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// City is one row of the city table.
type City struct {
	ID   int64  `db:"id"`
	Name string `db:"name"`
}

// Atlas reads and writes cities.
type Atlas struct {
	db *sqlx.DB
}

// CitiesPromotedCloseOk defers the close that comes from the embedded type. Pattern P106.
func (a *Atlas) CitiesPromotedCloseOk(ctx context.Context) (cities []City, err error) {
	rows, err := a.db.QueryxContext(ctx, "SELECT id, name FROM city") // want-fate released
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c City
		if err := rows.StructScan(&c); err != nil {
			return nil, err
		}
		cities = append(cities, c)
	}
	return cities, rows.Err()
}

// CitiesStructScanBad leaves the loop when a row does not fit into the struct. Pattern P37.
func (a *Atlas) CitiesStructScanBad(ctx context.Context) (cities []City, err error) {
	rows, err := a.db.QueryxContext(ctx, "SELECT id, name FROM city") // want unclosed-rows // want-fate leaked
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var c City
		if err := rows.StructScan(&c); err != nil {
			return nil, err // want-step "returns"
		}
		cities = append(cities, c)
	}
	return cities, rows.Err()
}

// CountNamedOk drains the cursor of a named query.
func (a *Atlas) CountNamedOk(ctx context.Context, c City) (n int, err error) {
	rows, err := a.db.NamedQueryContext(ctx, "SELECT id FROM city WHERE name = :name", c) // want-fate released
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

// ExistsNamedBad asks for one row of a named query and leaves.
func (a *Atlas) ExistsNamedBad(ctx context.Context, c City) (bool, error) {
	rows, err := a.db.NamedQueryContext(ctx, "SELECT id FROM city WHERE name = :name", c) // want unclosed-rows // want-fate leaked
	if err != nil {
		return false, err
	}
	return rows.Next(), nil // want-step "returns"
}

// ByIDOk scans the row into a struct.
func (a *Atlas) ByIDOk(ctx context.Context, id int64) (c City, err error) {
	row := a.db.QueryRowxContext(ctx, "SELECT id, name FROM city WHERE id = ?", id) // want-fate released
	err = row.StructScan(&c)
	return c, err
}

// ByIDUnscannedBad looks at the error of the row and not at the row. Pattern P43.
func (a *Atlas) ByIDUnscannedBad(ctx context.Context, id int64) bool {
	row := a.db.QueryRowxContext(ctx, "SELECT id FROM city WHERE id = ?", id) // want unscanned-row // want-fate leaked
	return row.Err() == nil                                                   // want-step "returns"
}

// SelectAllOk leaves everything to the library.
func (a *Atlas) SelectAllOk(ctx context.Context) (cities []City, err error) {
	err = a.db.SelectContext(ctx, &cities, "SELECT id, name FROM city")
	return cities, err
}

// RenameBad forgets the transaction when the update fails. Pattern P53.
func (a *Atlas) RenameBad(ctx context.Context, c City) error {
	tx, err := a.db.BeginTxx(ctx, nil) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.NamedExecContext(ctx, "UPDATE city SET name = :name WHERE id = :id", c); err != nil {
		return fmt.Errorf("rename: %w", err) // want-step "returns"
	}
	return tx.Commit()
}

// RenameOk defers the rollback.
func (a *Atlas) RenameOk(ctx context.Context, c City) error {
	tx, err := a.db.BeginTxx(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.NamedExecContext(ctx, "UPDATE city SET name = :name WHERE id = :id", c); err != nil {
		return fmt.Errorf("rename: %w", err)
	}
	return tx.Commit()
}

// RenameMustBeginOk begins without an error result.
func (a *Atlas) RenameMustBeginOk(c City) error {
	tx := a.db.MustBegin() // want-fate released
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.NamedExec("UPDATE city SET name = :name WHERE id = :id", c); err != nil {
		return err
	}
	return tx.Commit()
}

// RenameMustBeginBad begins without an error result and returns in the middle.
func (a *Atlas) RenameMustBeginBad(c City) error {
	tx := a.db.MustBegin() // want unfinished-transaction // want-fate leaked
	if c.ID == 0 {
		return errors.New("city without id") // want-step "returns"
	}
	if _, err := tx.NamedExec("UPDATE city SET name = :name WHERE id = :id", c); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// InsertManyBad keeps the statement when one of the inserts fails.
func (a *Atlas) InsertManyBad(ctx context.Context, cities []City) error {
	stmt, err := a.db.PrepareNamedContext(ctx, "INSERT INTO city (id, name) VALUES (:id, :name)") // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	for _, c := range cities {
		if _, err := stmt.ExecContext(ctx, c); err != nil {
			return err // want-step "returns"
		}
	}
	return stmt.Close()
}

// InsertManyOk closes the statement in any case.
func (a *Atlas) InsertManyOk(ctx context.Context, cities []City) error {
	stmt, err := a.db.PrepareNamedContext(ctx, "INSERT INTO city (id, name) VALUES (:id, :name)") // want-fate released
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, c := range cities {
		if _, err := stmt.ExecContext(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// CursorOk returns the cursor.
func (a *Atlas) CursorOk(ctx context.Context) (*sqlx.Rows, error) {
	return a.db.QueryxContext(ctx, "SELECT id, name FROM city") // want-fate returned
}

// KnownNamesOk stores what it prepares.
func (a *Atlas) KnownNamesOk(into map[string]*sqlx.Stmt, query string) error {
	stmt, err := a.db.Preparex(query) // want-fate stored
	if err != nil {
		return err
	}
	into[query] = stmt
	return nil
}

// ExportOk gives the cursor to a goroutine.
func (a *Atlas) ExportOk(ctx context.Context, out chan<- City) error {
	rows, err := a.db.QueryxContext(ctx, "SELECT id, name FROM city") // want-fate passed
	if err != nil {
		return err
	}
	go export(rows, out)
	return nil
}

// export writes all rows to a channel.
func export(rows *sqlx.Rows, out chan<- City) {
	defer close(out)
	defer rows.Close()
	for rows.Next() {
		var c City
		if rows.StructScan(&c) != nil {
			return
		}
		out <- c
	}
}

// ConnectOrNothingBad drops the pool that comes together with the error.
func ConnectOrNothingBad(ctx context.Context, dsn string) (*Atlas, error) {
	db, err := sqlx.ConnectContext(ctx, "mysql", dsn) // want unclosed-resource
	if err != nil {
		return nil, err
	}
	return &Atlas{db: db}, nil
}

// FoundDroppedBad asks for rows of an insertion and drops them.
func (a *Atlas) FoundDroppedBad(city City) error {
	_, err := a.db.NamedQuery("INSERT INTO city (name) VALUES (:name)", city) // want query-used-as-exec
	return err
}

// RenameDroppedBad does it with the method of the library.
func (a *Atlas) RenameDroppedBad(ctx context.Context, id int64, name string) error {
	_, err := a.db.QueryxContext(ctx, "UPDATE city SET name = ? WHERE id = ?", name, id) // want query-used-as-exec
	return err
}

// RenameBelowDroppedBad does it with a method that comes from the embedded database.
func (a *Atlas) RenameBelowDroppedBad(id int64, name string) error {
	_, err := a.db.Query("UPDATE city SET name = ? WHERE id = ?", name, id) // want query-used-as-exec
	return err
}

// FoundOk has no rows.
func (a *Atlas) FoundOk(city City) error {
	_, err := a.db.NamedExec("INSERT INTO city (name) VALUES (:name)", city)
	return err
}
