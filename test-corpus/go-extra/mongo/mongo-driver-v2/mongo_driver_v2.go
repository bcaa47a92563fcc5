// Package mongov2 holds the cases of version 2 of the MongoDB driver.
package mongov2

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Item is one document.
type Item struct{ Name string }

// FindBad leaves the loop when a document does not decode.
func FindBad(ctx context.Context, coll *mongo.Collection) (items []Item, err error) {
	cursor, err := coll.Find(ctx, bson.D{}) // want unclosed-rows // want-fate leaked
	if err != nil {
		return nil, err
	}
	for cursor.Next(ctx) {
		var item Item
		if err := cursor.Decode(&item); err != nil {
			return nil, err // want-step "returns"
		}
		items = append(items, item)
	}
	return items, cursor.Err()
}

// FindOk defers the close.
func FindOk(ctx context.Context, coll *mongo.Collection) (items []Item, err error) {
	cursor, err := coll.Find(ctx, bson.D{}) // want-fate released
	if err != nil {
		return nil, err
	}
	defer cursor.Close(ctx)
	for cursor.Next(ctx) {
		var item Item
		if err := cursor.Decode(&item); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, cursor.Err()
}

// AllOk leaves the close to All.
func AllOk(ctx context.Context, db *mongo.Database) (items []Item, err error) {
	cursor, err := db.Collection("item").Aggregate(ctx, mongo.Pipeline{}) // want-fate released
	if err != nil {
		return nil, err
	}
	err = cursor.All(ctx, &items)
	return items, err
}

// DrainedOk reads to the end.
func DrainedOk(ctx context.Context, coll *mongo.Collection) (n int, err error) {
	cursor, err := coll.Find(ctx, bson.D{}) // want-fate released
	if err != nil {
		return 0, err
	}
	for cursor.Next(ctx) {
		n++
	}
	return n, cursor.Err()
}

// OneOk asks for one document, which holds nothing.
func OneOk(ctx context.Context, coll *mongo.Collection) (item Item, err error) {
	err = coll.FindOne(ctx, bson.D{}).Decode(&item)
	return item, err
}

// WatchBad keeps the change stream when the work fails.
func WatchBad(ctx context.Context, coll *mongo.Collection) error {
	stream, err := coll.Watch(ctx, mongo.Pipeline{}) // want unclosed-rows // want-fate leaked
	if err != nil {
		return err
	}
	if err := stream.Err(); err != nil {
		return err // want-step "returns"
	}
	return stream.Close(ctx)
}

// WatchOk defers the end of the change stream.
func WatchOk(ctx context.Context, coll *mongo.Collection) error {
	stream, err := coll.Watch(ctx, mongo.Pipeline{}) // want-fate released
	if err != nil {
		return err
	}
	defer stream.Close(ctx)
	if err := stream.Err(); err != nil {
		return err
	}
	return nil
}

// SessionBad keeps the session when the work fails.
func SessionBad(ctx context.Context, client *mongo.Client) error {
	session, err := client.StartSession() // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := client.Ping(ctx, nil); err != nil {
		return err // want-step "returns"
	}
	session.EndSession(ctx)
	return nil
}

// SessionOk defers the end of the session.
func SessionOk(ctx context.Context, client *mongo.Client) error {
	session, err := client.StartSession() // want-fate released
	if err != nil {
		return err
	}
	defer session.EndSession(ctx)
	if err := client.Ping(ctx, nil); err != nil {
		return err
	}
	return nil
}

// TransferBad leaves the transaction open when the work fails, and ends the session elsewhere.
func TransferBad(ctx context.Context, session *mongo.Session, work func(context.Context) error) error {
	if err := session.StartTransaction(); err != nil { // want unfinished-transaction // want-fate leaked
		return err
	}
	if err := work(ctx); err != nil {
		return err // want-step "returns"
	}
	return session.CommitTransaction(ctx)
}

// TransferOk aborts the transaction when the work fails.
func TransferOk(ctx context.Context, session *mongo.Session, work func(context.Context) error) error {
	if err := session.StartTransaction(); err != nil { // want-fate released
		return err
	}
	defer session.AbortTransaction(ctx)
	if err := work(ctx); err != nil {
		return err
	}
	return session.CommitTransaction(ctx)
}

// TransferOwnOk ends the session in any case, which aborts what is open.
func TransferOwnOk(ctx context.Context, client *mongo.Client, work func(context.Context) error) error {
	session, err := client.StartSession() // want-fate released
	if err != nil {
		return err
	}
	defer session.EndSession(ctx)
	if err := session.StartTransaction(); err != nil { // want-fate released
		return err
	}
	if err := work(ctx); err != nil {
		return err
	}
	return session.CommitTransaction(ctx)
}

// ClientOwner keeps a client.
type ClientOwner struct{ held *mongo.Client }

// Shutdown ends the client.
func (o *ClientOwner) Shutdown() { o.held.Disconnect(context.Background()) }

// NewClientBad loses the client when the check after it fails.
func NewClientBad(ctx context.Context, uri string) (*ClientOwner, error) {
	client, err := mongo.Connect(options.Client().ApplyURI(uri)) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := client.Ping(ctx, nil); err != nil {
		return nil, err // want-step "returns"
	}
	return &ClientOwner{held: client}, nil
}

// NewClientOk ends the client when the check after it fails.
func NewClientOk(ctx context.Context, uri string) (*ClientOwner, error) {
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		return nil, err
	}
	if err := client.Ping(ctx, nil); err != nil {
		client.Disconnect(context.Background())
		return nil, err
	}
	return &ClientOwner{held: client}, nil
}

// UploadBad keeps the upload when the work fails.
func UploadBad(ctx context.Context, bucket *mongo.GridFSBucket, data []byte) error {
	stream, err := bucket.OpenUploadStream(ctx, "a") // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := stream.Write(data); err != nil {
		return err // want-step "returns"
	}
	return stream.Close()
}

// UploadOk defers the end of the upload.
func UploadOk(ctx context.Context, bucket *mongo.GridFSBucket, data []byte) error {
	stream, err := bucket.OpenUploadStream(ctx, "a") // want-fate released
	if err != nil {
		return err
	}
	defer stream.Close()
	if _, err := stream.Write(data); err != nil {
		return err
	}
	return nil
}

// DownloadBad keeps the download when the work fails.
func DownloadBad(ctx context.Context, bucket *mongo.GridFSBucket, buf []byte) error {
	stream, err := bucket.OpenDownloadStreamByName(ctx, "a") // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := stream.Read(buf); err != nil {
		return err // want-step "returns"
	}
	return stream.Close()
}

// DownloadOk defers the end of the download.
func DownloadOk(ctx context.Context, bucket *mongo.GridFSBucket, buf []byte) error {
	stream, err := bucket.OpenDownloadStreamByName(ctx, "a") // want-fate released
	if err != nil {
		return err
	}
	defer stream.Close()
	if _, err := stream.Read(buf); err != nil {
		return err
	}
	return nil
}
