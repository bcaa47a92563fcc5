// Package osexec holds the cases of commands and processes.
package osexec

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// StartAndForgetBad starts a command that nobody waits for.
func StartAndForgetBad(name string, args ...string) (int, error) {
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil { // want unwaited-process // want-fate leaked
		return 0, err
	}
	return cmd.Process.Pid, nil // want-step "returns"
}

// ListWithPipeOk lets the wait close the pipe. Pattern P76.
func ListWithPipeOk(dir string) (names []string, err error) {
	cmd := exec.Command("ls", "-1", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil { // want-fate released
		return nil, err
	}
	for sc := bufio.NewScanner(out); sc.Scan(); {
		names = append(names, sc.Text())
	}
	return names, cmd.Wait()
}

// ListWithPipeBad returns on a bad line without the wait. Pattern P76.
func ListWithPipeBad(dir string) (names []string, err error) {
	cmd := exec.Command("ls", "-1", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil { // want unwaited-process // want-fate leaked
		return nil, err
	}
	for sc := bufio.NewScanner(out); sc.Scan(); {
		if sc.Text() == "" {
			return nil, errors.New("empty name") // want-step "returns"
		}
		names = append(names, sc.Text())
	}
	return names, cmd.Wait()
}

// WaitDeferredOk waits in a deferred literal.
func WaitDeferredOk(ctx context.Context, script string) (text string, err error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", script)
	var buf bytes.Buffer
	cmd.Stdout = &buf
	if err := cmd.Start(); err != nil { // want-fate released
		return "", err
	}
	defer func() {
		err = errors.Join(err, cmd.Wait())
		text = buf.String()
	}()
	if cmd.Process.Pid == 0 {
		return "", errors.New("no pid")
	}
	return "", nil
}

// WaitInGoroutineOk waits in a goroutine and kills after some time.
func WaitInGoroutineOk(script string, limit time.Duration) error {
	cmd := exec.Command("sh", "-c", script)
	if err := cmd.Start(); err != nil { // want-fate passed
		return err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		return cmd.Process.Kill()
	}
}

// KillIsNotEnoughBad kills and takes that for the end, but the dead process stays.
func KillIsNotEnoughBad(script string, limit time.Duration) error {
	cmd := exec.Command("sh", "-c", script)
	if err := cmd.Start(); err != nil { // want unwaited-process // want-fate leaked
		return err
	}
	time.Sleep(limit)
	return cmd.Process.Kill() // want-step "returns"
}

// DetachOk lets the process go on its own.
func DetachOk(name string) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil { // want-fate released
		return err
	}
	return cmd.Process.Release()
}

// RunOk starts and waits in one call.
func RunOk(name string) error {
	cmd := exec.Command(name)
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

// daemon is a process that somebody else stops.
type daemon struct {
	cmd *exec.Cmd
}

// StartOk keeps the command in a field.
func (d *daemon) StartOk(name string) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil { // want-fate stored
		return err
	}
	d.cmd = cmd
	return nil
}

// Stop kills and waits.
func (d *daemon) Stop() error {
	if err := d.cmd.Process.Kill(); err != nil {
		return err
	}
	return d.cmd.Wait()
}

// LaunchOk returns the command that runs.
func LaunchOk(name string) (*exec.Cmd, error) {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil { // want-fate returned
		return nil, fmt.Errorf("launch %s: %w", name, err)
	}
	return cmd, nil
}

// LaunchTwoBad leaves the first when the second does not start.
func LaunchTwoBad(a, b string) error {
	first := exec.Command(a)
	if err := first.Start(); err != nil { // want unwaited-process // want-fate leaked
		return err
	}
	second := exec.Command(b)
	if err := second.Start(); err != nil { // want-fate released
		return err // want-step "returns"
	}
	return errors.Join(first.Wait(), second.Wait())
}

// SpawnRawBad starts a process by hand and signals it only.
func SpawnRawBad(path string) error {
	p, err := os.StartProcess(path, []string{path}, &os.ProcAttr{}) // want unwaited-process // want-fate leaked
	if err != nil {
		return err
	}
	return p.Signal(os.Interrupt) // want-step "returns"
}

// SpawnRawOk starts a process by hand and waits.
func SpawnRawOk(path string) (*os.ProcessState, error) {
	p, err := os.StartProcess(path, []string{path}, &os.ProcAttr{}) // want-fate released
	if err != nil {
		return nil, err
	}
	return p.Wait()
}

// DetachByNumberOk starts a daemon that shall run on by itself.
func DetachByNumberOk(path string) error {
	_, err := os.StartProcess(path, []string{path}, &os.ProcAttr{}) // want-fate untracked
	return err
}

// DescriptorOk waits through the descriptor it asks for: the process is gone though nobody waits by its handle.
func DescriptorOk(path string, wait func(fd int) error) error {
	var fd int
	attr := &os.ProcAttr{Sys: &syscall.SysProcAttr{PidFD: &fd}}
	p, err := os.StartProcess(path, []string{path}, attr) // want-fate untracked
	if err != nil {
		return err
	}
	if err := p.Signal(os.Interrupt); err != nil {
		return err
	}
	return wait(fd)
}

// FeedOk writes to the input of a command, closes that and waits.
func FeedOk(r io.Reader) error {
	cmd := exec.Command("sort")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil { // want-fate released
		return err
	}
	_, err = io.Copy(in, r)
	return errors.Join(err, in.Close(), cmd.Wait())
}

// keeper keeps its process.
type keeper struct{ cmd *exec.Cmd }

// kill does nothing where nothing was started.
func (d *keeper) kill() error {
	if d.cmd.Process == nil {
		return nil
	}
	err := d.cmd.Process.Kill()
	if waited := d.cmd.Wait(); err == nil {
		err = waited
	}
	return err
}

// StartGuardedOk leaves the process to the keeper, unless the setup fails: then there is a process to kill.
func (d *keeper) StartGuardedOk(setup func() error) (failure error) {
	if err := d.cmd.Start(); err != nil { // want-fate stored
		return err
	}
	defer func() {
		if failure != nil {
			d.kill()
		}
	}()
	return setup()
}

// StartWaitedOk says the same with a plain Wait.
func (d *keeper) StartWaitedOk(setup func() error) error {
	if err := d.cmd.Start(); err != nil { // want-fate stored
		return err
	}
	if err := setup(); err != nil {
		d.cmd.Wait()
		return err
	}
	return nil
}

// StartForgottenBad waits on one failure, and not on the other.
func (d *keeper) StartForgottenBad(setup, report func() error) error {
	if err := d.cmd.Start(); err != nil { // want unwaited-process // want-fate leaked
		return err
	}
	if err := setup(); err != nil {
		d.cmd.Wait()
		return err
	}
	if err := report(); err != nil {
		return err
	}
	return nil
}

// RunLocalBad has nobody to leave it to.
func RunLocalBad(name string, setup func() error) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil { // want unwaited-process // want-fate leaked
		return err
	}
	if err := setup(); err != nil {
		cmd.Wait()
		return err
	}
	return nil
}

// RunWatchedBad has a goroutine look at the process for ever, and nobody wait for it.
func RunWatchedBad(name string, seen chan<- int) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil { // want unwaited-process // want-fate leaked
		return err
	}
	go func() {
		for {
			seen <- cmd.Process.Pid
		}
	}()
	return nil
}
