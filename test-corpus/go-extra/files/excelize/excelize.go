// Package excelizecases holds the cases of spreadsheets.
package excelizecases

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// TotalBad keeps the temporary files of the book where a cell is missing.
func TotalBad(path string) (string, error) {
	book, err := excelize.OpenFile(path) // want unclosed-file // want-fate leaked
	if err != nil {
		return "", err
	}
	total, err := book.GetCellValue("Sheet1", "B9")
	if err != nil {
		return "", err // want-step "returns"
	}
	return total, book.Close()
}

// TotalOk closes the book in any case.
func TotalOk(upload io.Reader) (string, error) {
	book, err := excelize.OpenReader(upload) // want-fate released
	if err != nil {
		return "", err
	}
	defer book.Close()
	return book.GetCellValue("Sheet1", "B9")
}

// NewOk makes a book in memory.
func NewOk(to io.Writer) error {
	book := excelize.NewFile()
	if err := book.SetCellValue("Sheet1", "A1", "total"); err != nil {
		return err
	}
	return book.Write(to)
}

// FindBad leaves the temporary file of the sheet where it has found the row.
func FindBad(book *excelize.File, name string) (int, error) {
	rows, err := book.Rows("Sheet1") // want unclosed-rows // want-fate leaked
	if err != nil {
		return 0, err
	}
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return 0, err // want-step "returns"
		}
		if len(cells) > 0 && cells[0] == name {
			return n, rows.Close()
		}
	}
	return 0, fmt.Errorf("no %s", name)
}

// FindOk closes the rows in any case.
func FindOk(book *excelize.File, name string) (int, error) {
	rows, err := book.Rows("Sheet1") // want-fate released
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return 0, err
		}
		if len(cells) > 0 && cells[0] == name {
			return n, nil
		}
	}
	return 0, fmt.Errorf("no %s", name)
}
