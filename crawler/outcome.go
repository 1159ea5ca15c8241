package crawler

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"time"

	"copydesk/crawler/discover"
	"copydesk/crawler/fetch"
	"copydesk/extract"
	"copydesk/storage"
)

// class is what is to be done about an outcome.
type class int

const (
	good    class = iota
	retry         // may pass in a moment
	later         // may pass, but hardly before something is mended
	dead          // will not pass
	refused       // a rule forbids it; looked at again when the rule may have changed
	skipped       // nothing is wrong, and nothing is to be kept
	stopped       // by us: as if it had not been tried
)

// outcome is what an error means.
type outcome struct {
	word  string // for the fetch log
	class class
	after time.Duration // not to be tried again before
	down  bool          // the host as a whole can't be reached
}

// outcomeOf decides what an error means. It is the only place that does.
func outcomeOf(err error, now time.Time) outcome {
	var (
		status  *fetch.StatusError
		refuse  *fetch.RefusedError
		network *fetch.NetError
		content *fetch.ContentError
		busy    *fetch.BusyError
		bug     *fetch.BugError
	)
	switch {
	case err == nil:
		return outcome{word: "ok"}
	case errors.As(err, &network): // before the ends of contexts: a time-out of the network's calls itself one
		return networkOutcome(network)
	case errors.Is(err, fetch.ErrQuit), errors.Is(err, storage.ErrFenced), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, errDeadline):
		return outcome{word: "stopped", class: stopped}
	case errors.As(err, &busy):
		return outcome{word: "busy", class: stopped, after: busy.Until.Sub(now)}
	case errors.As(err, &status):
		return statusOutcome(status)
	case errors.As(err, &refuse):
		o := outcome{word: "refused_" + string(refuse.Rule), class: refused}
		if !refuse.Until.IsZero() {
			o.after = refuse.Until.Sub(now)
		}
		return o
	case errors.As(err, &content):
		if content.Kind == "encoding" { // of the server's making, as a rule
			return outcome{word: content.Kind, class: later}
		}
		return outcome{word: content.Kind, class: dead}
	case errors.As(err, &bug):
		return outcome{word: "bug", class: later} // until a version comes that is without it
	default:
		return pageOutcome(err)
	}
}

func networkOutcome(e *fetch.NetError) outcome {
	o := outcome{word: "net_" + e.Op, class: retry, down: e.HostDown()}
	if e.Op == "redirects" || e.Op == "protocol" {
		o.class = later
	}
	return o
}

func statusOutcome(e *fetch.StatusError) outcome {
	o := outcome{word: fmt.Sprintf("http_%d", e.Code), class: dead, after: e.RetryAfter}
	if e.Temporary() {
		o.class = retry
	}
	if e.Code == 401 || e.Code == 403 || e.Code == 451 {
		o.class = refused
	}
	return o
}

// pageOutcome is for what came and could not be used.
func pageOutcome(err error) outcome {
	for _, known := range [...]struct {
		err  error
		word string
	}{
		{extract.ErrNotHTML, "not_html"}, {extract.ErrTooLarge, "too_large"}, {extract.ErrTooComplex, "too_complex"},
		{extract.ErrNoArticle, "no_article"}, {discover.ErrNotFeed, "not_feed"}, {discover.ErrNotSitemap, "not_sitemap"},
	} {
		if errors.Is(err, known.err) {
			return outcome{word: known.word, class: dead}
		}
	}
	return outcome{word: "unreadable", class: later} // nobody knows why
}

// isStoreError says whether an error is one of the store's that ends the run:
// what can't be saved need not be fetched.
func isStoreError(err error) bool {
	var se *storeError
	return errors.As(err, &se) && !errors.Is(err, storage.ErrFenced)
}

// storeError marks what came from the store.
type storeError struct{ err error }

func (e *storeError) Error() string { return e.err.Error() }
func (e *storeError) Unwrap() error { return e.err }

func stored(err error) error {
	if err == nil {
		return nil
	}
	return &storeError{err}
}

// Retries of a page.
const (
	triesPerRun = 4  // in one run
	triesAtAll  = 10 // in a row, over all runs: a day and a half, or five where each is left to a later run
	firstRetry  = 5 * time.Second
	nextRunWait = 30 * time.Minute
)

// backoff is how long to wait after a try that failed, the longer the more of
// them there were. The spread keeps many pages from coming back as one.
func backoff(tries int, after time.Duration) time.Duration {
	d := firstRetry << (2 * min(max(tries-1, 0), 3))
	if tries >= triesPerRun {
		d = nextRunWait << min(tries-triesPerRun, 6)
	}
	d += time.Duration(rand.Int64N(int64(d)/5 + 1))
	return max(d, after)
}

func stack() string { return string(debug.Stack()) }

// oneLine makes a text fit for a line of a log or summary.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }), " ")
	if len(s) > 380 {
		s = strings.ToValidUTF8(s[:380], "") + "…"
	}
	return s
}
