package syscallcases

import (
	"hash/crc32"
	"os"
	"syscall"
)

// ChecksumBad leaves the pages mapped where the sum is wrong.
func ChecksumBad(file *os.File, size int, want uint32) (bool, error) {
	data, err := syscall.Mmap(int(file.Fd()), 0, size, syscall.PROT_READ, syscall.MAP_PRIVATE) // want unclosed-resource // want-fate leaked
	if err != nil {
		return false, err
	}
	if crc32.ChecksumIEEE(data) != want {
		return false, nil // want-step "returns"
	}
	return true, syscall.Munmap(data)
}

// ChecksumOk unmaps the pages in any case.
func ChecksumOk(file *os.File, size int, want uint32) (bool, error) {
	data, err := syscall.Mmap(int(file.Fd()), 0, size, syscall.PROT_READ, syscall.MAP_PRIVATE) // want-fate released
	if err != nil {
		return false, err
	}
	defer syscall.Munmap(data)
	return crc32.ChecksumIEEE(data) == want, nil
}
