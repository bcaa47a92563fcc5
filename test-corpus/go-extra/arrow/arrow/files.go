// Package arrowcases holds the cases of columns in memory and in files.
package arrowcases

import (
	"errors"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// RowsBad keeps the file where it has no columns.
func RowsBad(path string) (int64, error) {
	reader, err := file.OpenParquetFile(path, false) // want unclosed-file // want-fate leaked
	if err != nil {
		return 0, err
	}
	if reader.MetaData().Schema.NumColumns() == 0 {
		return 0, errors.New("no columns") // want-step "returns"
	}
	return reader.NumRows(), reader.Close()
}

// RowsOk closes the file in any case.
func RowsOk(path string) (int64, error) {
	reader, err := file.OpenParquetFile(path, true) // want-fate released
	if err != nil {
		return 0, err
	}
	defer reader.Close()
	if reader.MetaData().Schema.NumColumns() == 0 {
		return 0, errors.New("no columns")
	}
	return reader.NumRows(), nil
}

// BatchesOk counts what is in a file of its caller.
func BatchesOk(r ipc.ReadAtSeeker) (int, error) {
	reader, err := ipc.NewFileReader(r) // want-fate released
	if err != nil {
		return 0, err
	}
	defer reader.Close()
	return reader.NumRecords(), nil
}

// SaveBad leaves a file without its footer where a batch is refused.
func SaveBad(w io.Writer, schema *arrow.Schema, batches []arrow.RecordBatch) error {
	writer, err := ipc.NewFileWriter(w, ipc.WithSchema(schema)) // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	for _, batch := range batches {
		if err := writer.Write(batch); err != nil {
			return err // want-step "returns"
		}
	}
	return writer.Close()
}

// SaveOk writes the footer in any case.
func SaveOk(w io.Writer, schema *arrow.Schema, batches []arrow.RecordBatch) (err error) {
	props := parquet.NewWriterProperties()
	writer, err := pqarrow.NewFileWriter(schema, w, props, pqarrow.DefaultWriterProps()) // want-fate released
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, writer.Close()) }()
	for _, batch := range batches {
		if err := writer.Write(batch); err != nil {
			return err
		}
	}
	return nil
}

// SumOk releases what it has made of the numbers.
func SumOk(schema *arrow.Schema, numbers []int64, sum func(arrow.RecordBatch) int64) int64 {
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema) // want-fate released
	defer builder.Release()
	builder.Field(0).(*array.Int64Builder).AppendValues(numbers, nil)
	batch := builder.NewRecordBatch() // want-fate released
	defer batch.Release()
	return sum(batch)
}

// SchemaOk leaves the memory of a stream that is too short to the collector, as most programs do.
func SchemaOk(r io.Reader) (*arrow.Schema, error) {
	reader, err := ipc.NewReader(r) // want-fate untracked
	if err != nil {
		return nil, err
	}
	if !reader.Next() {
		return nil, io.ErrUnexpectedEOF
	}
	schema := reader.Schema()
	reader.Release()
	return schema, nil
}
