package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"copydesk/crawler"
	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
	"copydesk/storage"
)

// crawlFlags are the flags of crawl.
type crawlFlags struct {
	max      int
	parallel int
	since    string
	deadline string
	wait     string
	summary  string
	metrics  string
	due      bool
	dryRun   bool
	demo     bool
	strict   bool
	warc     []string
}

// forever is how long --wait waits without a bound.
const forever = 100 * 365 * 24 * time.Hour

func (a *app) crawlCommand() *cobra.Command {
	var f crawlFlags
	cmd := &cobra.Command{
		Use:   "crawl [SITE…]",
		Short: "Crawl the configured sites into the database; what cron runs",
		Long: `Crawl the sites of the sites file, or those named, into the database. Each run
asks only for what may be new: feeds, sitemaps, section pages, and the articles
that are due to be looked at again.

What it says at the end, and in --summary-json, is per site: the pages that came
whole; the articles on them; of these the new and the revised; the pages of any
kind that are unchanged; and those that failed. Print views and other copies of
an article that the site has at another address are stored with its ID in
duplicate_of, and counted as copies alone, in the notes and --summary-json. An
article with another site's text is new, and among the duplicates.`,
		Example: `  copydesk crawl --demo
  copydesk crawl -q --due
  copydesk crawl noticias-sur --max 50 --since 7d`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := given(cmd.Flags(), "max", "parallel"); err != nil {
				return err
			}
			return a.crawl(cmd.Context(), &f, args)
		},
	}
	fl := cmd.Flags()
	fl.IntVar(&f.max, "max", 0, "at most `N` pages per site")
	fl.IntVar(&f.parallel, "parallel", 0, "`N` sites at a time (default 64)")
	fl.StringVar(&f.since, "since", "", "only articles of the last `SPAN`, as in 7d, or since a day")
	fl.StringVar(&f.deadline, "deadline", "", "stop in good order after a `SPAN`, as in 30m")
	fl.StringVar(&f.wait, "wait", "", "wait for another run to finish, at most for the `SPAN` given")
	fl.Lookup("wait").NoOptDefVal = "forever"
	fl.StringVar(&f.summary, "summary-json", "", "write what the run came to into `FILE`")
	fl.StringVar(&f.metrics, "metrics-addr", "", "serve Prometheus metrics and /healthz at `HOST:PORT` while the run lasts")
	fl.BoolVar(&f.due, "due", false, "only sites whose interval has passed")
	fl.BoolVar(&f.dryRun, "dry-run", false, "say what would be fetched, and fetch nothing")
	fl.BoolVar(&f.demo, "demo", false, "crawl the built-in news site")
	fl.BoolVar(&f.strict, "strict", false, "exit with 3 when a site's layout seems to have changed")
	fl.StringSliceVar(&f.warc, "from-warc", nil, "read the pages of WARC `FILES` instead of the network; - is standard input")
	cmd.MarkFlagsMutuallyExclusive("demo", "dry-run", "from-warc")
	for _, ofSites := range []string{"due", "max", "metrics-addr", "parallel", "strict"} { // an archive has nothing of what they bound
		cmd.MarkFlagsMutuallyExclusive("from-warc", ofSites)
	}
	return cmd
}

// options are the run's options as the flags say.
func (f *crawlFlags) options(a *app) (crawler.Options, error) {
	opts := crawler.Options{Log: a.log, Now: a.now, AllowPrivate: a.common.allowPrivate, Max: f.max, Due: f.due, DryRun: f.dryRun, Parallel: f.parallel}
	if f.max < 0 || f.parallel < 0 {
		return opts, usagef("--max and --parallel take numbers from 1")
	}
	if f.since != "" {
		t, err := parseSince(f.since, a.now())
		if err != nil {
			return opts, usagef("--since: %w", err)
		}
		opts.Since = max(a.now().Sub(t), time.Nanosecond)
	}
	if f.deadline != "" {
		d, err := parseSpan(f.deadline)
		if err != nil {
			return opts, usagef("--deadline: %w", err)
		}
		opts.Deadline = a.now().Add(d)
	}
	return opts, nil
}

