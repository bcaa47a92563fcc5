// Package archive holds the cases of zip and tar files.
package archive

import (
	"archive/tar"
	"archive/zip"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// NamesBad leaves the archive open when it finds an evil name.
func NamesBad(name string) (names []string, err error) {
	zr, err := zip.OpenReader(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	for _, f := range zr.File {
		if !filepath.IsLocal(f.Name) {
			return nil, errors.New("evil name " + f.Name) // want-step "returns"
		}
		names = append(names, f.Name)
	}
	return names, zr.Close()
}

// NamesOk closes the archive.
func NamesOk(name string) (names []string, err error) {
	zr, err := zip.OpenReader(name) // want-fate released
	if err != nil {
		return nil, err
	}
	defer zr.Close()
	for _, f := range zr.File {
		names = append(names, f.Name)
	}
	return names, nil
}

// ExtractOk closes each entry and each file in a literal of its own. Pattern P70.
func ExtractOk(name, dir string) error {
	zr, err := zip.OpenReader(name) // want-fate released
	if err != nil {
		return err
	}
	defer zr.Close()
	for _, entry := range zr.File {
		err := func() error {
			r, err := entry.Open()
			if err != nil {
				return err
			}
			defer r.Close()
			w, err := os.Create(filepath.Join(dir, filepath.Base(entry.Name))) // want-fate released
			if err != nil {
				return err
			}
			_, err = io.Copy(w, r)
			return errors.Join(err, w.Close())
		}()
		if err != nil {
			return err
		}
	}
	return nil
}

// ExtractPilingBad defers the close of each output in the loop. Pattern P22.
func ExtractPilingBad(r io.Reader, dir string) error {
	tr := tar.NewReader(r)
	for {
		head, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		w, err := os.Create(filepath.Join(dir, filepath.Base(head.Name))) // want release-deferred-in-loop
		if err != nil {
			return err
		}
		defer w.Close()
		if _, err := io.Copy(w, tr); err != nil {
			return err
		}
	}
}

// ExtractShortBad forgets the output when the copy fails.
func ExtractShortBad(r io.Reader, dir string) error {
	tr := tar.NewReader(r)
	for {
		head, err := tr.Next()
		if err != nil {
			return err
		}
		w, err := os.Create(filepath.Join(dir, filepath.Base(head.Name))) // want unclosed-file // want-fate leaked
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, tr); err != nil {
			return err // want-step "returns"
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
}

// PackFilesFailedOk gives an archive up on the error path; the writer holds nothing but memory.
func PackFilesFailedOk(w io.Writer, files map[string][]byte) error {
	zw := zip.NewWriter(w) // want-fate untracked
	for name, raw := range files {
		part, err := zw.Create(name)
		if err != nil {
			return err
		}
		if _, err := part.Write(raw); err != nil {
			return err
		}
	}
	return zw.Close()
}

// PackFilesOk closes the archive on each way out.
func PackFilesOk(w io.Writer, files map[string][]byte) (err error) {
	zw := zip.NewWriter(w) // want-fate released
	defer func() { err = errors.Join(err, zw.Close()) }()
	for name, raw := range files {
		part, err := zw.Create(name)
		if err != nil {
			return err
		}
		if _, err := part.Write(raw); err != nil {
			return err
		}
	}
	return nil
}

// PackTarOk closes the writer and leaves the sink to its owner.
func PackTarOk(w io.Writer, name string, raw []byte) error {
	tw := tar.NewWriter(w) // want-fate released
	err := tw.WriteHeader(&tar.Header{Name: name, Size: int64(len(raw)), Mode: 0o644})
	if err == nil {
		_, err = tw.Write(raw)
	}
	return errors.Join(err, tw.Close())
}
