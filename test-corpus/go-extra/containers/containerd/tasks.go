package containerdcases

import (
	"context"
	"fmt"

	containerd "github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/pkg/cio"
)

// Runtime runs containers.
type Runtime struct{ client *containerd.Client }

// ConnectBad loses the client where the daemon does not serve.
func ConnectBad(ctx context.Context, socket string) (*Runtime, error) {
	client, err := containerd.New(socket, containerd.WithDefaultNamespace("corpus")) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	serving, err := client.IsServing(ctx)
	if err != nil || !serving {
		return nil, fmt.Errorf("%s does not serve: %w", socket, err) // want-step "returns"
	}
	return &Runtime{client: client}, nil
}

// ConnectOk closes the client where the daemon does not serve.
func ConnectOk(ctx context.Context, socket string) (*Runtime, error) {
	client, err := containerd.New(socket, containerd.WithDefaultNamespace("corpus")) // want-fate returned
	if err != nil {
		return nil, err
	}
	serving, err := client.IsServing(ctx)
	if err != nil || !serving {
		client.Close()
		return nil, fmt.Errorf("%s does not serve: %w", socket, err)
	}
	return &Runtime{client: client}, nil
}

// RunOk deletes the task when it has ended, or has not started.
func (r *Runtime) RunOk(ctx context.Context, id string) (uint32, error) {
	container, err := r.client.LoadContainer(ctx, id)
	if err != nil {
		return 0, err
	}
	task, err := container.NewTask(ctx, cio.NewCreator(cio.WithStdio)) // want-fate released
	if err != nil {
		return 0, err
	}
	defer task.Delete(ctx)
	exits, err := task.Wait(ctx)
	if err != nil {
		return 0, err
	}
	if err := task.Start(ctx); err != nil {
		return 0, err
	}
	status := <-exits
	return status.ExitCode(), status.Error()
}

// StartOk starts a task that shall run on; one that does not start is looked at by others.
func (r *Runtime) StartOk(ctx context.Context, id string) (uint32, error) {
	container, err := r.client.LoadContainer(ctx, id)
	if err != nil {
		return 0, err
	}
	task, err := container.NewTask(ctx, cio.NullIO) // want-fate untracked
	if err != nil {
		return 0, err
	}
	if err := task.Start(ctx); err != nil {
		return 0, err
	}
	return task.Pid(), nil
}