// patience is how long to wait for another run.
func (f *crawlFlags) patience() (time.Duration, error) {
	switch f.wait {
	case "":
		return 0, nil
	case "forever":
		return forever, nil
	}
	d, err := parseSpan(f.wait)
	if err != nil {
		return 0, usagef("--wait: %w", err)
	}
	return d, nil
}

func (a *app) crawl(ctx context.Context, f *crawlFlags, args []string) error {
	opts, err := f.options(a)
	if err != nil {
		return err
	}
	wait, err := f.patience()
	if err == nil {
		err = cmp.Or(a.notOurs(f.summary), canCreate(f.summary))
	}
	if err != nil {
		return err
	}
	if len(f.warc) > 0 {
		return a.crawlArchive(ctx, f, opts, wait, args)
	}
	if f.demo {
		return a.crawlDemo(ctx, f, opts, wait, args)
	}
	sites, err := a.chosenSites(ctx, args)
	if err != nil {
		return err
	}
	if f.dryRun {
		return a.rehearse(ctx, opts, sites)
	}
	path, err := a.dbPath()
	if err != nil {
		return err
	}
	return a.crawlInto(ctx, f, opts, wait, path, sites, nil)
}

// chosenSites are the sites of the file that are named; all without a name.
func (a *app) chosenSites(ctx context.Context, ids []string) ([]site.Site, error) {
	file, err := a.sitesFile(ctx)
	if err != nil {
		return nil, err
	}
	a.warn(file)
	sites, unknown := file.Find(ids)
	if unknown != "" {
		return nil, noSite(file, unknown)
	}
	if len(sites) == 0 {
		return nil, usagef("%s has no sites; add one with: copydesk sites add URL", file.Path)
	}
	return sites, nil
}

// noSite is for an ID that a file doesn't have.
func noSite(f *site.File, id string) error {
	if s := f.Holds(id); s != nil {
		return usagef("%s: sites are named by their ids: that of %s is %s", f.Path, id, s.ID)
	}
	return orNoSite(storage.ErrNotFound, f.Path, id)
}

// crawlInto crawls into the database at path, and calls after with it once
// the run is told about.
func (a *app) crawlInto(ctx context.Context, f *crawlFlags, opts crawler.Options, wait time.Duration, path string, sites []site.Site, after func(store) error) error {
	beThrifty()
	ctx, unlock, err := lock(ctx, path, alone, wait)
	if err != nil {
		return err
	}
	defer unlock()
	db, err := openAt(ctx, path, making)
	if err != nil {
		return err
	}
	p := a.startProgress(len(sites))
	events, stop, err := f.measured(ctx, p.event)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	defer stop()
	opts.Events = events
	sum, runErr := crawler.Run(ctx, sites, db, opts)
	p.stop()
	a.interrupted = sum.Stopped
	runErr = errors.Join(runErr, lostLock(ctx))
	if runErr == nil && isClockBelieved(&sum) {
		runErr = prune(context.WithoutCancel(ctx), db, sites, a.now())
	}
	if runErr == nil {
		ids := make([]string, len(sites))
		for i := range sites {
			ids[i] = sites[i].ID
		}
		runErr = tighten(ctx, db, ids, spareTime(sum.Took))
	}
	a.report(&sum, runErr, f.strict)
	err = a.writeSummary(f.summary, &sum)
	if runErr == nil && err == nil && after != nil {
		runErr = after(db)
	}
	err = errors.Join(runErr, err, db.Close())
	if err != nil {
		return orStorage(err)
	}
	return verdictOf(&sum, f.strict)
}

