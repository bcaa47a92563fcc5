// Package chromedpcases holds the cases of the chromedp library.
package chromedpcases

import (
	"context"

	"github.com/chromedp/chromedp"
)

// RunBad keeps the browser when the work fails.
func RunBad(ctx context.Context, run func(context.Context) error) error {
	ctx, cancel := chromedp.NewContext(ctx) // want uncalled-cancel // want-fate leaked
	if err := run(ctx); err != nil {
		return err // want-step "returns"
	}
	cancel()
	return nil
}

// RunOk defers the end of the browser.
func RunOk(ctx context.Context, run func(context.Context) error) error {
	ctx, cancel := chromedp.NewContext(ctx) // want-fate released
	defer cancel()
	if err := run(ctx); err != nil {
		return err
	}
	return nil
}
