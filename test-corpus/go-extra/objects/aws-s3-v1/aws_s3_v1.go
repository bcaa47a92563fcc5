// Package awss3v1 holds the cases of S3, version 1 of the SDK.
package awss3v1

import (
	"io"

	"github.com/aws/aws-sdk-go/service/s3"
)

// GetBad keeps the object when the work fails.
func GetBad(client *s3.S3, input *s3.GetObjectInput, out io.Writer) error {
	object, err := client.GetObject(input) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, object.Body); err != nil {
		return err // want-step "returns"
	}
	return object.Body.Close()
}

// GetOk defers the end of the object.
func GetOk(client *s3.S3, input *s3.GetObjectInput, out io.Writer) error {
	object, err := client.GetObject(input) // want-fate released
	if err != nil {
		return err
	}
	defer object.Body.Close()
	if _, err := io.Copy(out, object.Body); err != nil {
		return err
	}
	return nil
}

// SelectBad keeps the events when the work fails.
func SelectBad(output *s3.SelectObjectContentOutput) error {
	events := output.GetEventStream() // want unclosed-response-body // want-fate leaked
	if err := events.Err(); err != nil {
		return err // want-step "returns"
	}
	return events.Close()
}

// SelectOk defers the end of the events.
func SelectOk(output *s3.SelectObjectContentOutput) error {
	events := output.GetEventStream() // want-fate released
	defer events.Close()
	if err := events.Err(); err != nil {
		return err
	}
	return nil
}
