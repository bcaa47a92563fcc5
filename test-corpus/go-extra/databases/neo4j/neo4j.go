// Package neo4jcases holds the cases of the Neo4j driver.
package neo4jcases

import (
	"context"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// SessionBad keeps the session when the work fails.
func SessionBad(ctx context.Context, driver neo4j.DriverWithContext) error {
	session := driver.NewSession(ctx, neo4j.SessionConfig{}) // want unclosed-connection // want-fate leaked
	if _, err := session.Run(ctx, "RETURN 1", nil); err != nil {
		return err // want-step "returns"
	}
	return session.Close(ctx)
}

// SessionOk defers the end of the session.
func SessionOk(ctx context.Context, driver neo4j.DriverWithContext) error {
	session := driver.NewSession(ctx, neo4j.SessionConfig{}) // want-fate released
	defer session.Close(ctx)
	if _, err := session.Run(ctx, "RETURN 1", nil); err != nil {
		return err
	}
	return nil
}

// WriteBad keeps the transaction when the work fails.
func WriteBad(ctx context.Context, session neo4j.SessionWithContext) error {
	tx, err := session.BeginTransaction(ctx) // want unfinished-transaction // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := tx.Run(ctx, "CREATE (n)", nil); err != nil {
		return err // want-step "returns"
	}
	return tx.Commit(ctx)
}

// WriteOk defers the end of the transaction.
func WriteOk(ctx context.Context, session neo4j.SessionWithContext) error {
	tx, err := session.BeginTransaction(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer tx.Close(ctx)
	if _, err := tx.Run(ctx, "CREATE (n)", nil); err != nil {
		return err
	}
	return nil
}

// DriverOwner keeps a driver.
type DriverOwner struct{ held neo4j.DriverWithContext }

// Shutdown ends the driver.
func (o *DriverOwner) Shutdown() { o.held.Close(context.Background()) }

// NewDriverBad loses the driver when the check after it fails.
func NewDriverBad(ctx context.Context, url string, auth neo4j.AuthToken) (*DriverOwner, error) {
	driver, err := neo4j.NewDriverWithContext(url, auth) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := driver.VerifyConnectivity(ctx); err != nil {
		return nil, err // want-step "returns"
	}
	return &DriverOwner{held: driver}, nil
}

// NewDriverOk ends the driver when the check after it fails.
func NewDriverOk(ctx context.Context, url string, auth neo4j.AuthToken) (*DriverOwner, error) {
	driver, err := neo4j.NewDriverWithContext(url, auth)
	if err != nil {
		return nil, err
	}
	if err := driver.VerifyConnectivity(ctx); err != nil {
		driver.Close(context.Background())
		return nil, err
	}
	return &DriverOwner{held: driver}, nil
}
