// Package promcases holds the cases of the storage of Prometheus.
package promcases

import (
	"context"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
)

// QueryBad keeps the querier when the query fails.
func QueryBad(ctx context.Context, queryable storage.Queryable) error {
	querier, err := queryable.Querier(0, 1) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, _, err := querier.LabelNames(ctx, nil); err != nil {
		return err // want-step "returns"
	}
	return querier.Close()
}

// QueryOk defers the close.
func QueryOk(ctx context.Context, queryable storage.Queryable) error {
	querier, err := queryable.Querier(0, 1) // want-fate released
	if err != nil {
		return err
	}
	defer querier.Close()
	_, _, err = querier.LabelNames(ctx, nil)
	return err
}

// AppendBad leaves the samples pending when one of them is refused.
func AppendBad(ctx context.Context, appendable storage.Appendable, l labels.Labels) error {
	appender := appendable.Appender(ctx) // want unfinished-transaction // want-fate leaked
	if _, err := appender.Append(0, l, 0, 1); err != nil {
		return err // want-step "returns"
	}
	return appender.Commit()
}

// AppendOk rolls back when a sample is refused.
func AppendOk(ctx context.Context, appendable storage.Appendable, l labels.Labels) error {
	appender := appendable.Appender(ctx) // want-fate released
	if _, err := appender.Append(0, l, 0, 1); err != nil {
		_ = appender.Rollback()
		return err
	}
	return appender.Commit()
}
