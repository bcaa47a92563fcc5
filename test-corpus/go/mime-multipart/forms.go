// Package mimemultipart holds the cases of forms with files. They hold memory, and nothing is reported.
package mimemultipart

import (
	"bytes"
	"io"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"strings"
)

// UploadOk closes the writer, which writes the end mark, before the form is sent.
func UploadOk(url, name string, file io.Reader) (*http.Request, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body) // want-fate untracked
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(part, file); err != nil {
		return nil, err
	}
	if err := form.Close(); err != nil {
		return nil, err
	}
	return http.NewRequest(http.MethodPost, url, &body)
}

// FieldsOk closes the writer on each way out.
func FieldsOk(w io.Writer, fields map[string]string) error {
	form := multipart.NewWriter(w) // want-fate released
	defer form.Close()
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			return err
		}
	}
	return nil
}

// MailTextOk encodes the text of a mail.
func MailTextOk(text string) string {
	var out strings.Builder
	w := quotedprintable.NewWriter(&out) // want-fate released
	io.WriteString(w, text)
	w.Close()
	return out.String()
}

// ReadFormOk removes the files of the form when it has been handled.
func ReadFormOk(r io.Reader, boundary string, handle func(*multipart.Form) error) error {
	form, err := multipart.NewReader(r, boundary).ReadForm(1 << 20) // want-fate released
	if err != nil {
		return err
	}
	defer form.RemoveAll()
	return handle(form)
}

// FieldOfFormOk leaves the files of the form to the system, which is not worth a report.
func FieldOfFormOk(r io.Reader, boundary, name string) (string, error) {
	form, err := multipart.NewReader(r, boundary).ReadForm(1 << 20) // want-fate untracked
	if err != nil {
		return "", err
	}
	return strings.Join(form.Value[name], ","), nil
}
