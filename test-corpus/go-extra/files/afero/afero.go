// Package aferocases holds the cases of the afero library.
package aferocases

import (
	"github.com/spf13/afero"
)

// OpenBad keeps the file when the work fails.
func OpenBad(fs afero.Fs, buf []byte) error {
	file, err := fs.Open("a") // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := file.Read(buf); err != nil {
		return err // want-step "returns"
	}
	return file.Close()
}

// OpenOk defers the end of the file.
func OpenOk(fs afero.Fs, buf []byte) error {
	file, err := fs.Open("a") // want-fate released
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Read(buf); err != nil {
		return err
	}
	return nil
}

// TempBad keeps the file when the work fails.
func TempBad(fs afero.Fs, data []byte) error {
	file, err := afero.TempFile(fs, "", "a") // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := file.Write(data); err != nil {
		return err // want-step "returns"
	}
	return file.Close()
}

// TempOk defers the end of the file.
func TempOk(fs afero.Fs, data []byte) error {
	file, err := afero.TempFile(fs, "", "a") // want-fate released
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Write(data); err != nil {
		return err
	}
	return nil
}

// PromotedBad keeps the file when the work fails.
func PromotedBad(fs *afero.Afero, data []byte) error {
	file, err := fs.Create("a") // want unclosed-file // want-fate leaked
	if err != nil {
		return err
	}
	if _, err := file.Write(data); err != nil {
		return err // want-step "returns"
	}
	return file.Close()
}

// PromotedOk defers the end of the file.
func PromotedOk(fs *afero.Afero, data []byte) error {
	file, err := fs.Create("a") // want-fate released
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Write(data); err != nil {
		return err
	}
	return nil
}
