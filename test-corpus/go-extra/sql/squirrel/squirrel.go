// Package squirrelcases holds the cases of the squirrel library.
package squirrelcases

import (
	"context"

	"github.com/Masterminds/squirrel"
)

// SelectBad keeps the rows when the work fails.
func SelectBad(ctx context.Context, runner squirrel.BaseRunner) error {
	rows, err := squirrel.Select("name").From("item").RunWith(runner).QueryContext(ctx) // want unclosed-rows // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := rows.Columns(); err != nil {
		return err // want-step "returns"
	}
	return rows.Close()
}

// SelectOk defers the end of the rows.
func SelectOk(ctx context.Context, runner squirrel.BaseRunner) error {
	rows, err := squirrel.Select("name").From("item").RunWith(runner).QueryContext(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer rows.Close()
	if _, err := rows.Columns(); err != nil {
		return err
	}
	return nil
}

// NameBad never scans the row.
func NameBad(ctx context.Context, runner squirrel.BaseRunner) bool {
	row := squirrel.Select("name").From("item").RunWith(runner).QueryRowContext(ctx) // want unscanned-row // want-fate leaked
	return row != nil                                                                // want-step "returns"
}

// NameOk scans the row.
func NameOk(ctx context.Context, runner squirrel.BaseRunner) (name string, err error) {
	row := squirrel.Select("name").From("item").RunWith(runner).QueryRowContext(ctx) // want-fate released
	err = row.Scan(&name)
	return name, err
}

// CacheOwner keeps a statement cache.
type CacheOwner struct{ held *squirrel.StmtCache }

// Shutdown ends the statement cache.
func (o *CacheOwner) Shutdown() { o.held.Clear() }

// NewCacheBad loses the statement cache when the check after it fails.
func NewCacheBad(preparer squirrel.PreparerContext, ping func() error) (*CacheOwner, error) {
	cache := squirrel.NewStmtCache(preparer) // want unclosed-resource // want-fate leaked
	if err := ping(); err != nil {
		return nil, err // want-step "returns"
	}
	return &CacheOwner{held: cache}, nil
}

// NewCacheOk ends the statement cache when the check after it fails.
func NewCacheOk(preparer squirrel.PreparerContext, ping func() error) (*CacheOwner, error) {
	cache := squirrel.NewStmtCache(preparer)
	if err := ping(); err != nil {
		cache.Clear()
		return nil, err
	}
	return &CacheOwner{held: cache}, nil
}
