// Package locks holds the cases of mutexes.
package locks

import (
	"errors"
	"sync"
)

var errEmpty = errors.New("empty")

// Store is guarded by its lock.
type Store struct {
	mu    sync.RWMutex
	items map[string]int
	done  bool
}

// EarlyReturnBad leaves with the lock where there is nothing.
func (s *Store) EarlyReturnBad(key string) (int, error) {
	s.mu.Lock() // want unreleased-lock // want-fate leaked
	n, ok := s.items[key]
	if !ok {
		return 0, errEmpty // want-step "returns"
	}
	s.mu.Unlock()
	return n, nil
}

// EarlyReturnReadBad does the same with the read lock.
func (s *Store) EarlyReturnReadBad(key string) int {
	s.mu.RLock() // want unreleased-lock
	if s.done {
		return 0
	}
	n := s.items[key]
	s.mu.RUnlock()
	return n
}

// ContinueBad goes round with the lock.
func (s *Store) ContinueBad(keys []string) (sum int) {
	for _, key := range keys {
		s.mu.Lock() // want unreleased-lock
		if key == "" {
			continue
		}
		sum += s.items[key]
		s.mu.Unlock()
	}
	return sum
}

// DeferOk defers it.
func (s *Store) DeferOk(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return 0
	}
	return s.items[key]
}

// EachPathOk unlocks on each path.
func (s *Store) EachPathOk(key string) (int, error) {
	s.mu.Lock() // want-fate released
	n, ok := s.items[key]
	if !ok {
		s.mu.Unlock()
		return 0, errEmpty
	}
	s.mu.Unlock()
	return n, nil
}

// LockOk locks for its caller.
func (s *Store) LockOk() { s.mu.Lock() }

// UnlockOk is the other half.
func (s *Store) UnlockOk() { s.mu.Unlock() }

// LockLiveOk hands the lock over where it succeeds.
func (s *Store) LockLiveOk() error {
	s.mu.Lock() // want-fate stored
	if s.done {
		s.mu.Unlock()
		return errEmpty
	}
	return nil
}

// LockIfOk says by its answer whether it holds the lock.
func (s *Store) LockIfOk() bool {
	s.mu.Lock() // want-fate stored
	if s.done {
		s.mu.Unlock()
		return false
	}
	return true
}

// HalfHelperOk leaves the release to a helper on one of the paths.
func (s *Store) HalfHelperOk(key string) int {
	s.mu.Lock() // want-fate released
	if s.done {
		s.UnlockOk()
		return 0
	}
	n := s.items[key]
	s.mu.Unlock()
	return n
}

// TryOk unlocks what it got.
func (s *Store) TryOk() bool {
	if !s.mu.TryLock() {
		return false
	}
	s.done = true
	s.mu.Unlock()
	return true
}

// TryBad forgets one path.
func (s *Store) TryBad(key string) bool {
	if !s.mu.TryLock() { // want unreleased-lock
		return false
	}
	if s.items[key] == 0 {
		return false
	}
	s.mu.Unlock()
	return true
}

// ConditionOk locks and unlocks under the same condition.
func (s *Store) ConditionOk(locked bool, key string) int {
	if !locked {
		s.mu.Lock() // want-fate released
	}
	n := s.items[key]
	if !locked {
		s.mu.Unlock()
	}
	return n
}

// GoroutineOk hands the lock to a goroutine.
func (s *Store) GoroutineOk(key string) {
	s.mu.Lock()
	if s.done {
		s.mu.Unlock()
		return
	}
	go func() {
		defer s.mu.Unlock()
		s.items[key]++
	}()
}

// UnlockerOk returns the function that unlocks.
func (s *Store) UnlockerOk() (func(), error) {
	s.mu.Lock()
	if s.done {
		s.mu.Unlock()
		return nil, errEmpty
	}
	return s.mu.Unlock, nil
}

// PauseOk gives the lock away for a while, with a deferred release around it.
func (s *Store) PauseOk(work func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mu.Unlock()
	work()
	s.mu.Lock()
	s.done = true
}

