// Package rueidis holds the cases of the rueidis library.
package rueidis

import (
	"context"

	"github.com/redis/rueidis"
)

// DedicateBad keeps the dedicated connection when the work fails.
func DedicateBad(ctx context.Context, client rueidis.Client) error {
	dedicated, give := client.Dedicate() // want unclosed-connection // want-fate leaked
	if err := dedicated.Do(ctx, dedicated.B().Ping().Build()).Error(); err != nil {
		return err // want-step "returns"
	}
	give()
	return nil
}

// DedicateOk defers the end of the dedicated connection.
func DedicateOk(ctx context.Context, client rueidis.Client) error {
	dedicated, give := client.Dedicate() // want-fate released
	defer give()
	if err := dedicated.Do(ctx, dedicated.B().Ping().Build()).Error(); err != nil {
		return err
	}
	return nil
}
