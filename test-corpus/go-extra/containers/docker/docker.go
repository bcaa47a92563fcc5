// Package dockercases holds the cases of the Docker client.
package dockercases

import (
	"context"
	"io"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"
)

// PullBad keeps the stream when the work fails.
func PullBad(ctx context.Context, c *client.Client, out io.Writer) error {
	stream, err := c.ImagePull(ctx, "a", image.PullOptions{}) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, stream); err != nil {
		return err // want-step "returns"
	}
	return stream.Close()
}

// PullOk defers the end of the stream.
func PullOk(ctx context.Context, c *client.Client, out io.Writer) error {
	stream, err := c.ImagePull(ctx, "a", image.PullOptions{}) // want-fate released
	if err != nil {
		return err
	}
	defer stream.Close()
	if _, err := io.Copy(out, stream); err != nil {
		return err
	}
	return nil
}

// StatsBad keeps the body when the work fails.
func StatsBad(ctx context.Context, c *client.Client, out io.Writer) error {
	stats, err := c.ContainerStats(ctx, "a", false) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, stats.Body); err != nil {
		return err // want-step "returns"
	}
	return stats.Body.Close()
}

// StatsOk defers the end of the body.
func StatsOk(ctx context.Context, c *client.Client, out io.Writer) error {
	stats, err := c.ContainerStats(ctx, "a", false) // want-fate released
	if err != nil {
		return err
	}
	defer stats.Body.Close()
	if _, err := io.Copy(out, stats.Body); err != nil {
		return err
	}
	return nil
}

// AttachBad keeps the connection when the work fails.
func AttachBad(ctx context.Context, c *client.Client, data []byte) error {
	attached, err := c.ContainerAttach(ctx, "a", container.AttachOptions{}) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := attached.Conn.Write(data); err != nil {
		return err // want-step "returns"
	}
	attached.Close()
	return nil
}

// AttachOk defers the end of the connection.
func AttachOk(ctx context.Context, c *client.Client, data []byte) error {
	attached, err := c.ContainerAttach(ctx, "a", container.AttachOptions{}) // want-fate released
	if err != nil {
		return err
	}
	defer attached.Close()
	if _, err := attached.Conn.Write(data); err != nil {
		return err
	}
	return nil
}

// ClientOwner keeps a client.
type ClientOwner struct{ held *client.Client }

// Shutdown ends the client.
func (o *ClientOwner) Shutdown() { o.held.Close() }

// NewClientBad loses the client when the check after it fails.
func NewClientBad(ctx context.Context) (*ClientOwner, error) {
	c, err := client.NewClientWithOpts(client.FromEnv) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := c.Ping(ctx); err != nil {
		return nil, err // want-step "returns"
	}
	return &ClientOwner{held: c}, nil
}

// NewClientOk ends the client when the check after it fails.
func NewClientOk(ctx context.Context) (*ClientOwner, error) {
	c, err := client.NewClientWithOpts(client.FromEnv)
	if err != nil {
		return nil, err
	}
	if _, err := c.Ping(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return &ClientOwner{held: c}, nil
}

// AttachConnOk ends the connection itself, which is all that Close does.
func AttachConnOk(ctx context.Context, c *client.Client, data []byte) error {
	attached, err := c.ContainerAttach(ctx, "a", container.AttachOptions{}) // want-fate released
	if err != nil {
		return err
	}
	defer attached.Conn.Close()
	_, err = attached.Conn.Write(data)
	return err
}
