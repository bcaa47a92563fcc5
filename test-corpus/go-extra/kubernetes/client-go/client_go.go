// Package clientgo holds the cases of the Kubernetes client.
package clientgo

import (
	"context"
	"errors"
	"io"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/workqueue"
)

// WaitBad leaves the loop without stopping the watch.
func WaitBad(ctx context.Context, clients kubernetes.Interface, namespace string) (watch.Event, error) {
	w, err := clients.CoreV1().Pods(namespace).Watch(ctx, metav1.ListOptions{}) // want unclosed-connection // want-fate leaked
	if err != nil {
		return watch.Event{}, err
	}
	for event := range w.ResultChan() {
		return event, nil // want-step "returns"
	}
	return watch.Event{}, errors.New("the watch ended")
}

// WaitOk stops the watch in any case.
func WaitOk(ctx context.Context, clients kubernetes.Interface, namespace string) (watch.Event, error) {
	w, err := clients.CoreV1().Pods(namespace).Watch(ctx, metav1.ListOptions{}) // want-fate released
	if err != nil {
		return watch.Event{}, err
	}
	defer w.Stop()
	for event := range w.ResultChan() {
		return event, nil
	}
	return watch.Event{}, errors.New("the watch ended")
}

// WaitCancelledOk ends the watch with its context.
func WaitCancelledOk(ctx context.Context, clients *kubernetes.Clientset) (watch.Event, error) {
	ctx, cancel := context.WithCancel(ctx) // want-fate released
	defer cancel()
	w, err := clients.AppsV1().Deployments("").Watch(ctx, metav1.ListOptions{}) // want-fate released
	if err != nil {
		return watch.Event{}, err
	}
	for event := range w.ResultChan() {
		return event, nil
	}
	return watch.Event{}, errors.New("the watch ended")
}

// OpenOk returns the watch.
func OpenOk(ctx context.Context, resources dynamic.ResourceInterface) (watch.Interface, error) {
	return resources.Watch(ctx, metav1.ListOptions{}) // want-fate returned
}

// GetOk reads and closes within the call.
func GetOk(ctx context.Context, client rest.Interface) ([]byte, error) {
	return client.Get().Resource("pods").DoRaw(ctx)
}

// DynamicBad keeps the watch when the work fails.
func DynamicBad(ctx context.Context, resources dynamic.ResourceInterface, ready func(watch.Event) error) error {
	w, err := resources.Watch(ctx, metav1.ListOptions{}) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := ready(<-w.ResultChan()); err != nil {
		return err // want-step "returns"
	}
	w.Stop()
	return nil
}

// DynamicOk defers the end of the watch.
func DynamicOk(ctx context.Context, resources dynamic.ResourceInterface, ready func(watch.Event) error) error {
	w, err := resources.Watch(ctx, metav1.ListOptions{}) // want-fate released
	if err != nil {
		return err
	}
	defer w.Stop()
	if err := ready(<-w.ResultChan()); err != nil {
		return err
	}
	return nil
}

// LogsBad keeps the stream when the work fails.
func LogsBad(ctx context.Context, clients kubernetes.Interface, out io.Writer) error {
	stream, err := clients.CoreV1().Pods("ns").GetLogs("pod", &corev1.PodLogOptions{}).Stream(ctx) // want unclosed-response-body // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, stream); err != nil {
		return err // want-step "returns"
	}
	return stream.Close()
}

// LogsOk defers the end of the stream.
func LogsOk(ctx context.Context, clients kubernetes.Interface, out io.Writer) error {
	stream, err := clients.CoreV1().Pods("ns").GetLogs("pod", &corev1.PodLogOptions{}).Stream(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer stream.Close()
	if _, err := io.Copy(out, stream); err != nil {
		return err
	}
	return nil
}

// ForwardBad keeps the connection when the work fails.
func ForwardBad(dialer httpstream.Dialer) error {
	conn, _, err := dialer.Dial("v1") // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.CreateStream(nil); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// ForwardOk defers the end of the connection.
func ForwardOk(dialer httpstream.Dialer) error {
	conn, _, err := dialer.Dial("v1") // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.CreateStream(nil); err != nil {
		return err
	}
	return nil
}

// QueueOwner keeps a queue.
type QueueOwner struct {
	held workqueue.TypedRateLimitingInterface[string]
}

// Shutdown ends the queue.
func (o *QueueOwner) Shutdown() { o.held.ShutDown() }

// NewQueueBad loses the queue when the check after it fails.
func NewQueueBad(limiter workqueue.TypedRateLimiter[string], check func() error) (*QueueOwner, error) {
	queue := workqueue.NewTypedRateLimitingQueue(limiter) // want unclosed-resource // want-fate leaked
	if err := check(); err != nil {
		return nil, err // want-step "returns"
	}
	return &QueueOwner{held: queue}, nil
}

// NewQueueOk ends the queue when the check after it fails.
func NewQueueOk(limiter workqueue.TypedRateLimiter[string], check func() error) (*QueueOwner, error) {
	queue := workqueue.NewTypedRateLimitingQueue(limiter)
	if err := check(); err != nil {
		queue.ShutDown()
		return nil, err
	}
	return &QueueOwner{held: queue}, nil
}

// EventsOwner keeps a broadcaster.
type EventsOwner struct{ held record.EventBroadcaster }

// Shutdown ends the broadcaster.
func (o *EventsOwner) Shutdown() { o.held.Shutdown() }

// NewEventsBad loses the broadcaster when the check after it fails.
func NewEventsBad(check func() error) (*EventsOwner, error) {
	broadcaster := record.NewBroadcaster() // want unclosed-resource // want-fate leaked
	if err := check(); err != nil {
		return nil, err // want-step "returns"
	}
	return &EventsOwner{held: broadcaster}, nil
}

// NewEventsOk ends the broadcaster when the check after it fails.
func NewEventsOk(check func() error) (*EventsOwner, error) {
	broadcaster := record.NewBroadcaster()
	if err := check(); err != nil {
		broadcaster.Shutdown()
		return nil, err
	}
	return &EventsOwner{held: broadcaster}, nil
}
