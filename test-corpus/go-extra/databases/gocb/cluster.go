package gocbcases

import (
	"time"

	"github.com/couchbase/gocb/v2"
)

// Profiles keeps what is known of users.
type Profiles struct {
	cluster *gocb.Cluster
	bucket  *gocb.Bucket
}

// OpenProfilesBad leaves the connections to the nodes where the bucket does not get ready.
func OpenProfilesBad(address, user, password string) (*Profiles, error) {
	cluster, err := gocb.Connect(address, gocb.ClusterOptions{Username: user, Password: password}) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	bucket := cluster.Bucket("profiles")
	if err := bucket.WaitUntilReady(5*time.Second, nil); err != nil {
		return nil, err // want-step "returns"
	}
	return &Profiles{cluster: cluster, bucket: bucket}, nil
}

// OpenProfilesOk closes the cluster where the bucket does not get ready.
func OpenProfilesOk(address, user, password string) (*Profiles, error) {
	cluster, err := gocb.Connect(address, gocb.ClusterOptions{Username: user, Password: password}) // want-fate returned
	if err != nil {
		return nil, err
	}
	bucket := cluster.Bucket("profiles")
	if err := bucket.WaitUntilReady(5*time.Second, nil); err != nil {
		cluster.Close(nil)
		return nil, err
	}
	return &Profiles{cluster: cluster, bucket: bucket}, nil
}
