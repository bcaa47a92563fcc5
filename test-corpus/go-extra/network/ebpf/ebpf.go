// Package ebpfcases holds the cases of the eBPF library.
package ebpfcases

import (
	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"github.com/cilium/ebpf/ringbuf"
)

// LoadBad keeps the collection when the work fails.
func LoadBad(spec *ebpf.CollectionSpec) error {
	collection, err := ebpf.NewCollection(spec) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := collection.Assign(nil); err != nil {
		return err // want-step "returns"
	}
	collection.Close()
	return nil
}

// LoadOk defers the end of the collection.
func LoadOk(spec *ebpf.CollectionSpec) error {
	collection, err := ebpf.NewCollection(spec) // want-fate released
	if err != nil {
		return err
	}
	defer collection.Close()
	if err := collection.Assign(nil); err != nil {
		return err
	}
	return nil
}

// AttachBad keeps the link when the work fails.
func AttachBad(program *ebpf.Program, check func() error) error {
	l, err := link.Kprobe("sym", program, nil) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if err := check(); err != nil {
		return err // want-step "returns"
	}
	return l.Close()
}

// AttachOk defers the end of the link.
func AttachOk(program *ebpf.Program, check func() error) error {
	l, err := link.Kprobe("sym", program, nil) // want-fate released
	if err != nil {
		return err
	}
	defer l.Close()
	if err := check(); err != nil {
		return err
	}
	return nil
}

// ReadBad keeps the reader when the work fails.
func ReadBad(events *ebpf.Map) error {
	reader, err := ringbuf.NewReader(events) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := reader.Read(); err != nil {
		return err // want-step "returns"
	}
	return reader.Close()
}

// ReadOk defers the end of the reader.
func ReadOk(events *ebpf.Map) error {
	reader, err := ringbuf.NewReader(events) // want-fate released
	if err != nil {
		return err
	}
	defer reader.Close()
	if _, err := reader.Read(); err != nil {
		return err
	}
	return nil
}
