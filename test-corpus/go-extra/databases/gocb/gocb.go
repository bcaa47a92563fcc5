// Package gocbcases holds the cases of the Couchbase library.
package gocbcases

import (
	"github.com/couchbase/gocb/v2"
)

// QueryBad keeps the result when the work fails.
func QueryBad(cluster *gocb.Cluster, value any) error {
	result, err := cluster.Query("SELECT 1", nil) // want unclosed-rows // want-fate leaked
	if err != nil {
		return err
	}
	if err := result.Row(value); err != nil {
		return err // want-step "returns"
	}
	return result.Close()
}

// QueryOk defers the end of the result.
func QueryOk(cluster *gocb.Cluster, value any) error {
	result, err := cluster.Query("SELECT 1", nil) // want-fate released
	if err != nil {
		return err
	}
	defer result.Close()
	if err := result.Row(value); err != nil {
		return err
	}
	return nil
}
