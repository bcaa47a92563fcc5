// Package awss3 holds the cases of S3, version 2 of the SDK.
package awss3

import (
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// GetBad keeps the object when the work fails.
func GetBad(ctx context.Context, client *s3.Client, input *s3.GetObjectInput, out io.Writer) error {
	object, err := client.GetObject(ctx, input) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, object.Body); err != nil {
		return err // want-step "returns"
	}
	return object.Body.Close()
}

// GetOk defers the end of the object.
func GetOk(ctx context.Context, client *s3.Client, input *s3.GetObjectInput, out io.Writer) error {
	object, err := client.GetObject(ctx, input) // want-fate released
	if err != nil {
		return err
	}
	defer object.Body.Close()
	if _, err := io.Copy(out, object.Body); err != nil {
		return err
	}
	return nil
}
