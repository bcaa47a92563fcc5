package net

import (
	"errors"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRefusedFatalOk complains where the call went well: nobody wanted the connection.
func TestRefusedFatalOk(t *testing.T) {
	_, err := net.Dial("tcp", "127.0.0.1:1") // want-fate void
	if err == nil {
		t.Fatal("connected")
	}
}

// TestRefusedInConditionOk does the same in one line.
func TestRefusedInConditionOk(t *testing.T) {
	if _, err := net.Dial("tcp", "127.0.0.1:1"); err == nil { // want-fate void
		t.Fatal("connected")
	}
}

// TestRefusedPanicOk panics instead.
func TestRefusedPanicOk(t *testing.T) {
	if _, err := net.Dial("tcp", "127.0.0.1:1"); err == nil { // want-fate void
		panic("connected")
	}
}

// TestAcceptedFatalBad complains of the error, and drops the connection.
func TestAcceptedFatalBad(t *testing.T) {
	_, err := net.Dial("tcp", "127.0.0.1:80") // want unclosed-connection // want-fate leaked
	if err != nil {
		t.Fatal(err)
	}
}

// TestRefusedLoggedBad goes on with a connection that nobody has.
func TestRefusedLoggedBad(t *testing.T) {
	_, err := net.Dial("tcp", "127.0.0.1:1") // want unclosed-connection // want-fate leaked
	if err == nil {
		t.Error("connected")
	}
}

// TestRefusedAssertedOk does not ask what the assertion has found: where there is no error the test has failed.
func TestRefusedAssertedOk(t *testing.T) {
	_, err := net.Dial("tcp", "127.0.0.1:1") // want-fate void
	assert.Error(t, err)
	_, err = net.Dial("tcp", "127.0.0.1:2") // want-fate void
	assert.ErrorIs(t, err, net.ErrClosed)
	_, err = net.Dial("tcp", "127.0.0.1:3") // want-fate void
	assert.NotNil(t, err)
	_, err = net.Dial("tcp", "127.0.0.1:4") // want-fate void
	assert.True(t, errors.Is(err, net.ErrClosed))
}

// TestRefusedEqualOk compares the error with one that is never nil.
func TestRefusedEqualOk(t *testing.T) {
	_, err := net.Dial("tcp", "127.0.0.1:1") // want-fate void
	require.Equal(t, net.ErrClosed, err)
	_, err = net.Dial("tcp", "127.0.0.1:2") // want-fate void
	assert.Equal(t, err, net.ErrClosed)
}

// TestRefusedAsWantedOk leaves it to its table which error there is.
func TestRefusedAsWantedOk(t *testing.T) {
	for _, test := range []struct{ want error }{{net.ErrClosed}, {net.ErrWriteToConnected}} {
		_, err := net.Dial("tcp", "127.0.0.1:1") // want-fate untracked
		assert.Equal(t, test.want, err)
	}
}

// TestAcceptedEqualBad compares with nil: the connection is there.
func TestAcceptedEqualBad(t *testing.T) {
	_, err := net.Dial("tcp", "127.0.0.1:80") // want unclosed-connection // want-fate leaked
	require.Equal(t, nil, err)
}

// TestRefusedMethodsOk asserts by the methods of an object.
func TestRefusedMethodsOk(t *testing.T) {
	must := assert.New(t)
	_, err := net.Dial("tcp", "127.0.0.1:1") // want-fate void
	must.EqualError(err, "refused")
}

// TestAcceptedAssertedBad asserts that there is no error.
func TestAcceptedAssertedBad(t *testing.T) {
	_, err := net.Dial("tcp", "127.0.0.1:80") // want unclosed-connection // want-fate leaked
	assert.True(t, err == nil)
}

// TestPanicsOk calls what is expected to panic and not to return anything.
func TestPanicsOk(t *testing.T) {
	require.PanicsWithValue(t, "no network", func() {
		net.Dial("", "127.0.0.1:1") // want-fate void
	})
	assert.Panics(t, func() {
		net.Dial("", "127.0.0.1:1") // want-fate void
	})
}

// TestNotPanicsBad calls what is expected to come to its end.
func TestNotPanicsBad(t *testing.T) {
	require.NotPanics(t, func() {
		net.Dial("tcp", "127.0.0.1:80") // want unclosed-connection // want-fate leaked
	})
}

// TestKnownOtherwiseBad asserts of a variable that a callback fills.
func TestKnownOtherwiseBad(t *testing.T) {
	var seen net.Addr
	dialer := net.Dialer{ControlContext: nil}
	notice := func(at net.Addr) { seen = at }
	_, err := dialer.Dial("tcp", "127.0.0.1:80") // want unclosed-connection // want-fate leaked
	require.NoError(t, err)
	t.Cleanup(func() { notice(nil) })
	assert.NotNil(t, seen)
}
