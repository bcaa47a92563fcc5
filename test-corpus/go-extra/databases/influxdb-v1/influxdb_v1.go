// Package influxv1cases holds the cases of the client of the first InfluxDB.
package influxv1cases

import (
	"errors"
	"io"
	"time"

	influx "github.com/influxdata/influxdb1-client/v2"
)

// Metrics writes points.
type Metrics struct{ client influx.Client }

// NewMetricsBad loses the client where the server does not answer.
func NewMetricsBad(address string) (*Metrics, error) {
	client, err := influx.NewHTTPClient(influx.HTTPConfig{Addr: address, Timeout: time.Second}) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, _, err := client.Ping(time.Second); err != nil {
		return nil, err // want-step "returns"
	}
	return &Metrics{client: client}, nil
}

// NewMetricsOk closes the client where the server does not answer.
func NewMetricsOk(address string) (*Metrics, error) {
	client, err := influx.NewHTTPClient(influx.HTTPConfig{Addr: address, Timeout: time.Second}) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, _, err := client.Ping(time.Second); err != nil {
		client.Close()
		return nil, err
	}
	return &Metrics{client: client}, nil
}

// SendOk sends points and hangs up.
func SendOk(address string, points influx.BatchPoints) error {
	client, err := influx.NewUDPClient(influx.UDPConfig{Addr: address}) // want-fate released
	if err != nil {
		return err
	}
	defer client.Close()
	return client.Write(points)
}

// EachBad leaves a part of the answer on its way where a part cannot be read.
func (m *Metrics) EachBad(command string, each func(*influx.Response)) error {
	chunks, err := m.client.QueryAsChunk(influx.Query{Command: command, Chunked: true}) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	for {
		part, err := chunks.NextResponse()
		if errors.Is(err, io.EOF) {
			return chunks.Close()
		}
		if err != nil {
			return err // want-step "returns"
		}
		each(part)
	}
}

// EachOk closes the answer in any case.
func EachOk(address, command string, each func(*influx.Response)) error {
	client, err := influx.NewHTTPClient(influx.HTTPConfig{Addr: address}) // want-fate released
	if err != nil {
		return err
	}
	defer client.Close()
	chunks, err := client.QueryAsChunk(influx.Query{Command: command, Chunked: true}) // want-fate released
	if err != nil {
		return err
	}
	defer chunks.Close()
	for {
		part, err := chunks.NextResponse()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		each(part)
	}
}
