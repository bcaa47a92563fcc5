// Package asynqcases holds the cases of the asynq library.
package asynqcases

import (
	"github.com/hibiken/asynq"
)

// ClientOwner keeps a client.
type ClientOwner struct{ held *asynq.Client }

// Shutdown ends the client.
func (o *ClientOwner) Shutdown() { o.held.Close() }

// NewClientBad loses the client when the check after it fails.
func NewClientBad(options asynq.RedisConnOpt) (*ClientOwner, error) {
	client := asynq.NewClient(options) // want unclosed-resource // want-fate leaked
	if err := client.Ping(); err != nil {
		return nil, err // want-step "returns"
	}
	return &ClientOwner{held: client}, nil
}

// NewClientOk ends the client when the check after it fails.
func NewClientOk(options asynq.RedisConnOpt) (*ClientOwner, error) {
	client := asynq.NewClient(options)
	if err := client.Ping(); err != nil {
		client.Close()
		return nil, err
	}
	return &ClientOwner{held: client}, nil
}
