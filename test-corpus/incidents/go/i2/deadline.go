package i2

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// ServeBasketBad waits for the database without any limit while it holds the socket of the client. Incident I2.
func (s *Shop) ServeBasketBad(w http.ResponseWriter, r *http.Request) {
	var b Basket
	row := s.db.QueryRow("SELECT id, owner, total FROM basket WHERE id = ?", r.URL.Query().Get("id")) // want no-deadline // want-fate released
	if err := row.Scan(&b.ID, &b.Owner, &b.Total); err != nil {
		http.Error(w, "no basket", http.StatusNotFound)
		return
	}
	_ = json.NewEncoder(w).Encode(b)
}

// ServeBasketOk gives the query the context of the request and a deadline. Incident I2.
func (s *Shop) ServeBasketOk(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second) // want-fate released
	defer cancel()
	var b Basket
	row := s.db.QueryRowContext(ctx, "SELECT id, owner, total FROM basket WHERE id = ?", r.URL.Query().Get("id")) // want-fate released
	if err := row.Scan(&b.ID, &b.Owner, &b.Total); err != nil {
		http.Error(w, "no basket", http.StatusNotFound)
		return
	}
	_ = json.NewEncoder(w).Encode(b)
}

// AskPriceServiceBad has no time limit on the way to another service. Incident I2.
func AskPriceServiceBad(url string) (int, error) {
	resp, err := http.Get(url) // want no-deadline // want-fate released
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var price struct{ Cents int }
	err = json.NewDecoder(resp.Body).Decode(&price)
	return price.Cents, err
}

// AskPriceServiceOk bounds the call by a context. Incident I2.
func AskPriceServiceOk(ctx context.Context, client *http.Client, url string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second) // want-fate released
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := client.Do(req) // want-fate released
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var price struct{ Cents int }
	err = json.NewDecoder(resp.Body).Decode(&price)
	return price.Cents, err
}
