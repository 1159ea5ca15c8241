// Package crawler crawls sites: it asks for what is due, finds links, has
// articles extracted, and saves each visit whole. It keeps no state of its
// own: the frontier, the schedule and what was learned of a site are in the
// store, so that a run can end at any moment and the next one goes on.
//
// Start at Run; siterun.go is one site's crawl, visit.go one page's way from
// fetch to save, outcome.go what an error means.
package crawler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"sync"
	"time"

	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/storage"
)

// Store is what a crawl needs of storage.
type Store interface {
	fetch.HostStore
	AddLinks(ctx context.Context, links []storage.Link) (added int, err error)
	Frontier(ctx context.Context, siteID string, now time.Time, n int) ([]storage.Known, error)
	FrontierStats(ctx context.Context, siteID string, now time.Time) (pending, due int, next time.Time, err error)
	KnownMany(ctx context.Context, siteID string, urls []string) (map[string]storage.Known, error)
	SetLinkState(ctx context.Context, siteID string, urls []string, s storage.State, reason string) error
	Save(ctx context.Context, v *storage.Visit) (storage.Saved, error)
	StandAlone(ctx context.Context, siteID, id, own string, print storage.Fingerprint) error
	Article(ctx context.Context, idOrURL string) (extract.Article, error)
	Similar(ctx context.Context, print storage.Fingerprint, limit int) ([]storage.Candidate, error)
	BlockCounts(ctx context.Context, siteID string) (articles int, blocks []storage.BlockCount, err error)
	SiteState(ctx context.Context, siteID string) (storage.SiteState, error)
	SaveSiteState(ctx context.Context, st storage.SiteState) error
	AddRun(ctx context.Context, r storage.Run) error
	Runs(ctx context.Context, siteID string, n int) ([]storage.Run, error)
}

// Options is how a run is made. The zero value works.
type Options struct {
	Log          *slog.Logger
	Now          func() time.Time  // nil is time.Now
	Transport    http.RoundTripper // instead of the network: a fake web of tests
	AllowPrivate []string          // HOST:PORT pairs that may be private addresses

	Max      int           // pages per site; 0 leaves it to the site
	Since    time.Duration // only articles younger than this; 0 leaves it to the site
	Due      bool          // only sites whose time has come
	DryRun   bool          // says what would be fetched and fetches nothing
	Deadline time.Time     // when to stop in good order; zero is never
	Parallel int           // sites at a time; 0 is 64
	MaxWait  time.Duration // the longest wait for a host or a retry; 0 is 2 minutes
	Fence    map[string]int64
	Begun    time.Time    // when the run that this one goes on with began: home, sections and feeds that came since then are not asked for again; zero is a run of its own
	May      func() error // asked right before every request, which an error keeps from being sent; nil allows all

	Events func(Event) // told of everything as it happens, one call at a time; nil for none
}

// grace is how long what is in hand may take when a run is stopped.
const grace = 8 * time.Second

// Run crawls sites, many at a time, and returns when all are done, the
// context ends, or the deadline has come. What was saved by then is summed up
// in any case; the error is one that ended the whole run, a store's. A single
// site's trouble is in its own summary.
func Run(ctx context.Context, sites []site.Site, store Store, opts Options) (Summary, error) {
	opts = opts.withDefaults()
	c := &crawl{
		opts: opts, store: store, sum: Summary{Started: opts.Now()},
		cpu: make(chan struct{}, runtime.GOMAXPROCS(0)), quit: make(chan struct{}),
		client: fetch.New(fetch.Config{
			Log: opts.Log, Transport: opts.Transport, Hosts: store, Now: opts.Now, AllowPrivate: opts.AllowPrivate, MaxWait: opts.MaxWait, May: opts.May,
		}),
	}
	return c.run(ctx, sites)
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Parallel <= 0 {
		o.Parallel = 64
	}
	if o.MaxWait <= 0 {
		o.MaxWait = 2 * time.Minute
	}
	return o
}

// crawl is one run over many sites.
type crawl struct {
	opts   Options
	store  Store
	client *fetch.Client
	cpu    chan struct{} // bounds the pages that are parsed at a time
	quit   chan struct{} // closed when nothing new is to be begun

	quitOnce sync.Once
	mu       sync.Mutex
	sum      Summary
	fatal    error
}

