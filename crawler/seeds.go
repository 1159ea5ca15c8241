package crawler

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"copydesk/crawler/discover"
	"copydesk/crawler/fetch"
	"copydesk/storage"
)

// Bounds of what leads to links.
const (
	maxFeeds        = 20
	maxSitemapFiles = 60                 // read in one run; the rest waits for the next
	maxSitemapDepth = 3                  // indexes in indexes
	wellKnownAgain  = 7 * 24 * time.Hour // places that had nothing are asked again
	unsureAgain     = 24 * time.Hour     // places that could not say
)

// found is what discovery has come to, kept from run to run.
type found struct {
	Feeds    []string             `json:"feeds,omitempty"`
	Sitemaps []string             `json:"sitemaps,omitempty"`
	Hosts    []string             `json:"hosts,omitempty"` // that the home page redirects to
	TriedAt  time.Time            `json:"tried_at,omitzero"`
	Places   *placesAsked         `json:"places,omitempty"` // of a slow host
	Closed   map[string]time.Time `json:"closed,omitempty"` // patterns put aside as traps
	Idle     []string             `json:"idle,omitempty"`   // parameters that choose nothing, see idleKey
	Told     []string             `json:"told,omitempty"`   // hosts that a person was told of
	Wants    string               `json:"wants,omitempty"`  // by which patterns, see wantsOf
	Reach    *reach               `json:"reach,omitempty"`
	Said     map[string]said      `json:"said,omitempty"` // by the key of a link that was not asked for yet
}

func loadFound(b []byte) found {
	var f found
	if json.Unmarshal(b, &f) != nil {
		return found{} // nothing is lost that can't be found again
	}
	return f
}

func (f *found) json() []byte {
	b, err := json.Marshal(f)
	if err != nil { // strings and times
		return nil
	}
	return b
}

// seed asks for the home page and what the site names, then for feeds, then
// for sitemaps. A home page that can't be had ends the crawl.
func (r *siteRun) seed(ctx context.Context) error {
	for i, l := range r.seedLinks() {
		if r.over() {
			return nil
		}
		err := r.visitSeed(ctx, l)
		if isStoreError(err) {
			return err
		}
		if i == 0 && err != nil && outcomeOf(err, r.opts.Now()).class != stopped {
			r.addCount(func(s *SiteSummary) { s.fail(err) }) // feeds and sitemaps may still be there
		}
	}
	if err := r.seedFeeds(ctx); err != nil {
		return err
	}
	if err := r.seedSitemaps(ctx); err != nil {
		return err
	}
	r.noteTried()
	return r.saveSaid(ctx)
}

// noteTried notes when well-known places were tried for feeds or for sitemaps.
// Only when both are done with: what comes second must not take it for a note of
// an earlier run.
func (r *siteRun) noteTried() {
	if r.over() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.unsure:
		r.found.TriedAt = r.start.Add(unsureAgain - wellKnownAgain)
	case r.tried:
		r.found.TriedAt = r.start
	}
}

func (r *siteRun) over() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended || r.stopping()
}

func (r *siteRun) seedLinks() []storage.Link {
	links := []storage.Link{r.seedLink(r.site.Home, storage.KindSection, "home")}
	for _, p := range r.site.Discover.Pages {
		links = append(links, r.seedLink(p, storage.KindSection, "config"))
	}
	return links
}

func (r *siteRun) seedLink(u string, kind storage.LinkKind, source string) storage.Link {
	if n, err := r.norm.URL(u); err == nil {
		u = n
	}
	return storage.Link{SiteID: r.site.ID, URL: u, Kind: kind, Source: source, FoundAt: r.start, Priority: 100}
}

// visitSeed visits a link outside of the frontier, with what is known of it.
// Only what ends the site's crawl comes back: the store's errors, and a page
// that was asked for and didn't come.
func (r *siteRun) visitSeed(ctx context.Context, l storage.Link) error {
	for try := 1; ; try++ {
		err := r.visitOnce(ctx, l)
		o := outcomeOf(err, r.opts.Now())
		if o.class != retry || o.down || isStoreError(err) || l.Source == "guess" || try >= seedTries(l.Source) {
			return err
		}
		wait := backoff(try, o.after)
		if wait > r.opts.MaxWait || !r.pause(ctx, wait) {
			return err
		}
	}
}

// seedTries is how often a seed is asked for in a run. The site waits for it
// meanwhile, and without a home page there may be nothing; but what one feed
// names, other places name too.
func seedTries(source string) int {
	if source == "home" {
		return triesPerRun
	}
	return 2
}

// pause waits, and says whether the run still goes on.
func (r *siteRun) pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.quit:
	case <-ctx.Done():
	}
	return !r.over() && ctx.Err() == nil
}

