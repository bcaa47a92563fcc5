package os

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
)

// SaveDeferBad reports success before the file is closed.
func SaveDeferBad(path string, data []byte) error {
	f, err := os.Create(path) // want unchecked-close
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(data); err != nil {
		return err
	}
	return nil
}

// SavePlainBad drops the error of the plain call.
func SavePlainBad(path string, data io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600) // want unchecked-close
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, data); err != nil {
		f.Close()
		return err
	}
	f.Close()
	return nil
}

// SaveLiteralBad drops it in a deferred function.
func SaveLiteralBad(path string) error {
	f, err := os.Create(path) // want unchecked-close
	if err != nil {
		return err
	}
	defer func() { f.Close() }()
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "hello")
	if err := w.Flush(); err != nil {
		return err
	}
	return nil
}

// SaveCheckedOk returns the error.
func SaveCheckedOk(path string, data []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// SaveTwiceOk closes by defer where something fails, and with a look at the error where all goes well.
func SaveTwiceOk(path string, data []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return nil
}

// SaveJoinOk joins both errors.
func SaveJoinOk(path string, data []byte) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = f.Write(data)
	return err
}

// SaveLoggedOk at least says so.
func SaveLoggedOk(path string, data []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if err := f.Close(); err != nil {
			log.Print(err)
		}
	}()
	if _, err := f.Write(data); err != nil {
		return err
	}
	return nil
}

// SaveBlankOk drops the error on purpose.
func SaveBlankOk(path string, data []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		return err
	}
	_ = f.Close()
	return nil
}

// ReadOk writes nothing.
func ReadOk(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return data, nil
}

// CompressBad loses the end of the data.
func CompressBad(w io.Writer, data []byte) error {
	z := gzip.NewWriter(w) // want unchecked-close
	defer z.Close()
	if _, err := z.Write(data); err != nil {
		return err
	}
	return nil
}

// CompressOk returns the error.
func CompressOk(w io.Writer, data []byte) error {
	z := gzip.NewWriter(w)
	if _, err := z.Write(data); err != nil {
		return err
	}
	return z.Close()
}

// WriteAfterCloseBad writes to a closed file.
func WriteAfterCloseBad(path string) error {
	f, err := os.Create(path) // want use-after-release
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	_, err = f.WriteString("late")
	return err
}

// NameAfterCloseOk asks for the name, which it still has.
func NameAfterCloseOk(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	return f.Name(), nil
}

// ReopenOk uses another file by the same name.
func ReopenOk(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	f.Close()
	f, err = os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return f.Read(make([]byte, 10))
}

// ResetOk uses a compressor again.
func ResetOk(w, other io.Writer, data []byte) error {
	z := gzip.NewWriter(w)
	if err := z.Close(); err != nil {
		return err
	}
	z.Reset(other)
	if _, err := z.Write(data); err != nil {
		return err
	}
	return z.Close()
}

// CloseInBranchOk closes where it returns.
func CloseInBranchOk(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	if path == "" {
		f.Close()
		return errors.New("no path")
	}
	_, err = f.Read(make([]byte, 10))
	f.Close()
	return err
}
