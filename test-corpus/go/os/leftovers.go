package os

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// BuildInTempOk removes the directory when it is done.
func BuildInTempOk(build func(dir string) error) error {
	dir, err := os.MkdirTemp("", "build-*") // want-fate released
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return build(dir)
}

// PublishOk leaves the directory where writing fails, to be looked at; the system cleans it up.
func PublishOk(page []byte, to string) error {
	dir, err := os.MkdirTemp(filepath.Dir(to), "publish-*") // want-fate untracked
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), page, 0o644); err != nil {
		return fmt.Errorf("see %s: %w", dir, err)
	}
	return os.Rename(dir, to)
}

// AliveOk asks whether there is a process; the handle is nothing but its number.
func AliveOk(pid int) bool {
	process, err := os.FindProcess(pid) // want-fate untracked
	if err != nil {
		return false
	}
	return process.Signal(syscall.Signal(0)) == nil
}

// AliveTidyOk gives the handle back as well.
func AliveTidyOk(pid int) bool {
	process, err := os.FindProcess(pid) // want-fate released
	if err != nil {
		return false
	}
	defer process.Release()
	return process.Signal(syscall.Signal(0)) == nil
}

// LogToOk writes to a descriptor that somebody else has opened, and leaves it open for them.
func LogToOk(fd uintptr, line string) error {
	file := os.NewFile(fd, "log") // want-fate untracked
	if _, err := file.WriteString(line + "\n"); err != nil {
		return err
	}
	return nil
}