func (r *siteRun) visitOnce(ctx context.Context, l storage.Link) error {
	known, err := r.store.KnownMany(ctx, r.site.ID, []string{l.URL})
	if err != nil {
		return stored(err)
	}
	k, ok := known[l.URL]
	if !ok {
		k = storage.Known{Link: l}
	}
	k.Kind, k.Source = l.Kind, l.Source
	if l.LastMod.After(k.LastMod) {
		k.LastMod = l.LastMod
	}
	if r.hadSeed(&k) || r.isFresh(ctx, &k) {
		return nil
	}
	return r.visit(ctx, k)
}

// hadSeed says whether an earlier part of the same run had a seed already. Where
// a host is to be asked slowly, parts that all began anew would never get to
// the articles. An index of sitemaps is asked for again, as it leads to others,
// and everything is when the site's entry wants other pages than before.
func (r *siteRun) hadSeed(k *storage.Known) bool {
	return !r.rereads && !r.reachesBack && !r.opts.Begun.IsZero() && !k.FetchedAt.Before(r.opts.Begun) && k.Tries == 0 &&
		(k.Kind == storage.KindSection || k.Kind == storage.KindFeed) && k.Source != "guess" &&
		(k.Status == http.StatusOK || k.Status == http.StatusNotModified)
}

// feedURLs are the feeds that are named, or were found.
func (r *siteRun) feedURLs() []string {
	d := &r.site.Discover.Feeds
	urls := slices.Clone(d.URLs)
	if d.Auto {
		r.mu.Lock()
		urls = append(urls, r.found.Feeds...)
		r.mu.Unlock()
	}
	return urls
}

func (r *siteRun) seedFeeds(ctx context.Context) error {
	urls := r.feedURLs()
	for _, u := range urls {
		if r.over() {
			return nil
		}
		if err := r.visitSeed(ctx, r.seedLink(u, storage.KindFeed, "feed")); isStoreError(err) {
			return err
		}
	}
	if len(urls) > 0 || !r.site.Discover.Feeds.Auto || !r.mayTryPlaces() {
		return nil
	}
	u, err := r.tryPlaces(ctx, discover.WellKnownFeeds(r.home()), storage.KindFeed)
	if u != "" {
		r.addFeed(u)
	}
	return err
}

// home is where the home page is, after redirects.
func (r *siteRun) home() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.found.Hosts); n > 0 && strings.Contains(r.found.Hosts[n-1], "://") {
		return r.found.Hosts[n-1]
	}
	return r.site.Home
}

func (r *siteRun) mayTryPlaces() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.slow && r.arePlacesDue() // of a slow host each place is a run's only page: see askPlace
}

// arePlacesDue says whether well-known places were not asked lately. Called with
// r.mu held.
func (r *siteRun) arePlacesDue() bool {
	return r.start.Sub(r.found.TriedAt) > wellKnownAgain || r.found.TriedAt.After(r.start)
}

// tryPlaces asks at well-known places, one after the other, until one answers.
func (r *siteRun) tryPlaces(ctx context.Context, places []string, kind storage.LinkKind) (string, error) {
	r.mu.Lock()
	r.tried = true
	r.mu.Unlock()
	unsure := 0
	for _, u := range places {
		if r.over() {
			return "", nil
		}
		err := r.visitSeed(ctx, r.seedLink(u, kind, "guess"))
		if isStoreError(err) {
			return "", err
		}
		if err == nil {
			return u, nil
		}
		o := outcomeOf(err, r.opts.Now())
		if o.class == stopped || o.down {
			return "", nil
		}
		if bySettings(err) { // nobody was asked: with other settings the next run asks
			r.mu.Lock()
			r.tried = false
			r.mu.Unlock()
			return "", nil
		}
		if mayHold(err, o) {
			r.note("there may be a %s that can't be read: %v", kind, err)
			r.mu.Lock()
			r.unsure = true
			r.mu.Unlock()
			unsure++
		}
		if unsure >= maxUnsure { // each may have cost a minute
			return "", nil
		}
	}
	return "", nil
}

// bySettings says whether an address was refused for the site's own settings.
func bySettings(err error) bool {
	var refuse *fetch.RefusedError
	return errors.As(err, &refuse) && (refuse.Rule == fetch.RulePort || refuse.Rule == fetch.RuleAddress)
}

// maxUnsure is at how many places that don't answer in good order a run asks.
const maxUnsure = 2

// mayHold says whether a well-known place that gave an error may have what is
// looked for there all the same: it isn't that there is nothing, or something
// else.
func mayHold(err error, o outcome) bool {
	var content *fetch.ContentError
	if errors.As(err, &content) {
		return content.Kind == "too_large" || content.Kind == "bomb" || content.Kind == "encoding"
	}
	return o.class == retry || o.class == later && o.word != "net_redirects"
}

