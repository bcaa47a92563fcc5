// Package debug holds the cases of files of machine code.
package debug

import (
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"debug/plan9obj"
	"errors"
	"io"
)

// SymbolsBad keeps the file open where it has no symbols.
func SymbolsBad(path string) ([]elf.Symbol, error) {
	file, err := elf.Open(path) // want unclosed-file // want-fate leaked
	if err != nil {
		return nil, err
	}
	symbols, err := file.Symbols()
	if err != nil {
		return nil, err // want-step "returns"
	}
	return symbols, file.Close()
}

// SymbolsOk defers the close.
func SymbolsOk(path string) ([]elf.Symbol, error) {
	file, err := elf.Open(path) // want-fate released
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return file.Symbols()
}

// IsExecutableBad tries one format after the other and closes none of them.
func IsExecutableBad(path string) bool {
	if file, err := pe.Open(path); err == nil { // want unclosed-file // want-fate leaked
		return file.Characteristics&pe.IMAGE_FILE_EXECUTABLE_IMAGE != 0
	}
	if file, err := macho.Open(path); err == nil { // want unclosed-file // want-fate leaked
		return file.Type == macho.TypeExec
	}
	return false
}

// IsExecutableOk closes each format that could be read.
func IsExecutableOk(path string) bool {
	if file, err := pe.Open(path); err == nil { // want-fate released
		defer file.Close()
		return file.Characteristics&pe.IMAGE_FILE_EXECUTABLE_IMAGE != 0
	}
	if file, err := plan9obj.Open(path); err == nil { // want-fate released
		defer file.Close()
		return file.HdrSize > 0
	}
	return false
}

// ArchitecturesOk lists what a fat file contains and closes it.
func ArchitecturesOk(path string) (cpus []macho.Cpu, err error) {
	fat, err := macho.OpenFat(path) // want-fate released
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, fat.Close()) }()
	for _, arch := range fat.Arches {
		cpus = append(cpus, arch.Cpu)
	}
	return cpus, nil
}

// EntryOk reads from a reader of its caller, so there is nothing to close.
func EntryOk(r io.ReaderAt) (uint64, error) {
	file, err := elf.NewFile(r)
	if err != nil {
		return 0, err
	}
	return file.Entry, nil
}
