package ir

import (
	"os"
	"sync"
)

func deferred(path string, mu *sync.Mutex) (err error) {
	mu.Lock()
	defer mu.Unlock()
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	defer trace(now())()
	return use(f)
}

func inLoop(paths []string) {
	for _, p := range paths {
		f, _ := os.Open(p)
		defer f.Close()
	}
}

func inLiteral(paths []string) {
	for _, p := range paths {
		func(p string) {
			f, _ := os.Open(p)
			defer f.Close()
		}(p)
	}
}
