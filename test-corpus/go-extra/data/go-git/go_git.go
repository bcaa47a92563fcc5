// Package gogitcases holds the cases of the go-git library.
package gogitcases

import (
	"io"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// BlobBad keeps the blob when the work fails.
func BlobBad(blob *object.Blob, out io.Writer) error {
	reader, err := blob.Reader() // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, reader); err != nil {
		return err // want-step "returns"
	}
	return reader.Close()
}

// BlobOk defers the end of the blob.
func BlobOk(blob *object.Blob, out io.Writer) error {
	reader, err := blob.Reader() // want-fate released
	if err != nil {
		return err
	}
	defer reader.Close()
	if _, err := io.Copy(out, reader); err != nil {
		return err
	}
	return nil
}

// LogDroppedOk drops the iterator, which costs next to nothing.
func LogDroppedOk(repository *git.Repository) error {
	commits, err := repository.Log(&git.LogOptions{}) // want-fate untracked
	if err != nil {
		return err
	}
	if _, err := commits.Next(); err != nil {
		return err
	}
	return nil
}

// LogOk ends the iterator.
func LogOk(repository *git.Repository) error {
	commits, err := repository.Log(&git.LogOptions{}) // want-fate released
	if err != nil {
		return err
	}
	defer commits.Close()
	if _, err := commits.Next(); err != nil {
		return err
	}
	return nil
}
