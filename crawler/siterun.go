package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"copydesk/crawler/discover"
	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
	"copydesk/crawler/urlnorm"
	"copydesk/storage"
)

// siteRun is one site's crawl in one run.
type siteRun struct {
	*crawl
	site  *site.Site
	norm  *urlnorm.Normalizer
	start time.Time
	state storage.SiteState
	found found
	known bool          // the site was crawled before
	slow  bool          // its host may not be asked twice in a run
	turn  time.Duration // from one request to it to the next: of the last run to that of this

	rereads     bool // its entry wants other pages than before
	reachesBack bool // older articles are wanted than before

	mu       sync.Mutex // guards all below
	hosts    map[string]bool
	shapes   *discover.Shapes
	traps    *discover.Traps
	hrefs    *seenSet // addresses as they are written, that need no second look
	links    *seenSet // the same, normalised
	keys     *seenSet // identities of article links
	ids      *seenSet // articles that came
	batch    []storage.Known
	inHand   map[string]bool
	retries  map[string]time.Time
	wake     chan struct{} // closed when something in hand is done
	begun    int           // pages
	inARow   int           // failures since the last answer that was good
	lastGood time.Time     // when that was; zero for never in this run
	ended    bool
	sitemaps map[string]bool
	claims   map[string]claim // by the key of the canonical address that is claimed

	contested map[string]bool  // such keys that several articles claim
	shown     map[string]shown // pages that say little, by what that is
	insteads  int
	idleSeen  map[string][]string // articles that show a parameter to choose nothing
	empties   map[string]*empties // by the shape of their addresses
	siblings  map[string]int      // links that look like articles, by the host of the site that has them
	proof     string              // the article that came last
	tried     bool                // well-known places were asked in this run
	unsure    bool                // some of them could not say whether they have anything
	gone      []string            // URLs to be put aside as traps
	lists     []discover.Aside
	variants  []string // URLs that are another form of one that is known
	health    health
	barren    barren
	learned   learned
	saidAny   bool                 // found.Said is not saved
	held      map[string]*imported // of an archive: first pages, by the page that they wait for
	sum       SiteSummary
}

// newSiteRun is one site's crawl, about to begin.
func newSiteRun(c *crawl, s *site.Site) *siteRun {
	r := &siteRun{
		crawl: c, site: s, norm: urlnorm.New(s.URLs), start: c.opts.Now(), hosts: map[string]bool{},
		hrefs: newSeenSet(), links: newSeenSet(), keys: newSeenSet(), ids: newSeenSet(),
		inHand: map[string]bool{}, retries: map[string]time.Time{}, wake: make(chan struct{}), sitemaps: map[string]bool{}, claims: map[string]claim{}, contested: map[string]bool{}, shown: map[string]shown{}, empties: map[string]*empties{}, idleSeen: map[string][]string{}, siblings: map[string]int{},
		sum: SiteSummary{SiteID: s.ID},
	}
	r.hosts[hostKey(s.Home)] = true
	for _, h := range s.Discover.Hosts {
		r.hosts[strings.TrimPrefix(strings.ToLower(h), "www.")] = true
	}
	for _, p := range s.Discover.Pages {
		r.hosts[hostKey(p)] = true
	}
	return r
}

// hostKey is a URL's host, with its port, for telling whose it is.
func hostKey(u string) string {
	p, err := url.Parse(u)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(p.Host), "www.")
}

// run crawls the site: what leads to links first, then what the frontier has.
func (r *siteRun) run(ctx context.Context) error {
	skip, err := r.open(ctx)
	if err != nil {
		return err
	}
	if skip != "" {
		r.sum.Skipped = skip
		return nil
	}
	if r.opts.DryRun {
		return r.rehearse(ctx)
	}
	if r.site.MaxTime > 0 {
		t := time.AfterFunc(r.site.MaxTime, func() { r.end("max_time reached") })
		defer t.Stop()
	}
	r.mindTheDelay(ctx)
	err = r.askPlace(ctx)
	if err == nil {
		err = r.workFirst(ctx)
	}
	if err == nil {
		err = r.seed(ctx)
	}
	if err == nil {
		err = r.work(ctx)
	}
	if ended := r.close(ctx); !isStoreError(err) { // or it says the same once more
		err = errors.Join(err, ended)
	}
	return err
}

// open takes up what the last run left, and says when there is nothing to do.
func (r *siteRun) open(ctx context.Context) (skip string, err error) {
	r.state, err = r.store.SiteState(ctx, r.site.ID)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return "", stored(err)
	}
	r.known = err == nil && !r.state.LastRun.IsZero()
	r.state.SiteID = r.site.ID
	now := r.opts.Now()
	if r.site.Paused || r.state.Paused {
		return "paused", nil
	}
	if open, next := r.site.Open(now); !open {
		return "outside its hours until " + next.Format("15:04"), nil
	}
	if r.opts.Due && r.known && !isDue(&r.state, now) {
		return "not due before " + r.state.NextDue.UTC().Format(time.RFC3339), nil
	}
	r.shapes = discover.LoadShapes(r.state.Shapes)
	r.found = loadFound(r.state.Discovery)
	for _, h := range r.found.Hosts {
		r.hosts[h] = true
	}
	r.mindTheEntry()
	r.traps = discover.NewTraps(r.found.Closed, now)
	if r.site.Policy.IgnoreRobots {
		r.note(site.NoRobots)
	}
	if r.site.Policy.AllowPrivate {
		r.note(site.Private)
	}
	return "", nil
}

