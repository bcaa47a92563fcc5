package keep

import (
	"context"
	"fmt"
	"log"
	"os"

	"example.com/sight/gone"
)

// Keeper is an interface: who keeps is not known.
type Keeper interface {
	Keep(f *os.File)
}

type shelf struct {
	files []*os.File
}

func (s *shelf) put(f *os.File) {
	s.files = append(s.files, f)
}

func shut(f *os.File) {
	if err := f.Close(); err != nil {
		log.Print(err)
	}
}

func ByItself(path string) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	defer f.Close()
	fmt.Println(f.Name())
}

func ByHelper(path string, quietly bool) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	if quietly {
		f.Close()
		return
	}
	shut(f)
}

func OnShelf(s *shelf, path string) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	s.put(f)
}

func ToInterface(k Keeper, path string) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	k.Keep(f)
}

func OutOfSight(path string) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	gone.Take(f)
}

func ToField(hooks struct{ done func(*os.File) }, path string) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	hooks.done(f)
}

func InBackground(s *shelf, path string) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	go s.put(f)
}

func ErrorElsewhere(path string) {
	f, err := os.Open(path)
	gone.Check(err)
	fmt.Println(f.Name())
}

func Handed(path string) (*os.File, error) {
	return os.Open(path)
}

func Forgotten(parent context.Context) context.Context {
	ctx, cancel := context.WithCancel(parent)
	fmt.Println(cancel)
	return ctx
}