func (c *crawl) run(ctx context.Context, sites []site.Site) (Summary, error) {
	hand, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	defer c.watch(ctx, cancel)()
	slots := make(chan struct{}, c.opts.Parallel)
	var wg sync.WaitGroup
	for i := range sites {
		select {
		case slots <- struct{}{}:
		case <-c.quit:
		}
		if c.stopping() {
			break
		}
		wg.Go(func() {
			defer func() { <-slots }()
			c.site(hand, &sites[i])
		})
	}
	wg.Wait()
	_ = c.client.Close(hand) // logs what it can't keep
	c.sum.Took = c.opts.Now().Sub(c.sum.Started)
	c.sum.Stopped = context.Cause(ctx) != nil
	c.sum.order(sites)
	return c.sum, c.fatal
}

// watch stops the run when the context ends or the deadline comes: nothing new
// is begun at once, and what is in hand ends after the grace; without one when
// the site was handed to another worker.
func (c *crawl) watch(ctx context.Context, cancel context.CancelCauseFunc) (stop func()) {
	stopWatch := context.AfterFunc(ctx, func() {
		c.stop()
		why := errors.Join(context.Canceled, context.Cause(ctx)) // whatever it is, nobody's page has failed
		if errors.Is(why, storage.ErrFenced) {
			cancel(why)
			return
		}
		time.AfterFunc(grace, func() { cancel(why) })
	})
	if c.opts.Deadline.IsZero() {
		return func() { stopWatch() }
	}
	t := time.AfterFunc(c.opts.Deadline.Sub(c.opts.Now()), func() {
		c.mu.Lock()
		c.sum.DeadlineReached = true
		c.mu.Unlock()
		c.stop()
		time.AfterFunc(grace, func() { cancel(errDeadline) })
	})
	return func() { stopWatch(); t.Stop() }
}

var errDeadline = errors.New("the run's deadline has come")

func (c *crawl) stop() { c.quitOnce.Do(func() { close(c.quit) }) }

func (c *crawl) stopping() bool {
	select {
	case <-c.quit:
		return true
	default:
		return false
	}
}

// fail ends the run for an error that isn't one site's.
func (c *crawl) fail(err error) {
	c.mu.Lock()
	if c.fatal == nil {
		c.fatal = err
	}
	c.mu.Unlock()
	c.stop()
}

// site crawls one site and adds it to the summary. A panic ends the site.
func (c *crawl) site(ctx context.Context, s *site.Site) {
	r := newSiteRun(c, s)
	defer func() {
		if v := recover(); v != nil {
			r.sum.fail(&fetch.BugError{URL: s.Home, Value: v})
			c.opts.Log.ErrorContext(ctx, "bug", "site", s.ID, "panic", fmt.Sprint(v), "stack", stack())
		}
		r.sum.finish()
		c.mu.Lock()
		c.sum.Sites = append(c.sum.Sites, r.sum)
		c.mu.Unlock()
		c.tell(Event{Kind: EventDone, SiteID: s.ID, Summary: &r.sum})
	}()
	c.tell(Event{Kind: EventStart, SiteID: s.ID})
	if err := r.run(ctx); err != nil {
		if isStoreError(err) {
			c.fail(err)
		}
		r.sum.fail(err)
	}
}

func (c *crawl) tell(e Event) {
	if c.opts.Events == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opts.Events(e)
}

// EventKind is what an event tells.
type EventKind int

// The kinds of event.
const (
	EventStart EventKind = iota // a site's crawl begins
	EventVisit                  // a URL was visited
	EventWould                  // a dry run: a URL would be visited
	EventNote                   // something a person should know of the site
	EventDone                   // a site's crawl is over
)

// Event is something that happened in a run.
type Event struct {
	Kind    EventKind
	SiteID  string
	URL     string
	Outcome string
	Text    string
	Saved   storage.Saved
	Copy    bool // what was saved as new is a copy of the site's own article at another address
	Bytes   int64
	Took    time.Duration
	Failed  bool
	Wait    time.Time // until when the site waits for a host; zero when it doesn't
	Summary *SiteSummary
}
