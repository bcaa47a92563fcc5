// Package etcd holds the cases of the etcd client.
package etcd

import (
	"context"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/client/v3/concurrency"
)

// ClientOwner keeps a client.
type ClientOwner struct{ held *clientv3.Client }

// Shutdown ends the client.
func (o *ClientOwner) Shutdown() { o.held.Close() }

// NewClientBad loses the client when the check after it fails.
func NewClientBad(ctx context.Context, config clientv3.Config) (*ClientOwner, error) {
	client, err := clientv3.New(config) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := client.Get(ctx, "ready"); err != nil {
		return nil, err // want-step "returns"
	}
	return &ClientOwner{held: client}, nil
}

// NewClientOk ends the client when the check after it fails.
func NewClientOk(ctx context.Context, config clientv3.Config) (*ClientOwner, error) {
	client, err := clientv3.New(config)
	if err != nil {
		return nil, err
	}
	if _, err := client.Get(ctx, "ready"); err != nil {
		client.Close()
		return nil, err
	}
	return &ClientOwner{held: client}, nil
}

// SessionBad keeps the session when the work fails.
func SessionBad(ctx context.Context, client *clientv3.Client) error {
	session, err := concurrency.NewSession(client) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := client.Get(ctx, "ready"); err != nil {
		return err // want-step "returns"
	}
	return session.Close()
}

// SessionOk defers the end of the session.
func SessionOk(ctx context.Context, client *clientv3.Client) error {
	session, err := concurrency.NewSession(client) // want-fate released
	if err != nil {
		return err
	}
	defer session.Close()
	if _, err := client.Get(ctx, "ready"); err != nil {
		return err
	}
	return nil
}

// LockBad keeps the lock when the work fails.
func LockBad(ctx context.Context, session *concurrency.Session, work func() error) error {
	mutex := concurrency.NewMutex(session, "/job")
	if err := mutex.Lock(ctx); err != nil { // want unreleased-lock // want-fate leaked
		return err
	}
	if err := work(); err != nil {
		return err // want-step "returns"
	}
	return mutex.Unlock(ctx)
}

// LockOk defers the end of the lock.
func LockOk(ctx context.Context, session *concurrency.Session, work func() error) error {
	mutex := concurrency.NewMutex(session, "/job")
	if err := mutex.Lock(ctx); err != nil { // want-fate released
		return err
	}
	defer mutex.Unlock(context.Background())
	if err := work(); err != nil {
		return err
	}
	return nil
}

// CampaignBad keeps the leadership when the work fails.
func CampaignBad(ctx context.Context, session *concurrency.Session, work func() error) error {
	election := concurrency.NewElection(session, "/leader")
	if err := election.Campaign(ctx, "me"); err != nil { // want unreleased-lock // want-fate leaked
		return err
	}
	if err := work(); err != nil {
		return err // want-step "returns"
	}
	return election.Resign(ctx)
}

// CampaignOk defers the end of the leadership.
func CampaignOk(ctx context.Context, session *concurrency.Session, work func() error) error {
	election := concurrency.NewElection(session, "/leader")
	if err := election.Campaign(ctx, "me"); err != nil { // want-fate released
		return err
	}
	defer election.Resign(context.Background())
	if err := work(); err != nil {
		return err
	}
	return nil
}

// WatcherBad keeps the watcher when the work fails.
func WatcherBad(ctx context.Context, client *clientv3.Client) error {
	watcher := clientv3.NewWatcher(client) // want unclosed-resource // want-fate leaked
	if err := watcher.RequestProgress(ctx); err != nil {
		return err // want-step "returns"
	}
	return watcher.Close()
}

// WatcherOk defers the end of the watcher.
func WatcherOk(ctx context.Context, client *clientv3.Client) error {
	watcher := clientv3.NewWatcher(client) // want-fate released
	defer watcher.Close()
	if err := watcher.RequestProgress(ctx); err != nil {
		return err
	}
	return nil
}

// SnapshotBad keeps the snapshot when the work fails.
func SnapshotBad(ctx context.Context, client *clientv3.Client, buf []byte) error {
	snapshot, err := client.Snapshot(ctx) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := snapshot.Read(buf); err != nil {
		return err // want-step "returns"
	}
	return snapshot.Close()
}

// SnapshotOk defers the end of the snapshot.
func SnapshotOk(ctx context.Context, client *clientv3.Client, buf []byte) error {
	snapshot, err := client.Snapshot(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer snapshot.Close()
	if _, err := snapshot.Read(buf); err != nil {
		return err
	}
	return nil
}

// WatchOk ends the watch with its context; there is nothing to close.
func WatchOk(ctx context.Context, client *clientv3.Client) int64 {
	ctx, cancel := context.WithCancel(ctx) // want-fate released
	defer cancel()
	for response := range client.Watch(ctx, "key") {
		return response.Header.Revision
	}
	return 0
}
