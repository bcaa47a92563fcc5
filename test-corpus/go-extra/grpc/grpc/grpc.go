// Package grpccases holds the cases of gRPC.
package grpccases

import (
	"context"
	"net"

	"google.golang.org/grpc"
	channelzpb "google.golang.org/grpc/channelz/grpc_channelz_v1"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/test/bufconn"
)

// CallBad keeps the connection when the work fails.
func CallBad(ctx context.Context, target string) error {
	conn, err := grpc.NewClient(target) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{}); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// CallOk defers the end of the connection.
func CallOk(ctx context.Context, target string) error {
	conn, err := grpc.NewClient(target) // want-fate released // want client-per-call
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{}); err != nil {
		return err
	}
	return nil
}

// DialBad keeps the connection when the work fails.
func DialBad(ctx context.Context, target string) error {
	conn, err := grpc.DialContext(ctx, target) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := conn.Invoke(ctx, "/s/M", nil, nil); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// DialOk defers the end of the connection.
func DialOk(ctx context.Context, target string) error {
	conn, err := grpc.DialContext(ctx, target) // want-fate released // want client-per-call
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Invoke(ctx, "/s/M", nil, nil); err != nil {
		return err
	}
	return nil
}

// PipeBad keeps the connection when the work fails.
func PipeBad(ctx context.Context, listener *bufconn.Listener, data []byte) error {
	conn, err := listener.DialContext(ctx) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := conn.Write(data); err != nil {
		return err // want-step "returns"
	}
	return conn.Close()
}

// PipeOk defers the end of the connection.
func PipeOk(ctx context.Context, listener *bufconn.Listener, data []byte) error {
	conn, err := listener.DialContext(ctx) // want-fate released
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.Write(data); err != nil {
		return err
	}
	return nil
}

// ServeOk gives the listener to the server, which closes it.
func ServeOk(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	return grpc.NewServer().Serve(listener)
}

// ConnectOk returns the connection.
func ConnectOk(target string) (*grpc.ClientConn, error) {
	return grpc.NewClient(target) // want-fate returned
}

// HealthBad loses the connection when the server is not ready.
func HealthBad(ctx context.Context, target string) (healthpb.HealthClient, error) {
	conn, err := grpc.NewClient(target) // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := conn.Invoke(ctx, "/s/Ready", nil, nil); err != nil {
		return nil, err // want-step "returns"
	}
	return healthpb.NewHealthClient(conn), conn.Close()
}

// GeneratedBad gives the connection to a client that a table does not know. Clients do not close their connections.
func GeneratedBad(ctx context.Context, target string) (int, error) {
	conn, err := grpc.NewClient(target) // want unclosed-connection // want-fate leaked
	if err != nil {
		return 0, err
	}
	client := channelzpb.NewChannelzClient(conn)
	servers, err := client.GetServers(ctx, &channelzpb.GetServersRequest{})
	if err != nil {
		return 0, err // want-step "returns"
	}
	return len(servers.GetServer()), nil
}

// GeneratedReturnedOk hands out the client, and with it the connection.
func GeneratedReturnedOk(target string) (channelzpb.ChannelzClient, error) {
	conn, err := grpc.NewClient(target) // want-fate returned
	if err != nil {
		return nil, err
	}
	return channelzpb.NewChannelzClient(conn), nil
}

// monitor keeps a client.
type monitor struct {
	client channelzpb.ChannelzClient
}

// ConnectOk keeps the client, and with it the connection.
func (m *monitor) ConnectOk(target string) error {
	conn, err := grpc.NewClient(target) // want-fate stored
	if err != nil {
		return err
	}
	m.client = channelzpb.NewChannelzClient(conn)
	return nil
}
