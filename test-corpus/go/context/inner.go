package context

import "context"

// runner keeps what ends it in a struct of its own.
type runner struct {
	life struct {
		ctx  context.Context
		stop context.CancelFunc
	}
	ends struct{ read, write struct{ stop func() } }
}

// newRunnerOk stores the cancel function in a struct inside the value that it returns.
func newRunnerOk() *runner {
	r := &runner{}
	r.life.ctx, r.life.stop = context.WithCancel(context.Background()) // want-fate passed
	go r.run()
	return r
}

// newRunnerLaterOk has it in a variable first.
func newRunnerLaterOk(parent context.Context) *runner {
	r := new(runner)
	ctx, stop := context.WithCancel(parent) // want-fate returned
	r.life.ctx = ctx
	r.life.stop = stop
	return r
}

// newDeepRunnerOk stores it two structs deep.
func newDeepRunnerOk(parent context.Context) *runner {
	r := &runner{}
	r.life.ctx, r.ends.read.stop = context.WithCancel(parent) // want-fate returned
	return r
}

func (r *runner) run() { <-r.life.ctx.Done() }

// Stop ends the runner.
func (r *runner) Stop() { r.life.stop() }

// countdownBad keeps the runner to itself, and forgets it.
func countdownBad(parent context.Context) error {
	r := &runner{}
	r.life.ctx, r.life.stop = context.WithCancel(parent) // want uncalled-cancel // want-fate leaked
	return r.life.ctx.Err()
}

// otherReturnedBad returns another one.
func otherReturnedBad(parent context.Context) *runner {
	r, other := &runner{}, &runner{}
	r.life.ctx, r.life.stop = context.WithCancel(parent) // want uncalled-cancel // want-fate leaked
	other.life.ctx = r.life.ctx
	return other
}

// startAndStopOk stops what a helper made.
func startAndStopOk() {
	r := newRunnerLaterOk(context.Background()) // want-fate released
	defer r.Stop()
}

// startOnlyBad never stops what a helper made.
func startOnlyBad() {
	r := newRunnerLaterOk(context.Background()) // want unclosed-resource // want-fate leaked
	_ = r.life.ctx.Err()
}

// startedAnyway hands its cancel function out with an error too.
func startedAnyway(ctx context.Context) (context.CancelFunc, error) {
	ctx, stop := context.WithCancel(ctx) // want-fate returned
	if err := ctx.Err(); err != nil {
		return stop, err
	}
	return stop, nil
}

// StartedAnywayBad takes an error for a sign that nothing was started. What comes with an error is seldom meant to be
// used, so this is said with low confidence only.
func StartedAnywayBad(ctx context.Context) error {
	stop, err := startedAnyway(ctx) // want-fate leaked
	if err != nil {
		return err
	}
	defer stop()
	return nil
}

// StartedAnywayOk stops it first.
func StartedAnywayOk(ctx context.Context) error {
	stop, err := startedAnyway(ctx) // want-fate released
	defer stop()
	return err
}
