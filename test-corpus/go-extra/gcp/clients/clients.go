// Package clientscases holds the cases of clients of Google Cloud that hold nothing but their connections.
package clientscases

import (
	"context"
	"fmt"

	secretmanager "cloud.google.com/go/secretmanager/apiv1"
	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
)

// Secrets reads secrets.
type Secrets struct{ client *secretmanager.Client }

// OpenSecretsBad loses the client where the first secret cannot be read.
func OpenSecretsBad(ctx context.Context, name string) (*Secrets, error) {
	client, err := secretmanager.NewClient(ctx) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := client.GetSecret(ctx, &secretmanagerpb.GetSecretRequest{Name: name}); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err) // want-step "returns"
	}
	return &Secrets{client: client}, nil
}

// OpenSecretsOk closes the client where the first secret cannot be read.
func OpenSecretsOk(ctx context.Context, name string) (*Secrets, error) {
	client, err := secretmanager.NewClient(ctx) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, err := client.GetSecret(ctx, &secretmanagerpb.GetSecretRequest{Name: name}); err != nil {
		client.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &Secrets{client: client}, nil
}