func (r *siteRun) addFeed(u string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.found.Feeds) < maxFeeds && !slices.Contains(r.found.Feeds, u) {
		r.found.Feeds = append(r.found.Feeds, u)
	}
}

func (r *siteRun) addSitemap(u string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.found.Sitemaps, u) {
		r.found.Sitemaps = append(r.found.Sitemaps, u)
	}
}

// sitemapURLs are the sitemaps that are named, that robots.txt names, or that
// were found.
func (r *siteRun) sitemapURLs(robots []string) []string {
	d := &r.site.Discover.Sitemaps
	urls := slices.Clone(d.URLs)
	if base, err := r.norm.Base(r.home()); d.Auto && err == nil {
		for _, u := range robots {
			if n, err := r.norm.Resolve(base, u); err == nil && r.sameSite(n) {
				urls = append(urls, n)
			}
		}
	}
	if d.Auto {
		urls = append(urls, r.found.Sitemaps...)
	}
	slices.Sort(urls)
	return slices.Compact(urls)
}

func (r *siteRun) sameSite(u string) bool {
	return fetch.SameSite(hostName(u), hostName(r.site.Home)) || r.inScope(u)
}

func (r *siteRun) seedSitemaps(ctx context.Context) error {
	if !r.site.Discover.Sitemaps.Auto && len(r.site.Discover.Sitemaps.URLs) == 0 {
		return nil
	}
	urls := r.sitemapURLs(r.namedByRobots(ctx))
	if len(urls) == 0 && r.site.Discover.Sitemaps.Auto && r.mayTryPlaces() {
		u, err := r.tryPlaces(ctx, discover.WellKnownSitemaps(r.home()), storage.KindSitemap)
		if err != nil {
			return err
		}
		if u != "" {
			r.addSitemap(u)
		}
	}
	for _, u := range urls {
		if err := r.readSitemap(ctx, discover.Entry{URL: u}, 0); err != nil {
			return err
		}
	}
	return nil
}

// namedByRobots are the sitemaps that robots.txt names.
func (r *siteRun) namedByRobots(ctx context.Context) []string {
	if r.site.Policy.IgnoreRobots {
		return nil
	}
	robots, err := r.client.Robots(ctx, r.home(), r.policy())
	if err != nil {
		return nil
	}
	return robots.Sitemaps
}

// readSitemap reads a sitemap file once in a run.
func (r *siteRun) readSitemap(ctx context.Context, e discover.Entry, depth int) error {
	r.mu.Lock()
	again := r.sitemaps[e.URL]
	full := len(r.sitemaps) >= maxSitemapFiles
	if !full {
		r.sitemaps[e.URL] = true
	}
	r.mu.Unlock()
	if again || r.over() {
		return nil
	}
	if full {
		r.note("more than %d sitemap files; the rest waits for the next run", maxSitemapFiles)
		return nil
	}
	l := r.seedLink(e.URL, storage.KindSitemap, "sitemap")
	l.LastMod, l.Depth = e.LastMod, depth
	if err := r.visitSeed(ctx, l); isStoreError(err) {
		return err
	}
	return nil
}

// readChildren reads the sitemaps that an index names: those that are new,
// have changed, or whose time has come, the newest first.
func (r *siteRun) readChildren(ctx context.Context, entries []discover.Entry, depth int) error {
	if depth >= maxSitemapDepth {
		r.note("sitemap indexes nested more than %d deep are not followed", maxSitemapDepth)
		return nil
	}
	slices.SortStableFunc(entries, func(a, b discover.Entry) int {
		return cmp.Or(b.LastMod.Compare(a.LastMod), cmp.Compare(b.URL, a.URL))
	})
	urls := make([]string, len(entries))
	for i := range entries {
		urls[i] = entries[i].URL
	}
	known, err := r.store.KnownMany(ctx, r.site.ID, urls)
	if err != nil {
		return stored(err)
	}
	now, oldest := r.opts.Now(), r.oldest()
	for _, e := range entries {
		k, ok := known[e.URL]
		switch {
		case !e.LastMod.IsZero() && e.LastMod.Before(oldest): // nothing young enough in it
		case !ok || k.FetchedAt.IsZero() || isAhead(k.FetchedAt, now), r.rereads, r.reachesBack,
			!e.LastMod.IsZero() && e.LastMod.After(k.FetchedAt),
			!k.NextFetch.After(now) && (e.LastMod.IsZero() || e.News):
			if err := r.readSitemap(ctx, e, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}
