// Package croncases holds the cases of jobs that run at certain times.
package croncases

import (
	"github.com/robfig/cron/v3"
)

// Clock runs jobs.
type Clock struct{ jobs *cron.Cron }

// NewClockBad leaves the jobs running where one of them cannot be added.
func NewClockBad(hourly, daily func()) (*Clock, error) {
	jobs := cron.New()
	jobs.Start() // want unclosed-resource // want-fate leaked
	if _, err := jobs.AddFunc("@hourly", hourly); err != nil {
		return nil, err // want-step "returns"
	}
	if _, err := jobs.AddFunc("@daily", daily); err != nil {
		jobs.Stop()
		return nil, err
	}
	return &Clock{jobs: jobs}, nil
}

// NewClockOk starts only what is complete.
func NewClockOk(hourly, daily func()) (*Clock, error) {
	jobs := cron.New(cron.WithSeconds())
	if _, err := jobs.AddFunc("@hourly", hourly); err != nil {
		return nil, err
	}
	if _, err := jobs.AddFunc("@daily", daily); err != nil {
		return nil, err
	}
	jobs.Start() // want-fate returned
	return &Clock{jobs: jobs}, nil
}

// UntilOk stops with its caller, and waits for the jobs that are running.
func UntilOk(done <-chan struct{}, spec string, job func()) error {
	jobs := cron.New()
	if _, err := jobs.AddFunc(spec, job); err != nil {
		return err
	}
	jobs.Start() // want-fate released
	<-done
	<-jobs.Stop().Done()
	return nil
}
