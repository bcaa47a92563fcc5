// Package influxcases holds the cases of the InfluxDB client.
package influxcases

import (
	"context"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api"
)

// QueryBad keeps the result when the work fails.
func QueryBad(ctx context.Context, queries api.QueryAPI, each func(*api.QueryTableResult) error) error {
	result, err := queries.Query(ctx, "from()") // want unclosed-rows // want-fate leaked
	if err != nil {
		return err
	}
	if err := result.Err(); err != nil {
		return err // want-step "returns"
	}
	return result.Close()
}

// QueryOk defers the end of the result.
func QueryOk(ctx context.Context, queries api.QueryAPI, each func(*api.QueryTableResult) error) error {
	result, err := queries.Query(ctx, "from()") // want-fate released
	if err != nil {
		return err
	}
	defer result.Close()
	if err := result.Err(); err != nil {
		return err
	}
	return nil
}

// ClientOwner keeps a client.
type ClientOwner struct{ held influxdb2.Client }

// Shutdown ends the client.
func (o *ClientOwner) Shutdown() { o.held.Close() }

// NewClientBad loses the client when the check after it fails.
func NewClientBad(ctx context.Context, url string) (*ClientOwner, error) {
	client := influxdb2.NewClient(url, "t") // want unclosed-resource // want-fate leaked
	if _, err := client.Ping(ctx); err != nil {
		return nil, err // want-step "returns"
	}
	return &ClientOwner{held: client}, nil
}

// NewClientOk ends the client when the check after it fails.
func NewClientOk(ctx context.Context, url string) (*ClientOwner, error) {
	client := influxdb2.NewClient(url, "t")
	if _, err := client.Ping(ctx); err != nil {
		client.Close()
		return nil, err
	}
	return &ClientOwner{held: client}, nil
}
