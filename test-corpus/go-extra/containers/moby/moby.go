// Package mobycases holds the cases of the client of moby that has a module of its own.
package mobycases

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/moby/moby/client"
)

// Engine talks to a daemon.
type Engine struct{ api *client.Client }

// ConnectBad loses the client where the daemon does not answer.
func ConnectBad(ctx context.Context, host string) (*Engine, error) {
	api, err := client.New(client.WithHost(host)) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if _, err := api.Ping(ctx, client.PingOptions{}); err != nil {
		return nil, fmt.Errorf("ping: %w", err) // want-step "returns"
	}
	return &Engine{api: api}, nil
}

// ConnectOk closes the client where the daemon does not answer.
func ConnectOk(ctx context.Context, host string) (*Engine, error) {
	api, err := client.New(client.WithHost(host)) // want-fate returned
	if err != nil {
		return nil, err
	}
	if _, err := api.Ping(ctx, client.PingOptions{}); err != nil {
		return nil, errors.Join(err, api.Close())
	}
	return &Engine{api: api}, nil
}

// PullBad forgets the pull, which ends when nobody reads it.
func (e *Engine) PullBad(ctx context.Context, image string) error {
	pull, err := e.api.ImagePull(ctx, image, client.ImagePullOptions{}) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, pull); err != nil {
		return err // want-step "returns"
	}
	return pull.Close()
}

// PullOk waits for its end.
func (e *Engine) PullOk(ctx context.Context, image string) error {
	pull, err := e.api.ImagePull(ctx, image, client.ImagePullOptions{}) // want-fate released
	if err != nil {
		return err
	}
	return pull.Wait(ctx)
}

// PullShownOk shows the messages of the daemon; ranging over them closes the stream.
func (e *Engine) PullShownOk(ctx context.Context, image string, show func(string)) error {
	pull, err := e.api.ImagePull(ctx, image, client.ImagePullOptions{}) // want-fate released
	if err != nil {
		return err
	}
	for message, err := range pull.JSONMessages(ctx) {
		if err != nil {
			return err
		}
		show(message.Status)
	}
	return nil
}

// LogsOk closes the log when it has been copied.
func (e *Engine) LogsOk(ctx context.Context, id string, to io.Writer) error {
	logs, err := e.api.ContainerLogs(ctx, id, client.ContainerLogsOptions{ShowStdout: true}) // want-fate released
	if err != nil {
		return err
	}
	defer logs.Close()
	_, err = io.Copy(to, logs)
	return err
}

// MemoryBad keeps the answer where it cannot be read.
func (e *Engine) MemoryBad(ctx context.Context, id string) (uint64, error) {
	stats, err := e.api.ContainerStats(ctx, id, client.ContainerStatsOptions{}) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return 0, err
	}
	var usage struct{ Memory struct{ Usage uint64 } }
	if err := json.NewDecoder(stats.Body).Decode(&usage); err != nil {
		return 0, err // want-step "returns"
	}
	return usage.Memory.Usage, stats.Body.Close()
}

// BuildOk reads what the build says to its end.
func (e *Engine) BuildOk(ctx context.Context, sources io.Reader, to io.Writer) error {
	build, err := e.api.ImageBuild(ctx, sources, client.ImageBuildOptions{Remove: true}) // want-fate released
	if err != nil {
		return err
	}
	defer build.Body.Close()
	_, err = io.Copy(to, build.Body)
	return err
}

// FirstFileBad reads the first file and leaves the rest on its way.
func (e *Engine) FirstFileBad(ctx context.Context, id, path string) ([]byte, error) {
	files, err := e.api.CopyFromContainer(ctx, id, client.CopyFromContainerOptions{SourcePath: path}) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return nil, err
	}
	archive := tar.NewReader(files.Content)
	if _, err := archive.Next(); err != nil {
		return nil, err // want-step "returns"
	}
	defer files.Content.Close()
	return io.ReadAll(archive)
}

// FirstFileOk closes what it does not read.
func (e *Engine) FirstFileOk(ctx context.Context, id, path string) ([]byte, error) {
	files, err := e.api.CopyFromContainer(ctx, id, client.CopyFromContainerOptions{SourcePath: path}) // want-fate released
	if err != nil {
		return nil, err
	}
	defer files.Content.Close()
	archive := tar.NewReader(files.Content)
	if _, err := archive.Next(); err != nil {
		return nil, err
	}
	return io.ReadAll(archive)
}

// TypeBad keeps the connection where its input is refused.
func (e *Engine) TypeBad(ctx context.Context, id string, input []byte, to io.Writer) error {
	attached, err := e.api.ContainerAttach(ctx, id, client.ContainerAttachOptions{Stream: true, Stdin: true}) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := attached.Conn.Write(input); err != nil {
		return err // want-step "returns"
	}
	defer attached.Close()
	_, err = io.Copy(to, attached.Reader)
	return err
}

// TypeOk closes the connection in any case.
func (e *Engine) TypeOk(ctx context.Context, exec string, input []byte, to io.Writer) error {
	attached, err := e.api.ExecAttach(ctx, exec, client.ExecAttachOptions{}) // want-fate released
	if err != nil {
		return err
	}
	defer attached.Close()
	if _, err := attached.Conn.Write(input); err != nil {
		return err
	}
	if err := attached.CloseWrite(); err != nil {
		return err
	}
	_, err = io.Copy(to, attached.Reader)
	return err
}
