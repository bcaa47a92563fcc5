package nethttp

import (
	"io"
	"net/http"
)

// SizeBad asks a file system and keeps what it got.
func SizeBad(files http.FileSystem, name string) (int64, error) {
	file, err := files.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return 0, err // want-step "returns"
	}
	return info.Size(), file.Close()
}

// SendFileOk copies a file out and closes it.
func SendFileOk(w http.ResponseWriter, root http.Dir, name string) {
	file, err := root.Open(name) // want-fate released
	if err != nil {
		http.NotFound(w, nil)
		return
	}
	defer file.Close()
	_, _ = io.Copy(w, file)
}

// IndexBad opens the page of a directory and forgets the directory.
func IndexBad(root http.Dir, name string) (http.File, error) {
	dir, err := root.Open(name) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	info, err := dir.Stat()
	if err != nil {
		dir.Close()
		return nil, err
	}
	if !info.IsDir() {
		return dir, nil
	}
	return root.Open(name + "/index.html") // want-step "returns"
}