// work takes links off the frontier until there is nothing left to do. There
// are more workers than may ask the host at a time, two at least, so that one
// page is read and another one saved while the next is on its way.
func (r *siteRun) work(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	var once sync.Once
	var first error
	most := max(r.site.Policy.Concurrency, 1)
	for range most + max(most/2, 2) {
		wg.Go(func() {
			for {
				k, ok, err := r.next(ctx)
				if err == nil && ok {
					err = r.take(ctx, k)
				}
				if err != nil {
					once.Do(func() { first = err; cancel(err) })
				}
				if err != nil || !ok {
					return
				}
			}
		})
	}
	wg.Wait()
	return first
}

// take visits a link and lets the others know. What the page failed with is
// its own business: only a store that fails, or a site that is lost, ends the
// crawl.
func (r *siteRun) take(ctx context.Context, k storage.Known) error {
	defer func() {
		r.mu.Lock()
		delete(r.inHand, k.URL)
		close(r.wake)
		r.wake = make(chan struct{})
		r.mu.Unlock()
	}()
	err := r.visit(ctx, k)
	if storeErrorOf(err) != nil || errors.Is(err, storage.ErrFenced) {
		return err
	}
	return nil
}

// end stops the site's crawl in good order.
func (r *siteRun) end(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ended {
		r.ended = true
		if why != "" {
			r.sum.note("%s", why)
		}
		close(r.wake)
		r.wake = make(chan struct{})
	}
}

func (r *siteRun) note(format string, args ...any) {
	r.mu.Lock()
	r.sum.note(format, args...)
	r.mu.Unlock()
	r.tell(Event{Kind: EventNote, SiteID: r.site.ID, Text: oneLine(fmt.Sprintf(format, args...))})
}

// close leaves what the next run takes up.
func (r *siteRun) close(ctx context.Context) error {
	now := r.opts.Now()
	r.mu.Lock()
	r.sum.Took = now.Sub(r.start)
	r.sum.leaveOut(r.lists)
	if n := r.sum.Copies; n > 0 {
		r.sum.note("copies of the site's own articles at other addresses: %d, stored, but not counted as new nor looked at again", n)
	}
	complete := !r.stopping() && r.sum.Err == nil
	if why := r.barren.why(&r.sum, r.health.walled(r.sum.Pages) != ""); why != "" && !r.known && complete && !r.hasArticles(ctx) { // later runs have nothing new, as a rule
		r.sum.note("%s", why)
	}
	st := r.state
	r.found.Closed = r.traps.Closed()
	if complete {
		r.noteWants()
	}
	st.Shapes, st.Discovery = r.shapes.JSON(), r.found.json()
	if complete {
		st.Interval = NextInterval(&r.site.Schedule, st.Interval, r.sum.New+r.sum.Revised)
		st.LastRun, st.NextDue = r.start, r.start.Add(st.Interval)
	}
	r.mu.Unlock()
	if r.sum.LeftOut != "" {
		r.opts.Log.InfoContext(ctx, "left out", "site", r.site.ID, "why", r.sum.LeftOut)
	}
	if err := r.tidy(ctx); err != nil {
		return err
	}
	if pending, _, _, err := r.store.FrontierStats(ctx, r.site.ID, now); err == nil {
		r.sum.Pending = pending
	}
	if err := r.checkHealth(ctx); err != nil {
		return err
	}
	return stored(r.store.SaveSiteState(ctx, st))
}

// putAside takes links off the frontier that lead into traps.
func (r *siteRun) putAside(ctx context.Context, urls []string) error {
	if len(urls) == 0 {
		return nil
	}
	return stored(r.store.SetLinkState(ctx, r.site.ID, urls, storage.StateTrap, "trap"))
}

// rehearse says what would be fetched. It writes and fetches nothing.
func (r *siteRun) rehearse(ctx context.Context) error {
	would := func(u string, kind storage.LinkKind) {
		r.tell(Event{Kind: EventWould, SiteID: r.site.ID, URL: u, Outcome: string(kind)})
	}
	for _, l := range r.seedLinks() {
		would(l.URL, l.Kind)
	}
	for _, u := range r.feedURLs() {
		would(u, storage.KindFeed)
	}
	for _, u := range r.sitemapURLs(nil) {
		would(u, storage.KindSitemap)
	}
	due, err := r.store.Frontier(ctx, r.site.ID, r.opts.Now(), r.maxPages())
	if err != nil {
		return stored(err)
	}
	for _, k := range due {
		would(k.URL, k.Kind)
	}
	return nil
}

func (r *siteRun) maxPages() int {
	n := r.site.MaxPages
	if n <= 0 {
		n = site.DefaultMaxPages
	}
	if r.opts.Max > 0 {
		n = r.opts.Max
	}
	return n
}

// maxAge is how old an article may be; 0 is without bound.
func (r *siteRun) maxAge() time.Duration {
	age := r.site.Articles.MaxAge
	if r.opts.Since > 0 && (age == 0 || r.opts.Since < age) {
		age = r.opts.Since
	}
	return age
}

// oldest is the time before which articles are not wanted; zero for no bound.
func (r *siteRun) oldest() time.Time {
	if age := r.maxAge(); age != 0 {
		return r.start.Add(-age)
	}
	return time.Time{}
}

func (r *siteRun) policy() *fetch.Policy { return &r.site.Policy }
