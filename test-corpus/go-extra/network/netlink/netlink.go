// Package netlinkcases holds the cases of the netlink and netns libraries.
package netlinkcases

import (
	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

// HandleBad keeps the handle when the work fails.
func HandleBad() error {
	handle, err := netlink.NewHandle() // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := handle.LinkList(); err != nil {
		return err // want-step "returns"
	}
	handle.Close()
	return nil
}

// HandleOk defers the end of the handle.
func HandleOk() error {
	handle, err := netlink.NewHandle() // want-fate released
	if err != nil {
		return err
	}
	defer handle.Close()
	if _, err := handle.LinkList(); err != nil {
		return err
	}
	return nil
}

// NamespaceBad keeps the namespace when the work fails.
func NamespaceBad(check func() error) error {
	ns, err := netns.Get() // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if err := check(); err != nil {
		return err // want-step "returns"
	}
	return ns.Close()
}

// NamespaceOk defers the end of the namespace.
func NamespaceOk(check func() error) error {
	ns, err := netns.Get() // want-fate released
	if err != nil {
		return err
	}
	defer ns.Close()
	if err := check(); err != nil {
		return err
	}
	return nil
}

// SubscribeBad keeps the subscription when the work fails.
func SubscribeBad(updates chan netlink.LinkUpdate, check func() error) error {
	done := make(chan struct{})
	if err := netlink.LinkSubscribe(updates, done); err != nil { // want unclosed-resource // want-fate leaked
		return err
	}
	if err := check(); err != nil {
		return err // want-step "returns"
	}
	close(done)
	return nil
}

// SubscribeOk defers the end of the subscription.
func SubscribeOk(updates chan netlink.LinkUpdate, check func() error) error {
	done := make(chan struct{})
	if err := netlink.LinkSubscribe(updates, done); err != nil {
		return err
	}
	defer close(done)
	if err := check(); err != nil {
		return err
	}
	return nil
}

// FirstUpdateOk closes the channel by hand.
func FirstUpdateOk(updates chan netlink.LinkUpdate) (netlink.LinkUpdate, error) {
	done := make(chan struct{})
	if err := netlink.LinkSubscribe(updates, done); err != nil { // want-fate released
		return netlink.LinkUpdate{}, err
	}
	update := <-updates
	close(done)
	return update, nil
}
