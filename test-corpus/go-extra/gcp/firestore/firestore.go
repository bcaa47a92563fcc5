// Package firestorecases holds the cases of documents of Google Cloud.
package firestorecases

import (
	"context"
	"errors"
	"fmt"

	"cloud.google.com/go/firestore"
	"google.golang.org/api/iterator"
)

// Notes keeps notes.
type Notes struct{ client *firestore.Client }

// OpenNotesBad loses the client where there is no index.
func OpenNotesBad(ctx context.Context, project string) (*Notes, error) {
	client, err := firestore.NewClient(ctx, project) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := client.Doc("notes/index").Get(ctx); err != nil {
		return nil, fmt.Errorf("index: %w", err) // want-step "returns"
	}
	return &Notes{client: client}, nil
}

// OpenNotesOk closes the client where there is no index.
func OpenNotesOk(ctx context.Context, project string) (*Notes, error) {
	client, err := firestore.NewClient(ctx, project) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, err := client.Doc("notes/index").Get(ctx); err != nil {
		client.Close()
		return nil, fmt.Errorf("index: %w", err)
	}
	return &Notes{client: client}, nil
}

// FindBad leaves the stream of the query with the first hit.
func (n *Notes) FindBad(ctx context.Context, text string) (string, error) {
	documents := n.client.Collection("notes").Where("text", "==", text).Documents(ctx) // want unclosed-rows // want-fate leaked
	document, err := documents.Next()
	if err != nil {
		return "", err // want-step "returns"
	}
	documents.Stop()
	return document.Ref.ID, nil
}

// FindOk stops the query in any case.
func (n *Notes) FindOk(ctx context.Context, text string) (string, error) {
	documents := n.client.Collection("notes").Where("text", "==", text).Documents(ctx) // want-fate released
	defer documents.Stop()
	document, err := documents.Next()
	if errors.Is(err, iterator.Done) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return document.Ref.ID, nil
}

// AllOk reads all, which stops.
func (n *Notes) AllOk(ctx context.Context) ([]*firestore.DocumentSnapshot, error) {
	return n.client.Collection("notes").OrderBy("text", firestore.Asc).Documents(ctx).GetAll() // want-fate released
}
