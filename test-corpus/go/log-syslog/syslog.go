//go:build unix

// Package logsyslog holds the cases of connections to the system logger.
package logsyslog

import (
	"fmt"
	"io"
	"log"
	"log/syslog"
)

// Audit writes down what was done.
type Audit struct{ out *syslog.Writer }

// NewAuditBad loses the connection where the first line cannot be sent.
func NewAuditBad(tag string) (*Audit, error) {
	out, err := syslog.New(syslog.LOG_INFO|syslog.LOG_AUTHPRIV, tag) // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, err
	}
	if err := out.Notice("audit begins"); err != nil {
		return nil, err // want-step "returns"
	}
	return &Audit{out: out}, nil
}

// Logger writes where the system logs.
type Logger struct {
	*log.Logger
	out io.Closer
}

// NewLoggerBad loses the connection where the greeting cannot be sent.
func NewLoggerBad(tag string) (*Logger, error) {
	out, err := syslog.New(syslog.LOG_INFO|syslog.LOG_DAEMON, tag) // known-fn unclosed-connection "what is also given to a logger that is returned does not count as returned"
	if err != nil {
		return nil, err
	}
	if err := out.Info("started"); err != nil {
		return nil, err
	}
	return &Logger{Logger: log.New(out, "", 0), out: out}, nil
}

// NewLoggerOk closes the connection where the greeting cannot be sent.
func NewLoggerOk(tag string) (*Logger, error) {
	out, err := syslog.New(syslog.LOG_INFO|syslog.LOG_DAEMON, tag)
	if err != nil {
		return nil, err
	}
	if err := out.Info("started"); err != nil {
		out.Close()
		return nil, err
	}
	return &Logger{Logger: log.New(out, "", 0), out: out}, nil
}

// SendOneOk sends a single line to another machine.
func SendOneOk(address, line string) error {
	out, err := syslog.Dial("udp", address, syslog.LOG_NOTICE, "corpus") // want-fate released
	if err != nil {
		return fmt.Errorf("syslog: %w", err)
	}
	defer out.Close()
	return out.Notice(line)
}

// UseOk makes it the logger of the process, which it is to the end.
func UseOk() error {
	out, err := syslog.New(syslog.LOG_WARNING, "") // want-fate passed
	if err != nil {
		return err
	}
	log.SetOutput(out)
	return nil
}
