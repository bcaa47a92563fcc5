package clientgo

import (
	"io"

	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/client-go/tools/portforward"
)

// ForwardPortsOk closes the listeners when forwarding is over.
func ForwardPortsOk(dialer httpstream.Dialer, stop <-chan struct{}, to io.Writer) error {
	ready := make(chan struct{})
	forwarder, err := portforward.New(dialer, []string{"8080:80"}, stop, ready, to, to) // want-fate released
	if err != nil {
		return err
	}
	defer forwarder.Close()
	return forwarder.ForwardPorts()
}

// ForwardUntilOk ends with its stop channel, which closes the listeners as well.
func ForwardUntilOk(dialer httpstream.Dialer, stop <-chan struct{}, to io.Writer) error {
	ready := make(chan struct{})
	forwarder, err := portforward.New(dialer, []string{":80"}, stop, ready, to, to) // want-fate untracked
	if err != nil {
		return err
	}
	return forwarder.ForwardPorts()
}
