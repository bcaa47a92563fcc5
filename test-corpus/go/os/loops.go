package os

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
)

// ConcatDeferInLoopBad keeps every input open until the last is copied. Pattern P22.
func ConcatDeferInLoopBad(w io.Writer, names []string) error {
	for _, name := range names {
		f, err := os.Open(name) // want release-deferred-in-loop // want-fate released
		if err != nil {
			return err
		}
		defer f.Close()
		if _, err := io.Copy(w, f); err != nil {
			return err
		}
	}
	return nil
}

// ConcatLiteralOk runs a literal per input. Pattern P70.
func ConcatLiteralOk(w io.Writer, names []string) error {
	for _, name := range names {
		if err := func() error {
			f, err := os.Open(name) // want-fate released
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = io.Copy(w, f)
			return err
		}(); err != nil {
			return err
		}
	}
	return nil
}

// FirstReadableOk defers in a loop that it leaves right after. Pattern P70.
func FirstReadableOk(names []string) ([]byte, error) {
	for _, name := range names {
		f, err := os.Open(name) // want-fate released
		if err != nil {
			continue
		}
		defer f.Close()
		return io.ReadAll(f)
	}
	return nil, os.ErrNotExist
}

// WatchBreakInSelectBad breaks out of the select only, so the deferred closes wait for ever. Pattern P71.
func WatchBreakInSelectBad(names <-chan string, sizes chan<- int64) {
	for {
		select {
		case name := <-names:
			f, err := os.Open(name) // want release-deferred-in-loop
			if err != nil {
				break
			}
			defer f.Close()
			if info, err := f.Stat(); err == nil {
				sizes <- info.Size()
			}
		}
	}
}

// WatchLabelOk leaves the loop by its label and closes in each round. Pattern P71.
func WatchLabelOk(names <-chan string, stop <-chan struct{}, sizes chan<- int64) {
loop:
	for {
		select {
		case <-stop:
			break loop
		case name := <-names:
			f, err := os.Open(name) // want-fate released
			if err != nil {
				continue loop
			}
			if info, err := f.Stat(); err == nil {
				sizes <- info.Size()
			}
			f.Close()
		}
	}
}

// WatchStopBad returns at the stop signal between the open and the close.
func WatchStopBad(names <-chan string, stop <-chan struct{}, sizes chan<- int64) {
	for name := range names {
		f, err := os.Open(name) // want unclosed-file // want-fate leaked
		if err != nil {
			continue
		}
		info, err := f.Stat()
		if err != nil {
			f.Close()
			continue
		}
		select {
		case sizes <- info.Size():
			f.Close()
		case <-stop:
			return // want-step "returns"
		}
	}
}

// OpenAllBad forgets those that are open when one cannot be opened.
func OpenAllBad(names []string) ([]*os.File, error) {
	var files []*os.File
	for _, name := range names {
		f, err := os.Open(name) // want unclosed-file // want-fate leaked
		if err != nil {
			return nil, err // want-step "returns"
		}
		files = append(files, f)
	}
	return files, nil
}

// OpenAllOk closes those that are open when one cannot be opened.
func OpenAllOk(names []string) (files []*os.File, err error) {
	defer func() {
		if err != nil {
			for _, f := range files {
				f.Close()
			}
			files = nil
		}
	}()
	for _, name := range names {
		f, err := os.Open(name) // want-fate stored
		if err != nil {
			return files, err
		}
		files = append(files, f)
	}
	return files, nil
}

// LastOfOverwrittenBad keeps only the last of the files that it opens.
func LastOfOverwrittenBad(names []string) (*os.File, error) {
	var last *os.File
	for _, name := range names {
		f, err := os.Open(name) // want unclosed-file // want-fate leaked
		if err != nil {
			return nil, err
		}
		last = f
	}
	return last, nil
}

// LastOfOk closes the one before when it finds another.
func LastOfOk(names []string) (last *os.File) {
	for _, name := range names {
		f, err := os.Open(name) // want-fate returned
		if err != nil {
			continue
		}
		if last != nil {
			last.Close()
		}
		last = f
	}
	return last
}

// GrepGotoBad jumps over the close.
func GrepGotoBad(name, word string) (found bool) {
	var sc *bufio.Scanner
	f, err := os.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		goto out
	}
	sc = bufio.NewScanner(f)
	for sc.Scan() {
		if sc.Text() == word {
			found = true
			goto out
		}
	}
	f.Close()
out:
	return found // want-step "returns"
}

// GrepGotoOk jumps to the close.
func GrepGotoOk(name, word string) (found bool) {
	f, err := os.Open(name) // want-fate released
	if err != nil {
		return false
	}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		if sc.Text() == word {
			found = true
			goto out
		}
	}
out:
	f.Close()
	return found
}

// WalkBad opens in a callback and leaves the file there.
func WalkBad(dir string) (lines int, err error) {
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path) // want unclosed-file // want-fate leaked
		if err != nil {
			return err
		}
		for sc := bufio.NewScanner(f); sc.Scan(); {
			lines++
		}
		return nil // want-step "returns"
	})
	return lines, err
}

// WalkOk closes in the callback.
func WalkOk(dir string) (lines int, err error) {
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path) // want-fate released
		if err != nil {
			return err
		}
		defer f.Close()
		for sc := bufio.NewScanner(f); sc.Scan(); {
			lines++
		}
		return nil
	})
	return lines, err
}
