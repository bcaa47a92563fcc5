// Package antscases holds the cases of pools of goroutines.
package antscases

import (
	"sync"

	"github.com/panjf2000/ants/v2"
)

// EachBad leaves the workers where a task is not accepted.
func EachBad(tasks []func()) error {
	pool, err := ants.NewPool(8) // want unclosed-resource // want-fate leaked
	if err != nil {
		return err
	}
	for _, task := range tasks {
		if err := pool.Submit(task); err != nil {
			return err // want-step "returns"
		}
	}
	pool.Release()
	return nil
}

// EachOk waits for all tasks and releases the workers.
func EachOk(tasks []func()) error {
	pool, err := ants.NewPool(8, ants.WithNonblocking(true)) // want-fate released
	if err != nil {
		return err
	}
	defer pool.Release()
	var all sync.WaitGroup
	defer all.Wait()
	for _, task := range tasks {
		all.Add(1)
		if err := pool.Submit(func() { defer all.Done(); task() }); err != nil {
			all.Done()
			return err
		}
	}
	return nil
}

// NumbersOk gives each number to the same function.
func NumbersOk(numbers []int, work func(any)) error {
	pool, err := ants.NewPoolWithFunc(4, work) // want-fate released
	if err != nil {
		return err
	}
	defer pool.Release()
	for _, n := range numbers {
		if err := pool.Invoke(n); err != nil {
			return err
		}
	}
	return nil
}
