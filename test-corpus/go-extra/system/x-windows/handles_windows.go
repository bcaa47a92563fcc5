// Package windowscases holds the cases of handles of Windows.
package windowscases

import (
	"errors"

	"golang.org/x/sys/windows"
)

// SizeBad closes the handle only where the size is known.
func SizeBad(path string) (int64, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, err
	}
	handle, err := windows.CreateFile(name, windows.GENERIC_READ, windows.FILE_SHARE_READ, nil, windows.OPEN_EXISTING, 0, 0) // want unclosed-file // want-fate leaked
	if err != nil {
		return 0, err
	}
	var info windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(handle, &info); err != nil {
		return 0, err // want-step "returns"
	}
	windows.CloseHandle(handle)
	return int64(info.FileSizeHigh)<<32 | int64(info.FileSizeLow), nil
}

// KillOk closes the handle in any case.
func KillOk(pid uint32) error {
	process, err := windows.OpenProcess(windows.PROCESS_TERMINATE, false, pid) // want-fate released
	if err != nil {
		return err
	}
	defer windows.CloseHandle(process)
	return windows.TerminateProcess(process, 1)
}

// OnlyInstanceOk keeps the mutex as long as the process lives, which is what it is for.
func OnlyInstanceOk(name *uint16) error {
	_, err := windows.CreateMutex(nil, true, name)
	if errors.Is(err, windows.ERROR_ALREADY_EXISTS) {
		return errors.New("runs already")
	}
	return err
}
