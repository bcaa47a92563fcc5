// Package azblobcases holds the cases of the blobs of Azure.
package azblobcases

import (
	"context"
	"io"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

// FetchBad keeps the connection where the copy fails.
func FetchBad(ctx context.Context, client *azblob.Client, name string, to io.Writer) error {
	download, err := client.DownloadStream(ctx, "photos", name, nil) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(to, download.Body); err != nil {
		return err // want-step "returns"
	}
	return download.Body.Close()
}

// FetchOk closes the body in any case.
func FetchOk(ctx context.Context, client *azblob.Client, name string, to io.Writer) error {
	download, err := client.DownloadStream(ctx, "photos", name, nil) // want-fate released
	if err != nil {
		return err
	}
	defer download.Body.Close()
	_, err = io.Copy(to, download.Body)
	return err
}

// FetchRetriedOk closes the reader that asks again where the connection breaks.
func FetchRetriedOk(ctx context.Context, photos *container.Client, name string, to io.Writer) error {
	download, err := photos.NewBlobClient(name).DownloadStream(ctx, nil) // want-fate released
	if err != nil {
		return err
	}
	reader := download.NewRetryReader(ctx, &blob.RetryReaderOptions{MaxRetries: 3})
	defer reader.Close()
	_, err = io.Copy(to, reader)
	return err
}

// TypeBad looks at the head of a download and forgets its body.
func TypeBad(ctx context.Context, client *blob.Client) (string, error) {
	download, err := client.DownloadStream(ctx, nil) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return "", err
	}
	if download.ContentType == nil {
		return "", nil
	}
	return *download.ContentType, nil
}
