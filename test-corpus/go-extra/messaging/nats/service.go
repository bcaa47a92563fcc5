package natscases

import (
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"
)

// Adder adds up for others.
type Adder struct{ service micro.Service }

// NewAdderBad leaves a service without its endpoint on the bus.
func NewAdderBad(conn *nats.Conn, add micro.Handler) (*Adder, error) {
	service, err := micro.AddService(conn, micro.Config{Name: "adder", Version: "1.0.0"}) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := service.AddEndpoint("add", add); err != nil {
		return nil, fmt.Errorf("endpoint: %w", err) // want-step "returns"
	}
	return &Adder{service: service}, nil
}

// NewAdderOk takes a service without its endpoint from the bus.
func NewAdderOk(conn *nats.Conn, add micro.Handler) (*Adder, error) {
	service, err := micro.AddService(conn, micro.Config{Name: "adder", Version: "1.0.0"}) // want-fate returned
	if err != nil {
		return nil, err
	}
	if err := service.AddEndpoint("add", add); err != nil {
		service.Stop()
		return nil, fmt.Errorf("endpoint: %w", err)
	}
	return &Adder{service: service}, nil
}

// ListenOk ends a subscription that is not wanted any more.
func ListenOk(conn *nats.Conn, work func() error, handler nats.MsgHandler) error {
	sub, err := conn.Subscribe("progress", handler) // want-fate released
	if err != nil {
		return err
	}
	defer sub.Unsubscribe()
	return work()
}
