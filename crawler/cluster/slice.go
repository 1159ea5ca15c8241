package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"copydesk/crawler"
	"copydesk/crawler/site"
	"copydesk/storage"
	"copydesk/storage/postgres"
)

// Waits of a site that could not be crawled as it should.
const (
	failedWait = 10 * time.Minute // when its entry names no interval, or a longer one
	leastWait  = 30 * time.Second
)

// siteWorker crawls a slice of a site.
type siteWorker struct {
	river.WorkerDefaults[crawlArgs]
	w *Worker
}

// Work implements river.Worker.
func (s *siteWorker) Work(ctx context.Context, job *river.Job[crawlArgs]) error {
	t := postgres.Ticket{SiteID: job.Args.Site, Number: job.Args.Ticket}
	if job.Args.Alone && s.w.cfg.Alone != nil {
		return s.w.watch(ctx, t)
	}
	return s.w.slice(ctx, t)
}

// continued is for how long at least a slice takes what earlier ones of its run
// asked for as known.
const continued = time.Hour

// slice takes a site, crawls it for a while, and gives it back.
func (w *Worker) slice(ctx context.Context, t postgres.Ticket) error {
	if err := w.held.valid(); err != nil {
		return err // the ticket is taken back: nothing was begun
	}
	h, err := w.store.TakeCrawl(ctx, t, w.id)
	switch {
	case errors.Is(err, postgres.ErrStale):
		return nil // handed on, paused, or done already
	case errors.Is(err, postgres.ErrHostBusy):
		return river.JobSnooze(hostBusyWait)
	case err != nil:
		return err
	}
	held, release := w.held.sites.take(ctx, t)
	defer release()
	done, err := w.crawl(held, t, h)
	if err != nil { // it goes back, if nobody has it yet: the store's trouble is not the site's
		done.Again, done.Pages, done.Took = true, max(done.Pages, h.Pages), max(done.Took, h.Took)
	}
	if errors.Is(err, storage.ErrFenced) {
		w.cfg.Log.WarnContext(ctx, "site let go", "site", t.SiteID, "error", err)
		err = nil
	}
	ferr := w.store.FinishCrawl(context.WithoutCancel(ctx), t, done, w.enqueue)
	if errors.Is(ferr, postgres.ErrStale) {
		ferr = nil
	}
	return errors.Join(err, ferr)
}

// crawl runs the very function that the command crawl runs.
func (w *Worker) crawl(ctx context.Context, t postgres.Ticket, h postgres.Held) (postgres.Done, error) {
	s, err := parseEntry(t.SiteID, h.Entry, w.cfg.Getenv)
	if err != nil {
		return postgres.Done{Reason: "its entry can't be used: " + err.Error()}, nil //nolint:nilerr // told by the reason
	}
	view := w.store.Fenced(t.SiteID, h.Fence)
	left := s.MaxPages
	if left <= 0 {
		left = site.DefaultMaxPages
	}
	if left -= h.Pages; left <= 0 || s.MaxTime > 0 && h.Took >= s.MaxTime {
		if err := usedUp(context.WithoutCancel(ctx), view, s, h); err != nil {
			return postgres.Done{}, err
		}
		return w.finished(ctx, view, s)
	}
	if s.MaxTime > 0 {
		s.MaxTime -= h.Took
	}
	var begun time.Time
	if h.Took > 0 { // waiting between slices counts too, and nobody knows it
		begun = time.Now().Add(-max(2*h.Took, continued))
	}
	sum, err := crawler.Run(ctx, []site.Site{*s}, view, crawler.Options{
		Log: w.cfg.Log, AllowPrivate: w.cfg.AllowPrivate, Max: left, Deadline: time.Now().Add(w.cfg.Slice), Begun: begun, MaxWait: w.cfg.Slice / 2,
		Fence: map[string]int64{t.SiteID: h.Fence}, May: func() error { return w.held.may(ctx) }, Events: w.event,
	})
	for i := range sum.Sites {
		w.loose.add(t.SiteID, sum.Sites[i].Pages)
	}
	if err == nil {
		err = lost(ctx, &sum)
	}
	if err != nil || sum.Stopped && !errors.Is(context.Cause(ctx), errPaused) || sum.DeadlineReached {
		again := postgres.Done{Again: true, Pages: h.Pages, Took: h.Took + sum.Took}
		for i := range sum.Sites { // what was saved counts, also when the store failed after it
			again.Pages += sum.Sites[i].Pages + sum.Sites[i].Failed
		}
		return again, err
	}
	return w.finished(ctx, view, s)
}

// lost is the error of a site that was handed to another worker.
func lost(ctx context.Context, sum *crawler.Summary) error {
	if cause := context.Cause(ctx); errors.Is(cause, storage.ErrFenced) {
		return cause
	}
	for i := range sum.Sites {
		if errors.Is(sum.Sites[i].Err, storage.ErrFenced) {
			return sum.Sites[i].Err
		}
	}
	return nil
}

// usedUp notes the end of a run whose bounds an earlier slice reached just as its
// own time was over: it was one run all the same, and the next is due after the
// site's interval.
func usedUp(ctx context.Context, view *postgres.Store, s *site.Site, h postgres.Held) error {
	st, err := view.SiteState(ctx, s.ID)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	st.SiteID, st.LastRun = s.ID, time.Now().Add(-h.Took)
	st.Interval = crawler.NextInterval(&s.Schedule, st.Interval, h.Pages)
	st.NextDue = st.LastRun.Add(st.Interval)
	return view.SaveSiteState(ctx, st)
}

// finished says when a site is due again whose run is over.
func (w *Worker) finished(ctx context.Context, view *postgres.Store, s *site.Site) (postgres.Done, error) {
	ctx = context.WithoutCancel(ctx)
	now := time.Now()
	if s.KeepAge > 0 || s.KeepSize > 0 {
		var before time.Time
		if s.KeepAge > 0 {
			before = now.Add(-s.KeepAge)
		}
		if _, err := view.Prune(ctx, s.ID, before, s.KeepSize); err != nil {
			return postgres.Done{}, err
		}
	}
	st, err := view.SiteState(ctx, s.ID)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return postgres.Done{}, err
	}
	due := st.NextDue
	if open, next := s.Open(now); !open && next.After(due) {
		due = next
	}
	if !due.After(now) { // it failed, or was cut short by its own bounds
		wait := failedWait
		if st.Interval > 0 {
			wait = min(wait, st.Interval)
		}
		due = now.Add(max(wait, leastWait))
	}
	return postgres.Done{Due: due}, nil
}

// parseEntry reads a shared site's entry.
func parseEntry(id, text string, getenv site.Getenv) (*site.Site, error) {
	f, err := site.Parse(id, []byte(text), getenv)
	if err != nil {
		return nil, err
	}
	if len(f.Sites) != 1 || f.Sites[0].ID != id {
		return nil, fmt.Errorf("it is not the entry of %s alone", id)
	}
	return &f.Sites[0], nil
}
