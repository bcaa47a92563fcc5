package neo4jcases

import (
	"context"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// AnyOk leaves the rest of a result to its session, which its caller closes.
func AnyOk(ctx context.Context, session neo4j.SessionWithContext) (bool, error) {
	result, err := session.Run(ctx, "MATCH (n) RETURN n", nil) // want-fate untracked
	if err != nil {
		return false, err
	}
	if err := result.Err(); err != nil {
		return false, err
	}
	return result.Next(ctx), nil
}
