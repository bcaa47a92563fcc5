// Package hdfscases holds the cases of the hdfs library.
package hdfscases

import (
	"bytes"
	"io"

	"github.com/colinmarc/hdfs/v2"
)

// EmptyForDirectoryBad returns something else than what it has opened.
func EmptyForDirectoryBad(client *hdfs.Client, name string) (io.ReadCloser, error) {
	file, err := client.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	if file.Stat().IsDir() {
		return io.NopCloser(bytes.NewBuffer(nil)), nil // want-step "returns"
	}
	return file, nil
}

// EmptyForDirectoryOk closes it before.
func EmptyForDirectoryOk(client *hdfs.Client, name string) (io.ReadCloser, error) {
	file, err := client.Open(name)
	if err != nil {
		return nil, err
	}
	if file.Stat().IsDir() {
		_ = file.Close()
		return io.NopCloser(bytes.NewBuffer(nil)), nil
	}
	return file, nil
}

// WriteBad keeps the lease on the file when the work fails.
func WriteBad(client *hdfs.Client, name string, data []byte) error {
	file, err := client.Create(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := file.Write(data); err != nil {
		return err // want-step "returns"
	}
	return file.Close()
}

// WriteOk defers the end of the file.
func WriteOk(client *hdfs.Client, name string, data []byte) error {
	file, err := client.Create(name) // want-fate released
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = file.Write(data)
	return err
}

// Store keeps a client.
type Store struct{ client *hdfs.Client }

// NewStoreBad loses the client when the check after it fails.
func NewStoreBad(address string) (*Store, error) {
	client, err := hdfs.New(address) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := client.Stat("/"); err != nil {
		return nil, err // want-step "returns"
	}
	return &Store{client: client}, nil
}

// NewStoreOk ends the client when the check after it fails.
func NewStoreOk(address string) (*Store, error) {
	client, err := hdfs.New(address)
	if err != nil {
		return nil, err
	}
	if _, err := client.Stat("/"); err != nil {
		_ = client.Close()
		return nil, err
	}
	return &Store{client: client}, nil
}
