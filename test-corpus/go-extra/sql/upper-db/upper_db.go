// Package upperdbcases holds the cases of upper/db.
package upperdbcases

import (
	"fmt"

	"github.com/upper/db/v4"
)

// Book is one row.
type Book struct {
	ID    int64  `db:"id"`
	Title string `db:"title"`
}

// Library lends books.
type Library struct{ session db.Session }

// OpenLibraryBad loses the session where there are no books.
func OpenLibraryBad(settings db.ConnectionURL) (*Library, error) {
	session, err := db.Open("postgresql", settings) // want unclosed-resource // want-fate leaked
	if err != nil {
		return nil, err
	}
	exists, err := session.Collection("books").Exists()
	if err != nil || !exists {
		return nil, fmt.Errorf("no books: %w", err) // want-step "returns"
	}
	return &Library{session: session}, nil
}

// OpenLibraryOk closes the session where there are no books.
func OpenLibraryOk(settings db.ConnectionURL) (*Library, error) {
	session, err := db.Open("postgresql", settings) // want-fate returned
	if err != nil {
		return nil, err
	}
	exists, err := session.Collection("books").Exists()
	if err != nil || !exists {
		session.Close()
		return nil, fmt.Errorf("no books: %w", err)
	}
	return &Library{session: session}, nil
}

// FindBad leaves the loop with the first hit, and the connection with it.
func (l *Library) FindBad(title string) (int64, error) {
	books := l.session.SQL().Select("id", "title").From("books").Iterator() // want unclosed-rows // want-fate leaked
	var book Book
	for books.Next(&book) {
		if book.Title == title {
			return book.ID, nil // want-step "returns"
		}
	}
	return 0, books.Err()
}

// FindOk closes in any case.
func (l *Library) FindOk(title string) (int64, error) {
	books := l.session.SQL().Iterator("SELECT id, title FROM books") // want-fate released
	defer books.Close()
	var book Book
	for books.Next(&book) {
		if book.Title == title {
			return book.ID, nil
		}
	}
	return 0, books.Err()
}

// AllOk reads all at once, which closes.
func (l *Library) AllOk() (books []Book, err error) {
	iterator := l.session.SQL().SelectFrom("books").OrderBy("title").Iterator() // want-fate released
	err = iterator.All(&books)
	return books, err
}

// OneOk finds a single book; nothing runs before One, which closes.
func (l *Library) OneOk(id int64) (book Book, err error) {
	result := l.session.Collection("books").Find(id) // want-fate released
	err = result.One(&book)
	return book, err
}

// CountOk runs a query of its own and leaves nothing open.
func (l *Library) CountOk() (uint64, error) {
	result := l.session.Collection("books").Find() // want-fate untracked
	return result.Count()
}