// pause does the same for a caller that holds the lock.
func (s *Store) pause(work func()) {
	s.mu.Unlock()
	work()
	s.mu.Lock()
}

// CallsPauseOk still holds the lock after that.
func (s *Store) CallsPauseOk(work func()) {
	s.mu.Lock() // want-fate released
	if s.done {
		s.mu.Unlock()
		return
	}
	s.pause(work)
	s.mu.Unlock()
}

// evictOk is called with the lock held, and gives it back as it was.
func (s *Store) evictOk(free func() int) {
	s.mu.Unlock()
	n := free()
	s.mu.Lock()
	if n == 0 {
		return
	}
	s.mu.Unlock()
	free()
	s.mu.Lock()
}

// TwiceBad unlocks by hand what a defer unlocks again.
func (s *Store) TwiceBad(key string) int {
	s.mu.Lock() // want double-finish
	defer s.mu.Unlock()
	n := s.items[key]
	if n == 0 {
		s.mu.Unlock()
		return 0
	}
	return n
}

// TwicePlainBad forgets a return.
func (s *Store) TwicePlainBad() {
	s.mu.Lock() // want double-finish
	if s.done {
		s.done = false
		s.mu.Unlock()
	}
	s.mu.Unlock()
}

// AgainOk locks again before it unlocks again.
func (s *Store) AgainOk() {
	s.mu.Lock()
	s.done = true
	s.mu.Unlock()
	s.mu.Lock()
	s.done = false
	s.mu.Unlock()
}

// AgainInCalleeOk has a callee lock again.
func (s *Store) AgainInCalleeOk() {
	s.mu.Lock()
	s.mu.Unlock()
	s.LockOk()
	s.mu.Unlock()
}

// LoopOk locks in each round.
func (s *Store) LoopOk(keys []string) (sum int) {
	for _, key := range keys {
		s.mu.Lock()
		if key == "" {
			s.mu.Unlock()
			break
		}
		sum += s.items[key]
		s.mu.Unlock()
	}
	return sum
}

// Counter has the lock embedded.
type Counter struct {
	sync.Mutex
	n int
}

// EmbeddedBad returns with the promoted lock.
func (c *Counter) EmbeddedBad() int {
	c.Lock() // want unreleased-lock
	if c.n == 0 {
		return 0
	}
	c.n--
	c.Unlock()
	return c.n
}

// EmbeddedOk unlocks by the full name.
func (c *Counter) EmbeddedOk() int {
	c.Lock()
	if c.n == 0 {
		c.Mutex.Unlock()
		return 0
	}
	c.Unlock()
	return 1
}

// TwoLocksOk keeps two locks apart.
func TwoLocksOk(a, b *Counter) {
	a.Lock()
	b.Lock()
	if a.n == b.n {
		b.Unlock()
		a.Unlock()
		return
	}
	a.n, b.n = b.n, a.n
	a.Unlock()
	b.Unlock()
}

// TwoLocksBad forgets one of them.
func TwoLocksBad(a, b *Counter) {
	a.Lock() // want unreleased-lock
	b.Lock()
	if a.n == b.n {
		b.Unlock()
		return
	}
	a.Unlock()
	b.Unlock()
}

var global sync.Mutex

// GlobalBad forgets a lock of the package.
func GlobalBad(n int) int {
	global.Lock() // want unreleased-lock
	if n == 0 {
		return 1
	}
	global.Unlock()
	return 0
}

// LockerBad knows the lock as an interface only.
func LockerBad(l sync.Locker, n int) int {
	l.Lock() // want unreleased-lock
	if n == 0 {
		return 1
	}
	l.Unlock()
	return 0
}

// SumOk reads under the read lock and gives it back on each way out.
func (s *Store) SumOk(keys ...string) (sum int, err error) {
	s.mu.RLock() // want-fate released
	defer s.mu.RUnlock()
	for _, key := range keys {
		n, ok := s.items[key]
		if !ok {
			return 0, errEmpty
		}
		sum += n
	}
	return sum, nil
}
