// Package iter holds the cases of iterators that are pulled.
package iter

import (
	"errors"
	"iter"
)

// ErrOdd says that a key has no value.
var ErrOdd = errors.New("a key without a value")

// FirstBad asks once and forgets the coroutine that waits for the next question.
func FirstBad[V any](seq iter.Seq[V]) (V, bool) {
	next, _ := iter.Pull(seq) // want unclosed-resource // want-fate leaked
	return next()
}

// FirstOk stops the iterator.
func FirstOk[V any](seq iter.Seq[V]) (V, bool) {
	next, stop := iter.Pull(seq) // want-fate released
	defer stop()
	return next()
}

// PairsBad stops the iterator only where all keys have values.
func PairsBad(seq iter.Seq[string]) (map[string]string, error) {
	pairs := map[string]string{}
	next, stop := iter.Pull(seq) // want unclosed-resource // want-fate leaked
	for {
		key, ok := next()
		if !ok {
			break
		}
		value, ok := next()
		if !ok || value == "" {
			return nil, ErrOdd // want-step "returns"
		}
		pairs[key] = value
	}
	stop()
	return pairs, nil
}

// EqualOk walks along two sequences at a time.
func EqualOk[V comparable](a, b iter.Seq[V]) bool {
	next, stop := iter.Pull(b) // want-fate released
	defer stop()
	for v := range a {
		w, ok := next()
		if !ok || v != w {
			return false
		}
	}
	_, more := next()
	return !more
}

// cursor walks through pairs on behalf of its owner.
type cursor[K, V any] struct {
	next func() (K, V, bool)
	stop func()
}

// NewCursorOk hands the stop function to the cursor.
func NewCursorOk[K, V any](seq iter.Seq2[K, V]) *cursor[K, V] {
	next, stop := iter.Pull2(seq) // want-fate returned
	return &cursor[K, V]{next: next, stop: stop}
}
