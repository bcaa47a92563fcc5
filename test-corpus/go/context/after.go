package context

import (
	"context"
	"net"
	"time"
)

// ReadUntilDoneOk unblocks a read when the context ends, and takes that back when it has read.
func ReadUntilDoneOk(ctx context.Context, conn net.Conn, buf []byte) (int, error) {
	stop := context.AfterFunc(ctx, func() { conn.SetReadDeadline(time.Now()) }) // want-fate released
	defer stop()
	return conn.Read(buf)
}

// WaitOnceOk leaves the function where it is when it gives up early: it runs when the context ends, and that is all.
func WaitOnceOk(ctx context.Context, conn net.Conn, buf []byte) (int, error) {
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // want-fate untracked
	n, err := conn.Read(buf)
	if err != nil {
		return 0, err
	}
	stop()
	return n, nil
}

// CloseWithContextOk wants the function to run, so it has no use for the stop function.
func CloseWithContextOk(ctx context.Context, conn net.Conn) {
	context.AfterFunc(ctx, func() { conn.Close() })
}