// measured has Prometheus told of events too, if the flags say so.
func (f *crawlFlags) measured(ctx context.Context, events func(crawler.Event)) (func(crawler.Event), func(), error) {
	if f.metrics == "" {
		return events, func() {}, nil
	}
	m := newMetrics()
	stop, err := serveMetrics(ctx, f.metrics, m, func() error { return nil })
	return func(e crawler.Event) { m.event(e); events(e) }, stop, err
}

// verdictOf is the exit code of a run that went to its end.
func verdictOf(sum *crawler.Summary, strict bool) error {
	partly := sum.Failed()
	for i := range sum.Sites {
		s := &sum.Sites[i]
		var bug *fetch.BugError
		if errors.As(s.Err, &bug) || hasFailure(s, "bug") {
			return &codeError{code: exitBug}
		}
		partly = partly || strict && s.LayoutChanged
	}
	if partly {
		return &codeError{code: exitPartly}
	}
	return nil
}

func hasFailure(s *crawler.SiteSummary, reason string) bool {
	for _, f := range s.Failures {
		if f.Reason == reason {
			return true
		}
	}
	return false
}

// isClockBelieved says whether the servers' clocks bear out this machine's: by
// one that is ahead, whole archives would be too old.
func isClockBelieved(sum *crawler.Summary) bool {
	asked, ahead := 0, 0
	for i := range sum.Sites {
		if sum.Sites[i].Requests > 0 {
			asked++
		}
		if sum.Sites[i].ClockAhead > 0 {
			ahead++
		}
	}
	return 2*ahead <= asked
}

// prune keeps the sites' archives within what their entries say.
func prune(ctx context.Context, db store, sites []site.Site, now time.Time) error {
	for i := range sites {
		s := &sites[i]
		if s.KeepAge == 0 && s.KeepSize == 0 {
			continue
		}
		var before time.Time
		if s.KeepAge > 0 {
			before = now.Add(-s.KeepAge)
		}
		if _, err := db.Prune(ctx, s.ID, before, s.KeepSize); err != nil {
			return err
		}
	}
	return nil
}

// writeSummary writes --summary-json.
func (a *app) writeSummary(path string, sum *crawler.Summary) error {
	if path == "" {
		return nil
	}
	data, err := json.MarshalIndent(sum, "", "  ")
	if err != nil {
		return err
	}
	data = append(data, '\n')
	if path == "-" {
		if _, err := a.out.Write(data); err != nil {
			return err
		}
		return a.out.Flush()
	}
	out, err := createAtomic(path)
	if err != nil {
		return err
	}
	defer out.Abort()
	if _, err := out.Write(data); err != nil {
		return err
	}
	return out.Commit()
}

// rehearse is crawl --dry-run: a line on standard output for each URL that
// would be asked for. Without a database everything is new.
func (a *app) rehearse(ctx context.Context, opts crawler.Options, sites []site.Site) error {
	path, err := a.dbPath()
	if err != nil {
		return err
	}
	db, done, err := openOrEmpty(ctx, path)
	if err != nil {
		return err
	}
	defer done()
	var failed error
	opts.Events = func(e crawler.Event) {
		if e.Kind == crawler.EventWould && failed == nil {
			_, failed = a.out.Write([]byte(strings.Join([]string{e.SiteID, e.Outcome, oneLine(e.URL)}, "\t") + "\n"))
		}
	}
	if _, err := crawler.Run(ctx, sites, db, opts); err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	return a.out.Flush()
}

// openOrEmpty opens a database for reading; one that isn't there is empty.
func openOrEmpty(ctx context.Context, path string) (db store, done func(), err error) {
	db, err = openAt(ctx, path, reading)
	if !errors.Is(err, storage.ErrNoDatabase) {
		return db, func() { _ = db.Close() }, err // it was only read
	}
	dir, err := os.MkdirTemp("", "copydesk-")
	if err != nil {
		return nil, nil, &codeError{exitStorage, err}
	}
	db, err = openAt(ctx, filepath.Join(dir, "empty.db"), making)
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, nil, err
	}
	return db, func() {
		_ = db.Close()
		_ = os.RemoveAll(dir)
	}, nil
}
