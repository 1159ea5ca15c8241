package crawler

import (
	"context"
	"slices"
	"time"

	"copydesk/crawler/discover"
	"copydesk/storage"
)

// A host whose delay is longer than a run waits gets one request of a run. If
// that were always for the home page, no article would ever come. So what waits
// has the first turn, and what leads to more has it when it is old.

// slowSeeds is for how long the home page and feeds of such a host will do, at
// least: they are to have one turn in slowSeedsShare, all together.
const (
	slowSeeds      = 6 * time.Hour
	slowSeedsShare = 4
)

// mindTheDelay notes whether the site's host may not be asked twice in a run. The
// parts of one run that wait for each other go on where the one before ended.
func (r *siteRun) mindTheDelay(ctx context.Context) {
	if !r.opts.Begun.IsZero() {
		return
	}
	delay := r.site.Policy.Delay
	if !r.site.Policy.IgnoreRobots {
		if robots, err := r.client.Robots(ctx, r.home(), r.policy()); err == nil {
			delay = max(delay, robots.CrawlDelay)
		}
	}
	if r.turn = delay; r.known {
		r.turn = max(delay, r.start.Sub(r.state.LastRun))
	}
	if r.slow = delay > r.opts.MaxWait; r.slow {
		r.note("%s is to be asked every %v at most, longer than a run waits: a run gets one page of it, articles first, the home page and feeds when they were not seen for %v", hostName(r.home()), delay, r.seedsPeriod(ctx))
	}
}

// slowSeedURLs are what leads to articles on a slow host.
func (r *siteRun) slowSeedURLs(ctx context.Context) []string {
	var urls []string
	for _, l := range r.seedLinks() {
		urls = append(urls, l.URL)
	}
	for _, u := range append(r.feedURLs(), r.sitemapURLs(r.namedByRobots(ctx))...) {
		urls = append(urls, r.seedLink(u, storage.KindFeed, "feed").URL)
	}
	return urls
}

// seedsPeriod is for how long each of them will do.
func (r *siteRun) seedsPeriod(ctx context.Context) time.Duration {
	return max(slowSeeds, slowSeedsShare*r.turn*time.Duration(len(r.slowSeedURLs(ctx))))
}

// isFresh says whether a seed of a slow host was had lately. A home page that
// failed has the next turn; a feed that did must not have all of them. An index
// of sitemaps has no turn of its own, as it only leads to others.
func (r *siteRun) isFresh(ctx context.Context, k *storage.Known) bool {
	return r.slow && (k.Tries == 0 || k.Kind != storage.KindSection) && k.Outcome != "sitemap_index" && r.wasLately(ctx, k)
}

func (r *siteRun) wasLately(ctx context.Context, k *storage.Known) bool {
	return !k.FetchedAt.IsZero() && r.start.Sub(k.FetchedAt) < r.seedsPeriod(ctx)
}

// newFirst puts pages that were never seen before those that are looked at again:
// on a slow host each has a run's only turn.
func (r *siteRun) newFirst() {
	if !r.slow {
		return
	}
	slices.SortStableFunc(r.batch, func(a, b storage.Known) int {
		switch {
		case a.FetchedAt.IsZero() == b.FetchedAt.IsZero():
			return 0
		case a.FetchedAt.IsZero():
			return -1
		}
		return 1
	})
}

// workFirst visits what is waiting on a slow host before its seeds are asked
// for, if there is any and all of them were seen lately.
func (r *siteRun) workFirst(ctx context.Context) error {
	if !r.slow || r.over() {
		return nil
	}
	urls := r.slowSeedURLs(ctx)
	known, err := r.store.KnownMany(ctx, r.site.ID, urls)
	if err != nil {
		return stored(err)
	}
	home := known[urls[0]]
	home.Kind = storage.KindSection
	if !r.isFresh(ctx, &home) {
		return nil
	}
	for _, u := range urls[1:] {
		if k := known[u]; !r.wasLately(ctx, &k) {
			return nil
		}
	}
	return r.work(ctx)
}

// placesAsked are the well-known places of a slow host that were asked, one at a
// time, and when the last of them was.
type placesAsked struct {
	URLs []string  `json:"urls"`
	At   time.Time `json:"at"`
}

// How often a slow host is asked at a well-known place: once a day, and not more
// often than one run in ten.
const (
	slowPlaces      = 24 * time.Hour
	slowPlacesShare = 10
)

// askPlace gives a well-known place the turn of a run now and then: a feed or a
// sitemap tells more than many pages, and a run that has always an article to
// ask for would never look for one.
func (r *siteRun) askPlace(ctx context.Context) error {
	u, kind, last := r.nextPlace(ctx)
	if u == "" {
		return nil
	}
	seen, err := r.tryPlaces(ctx, []string{u}, kind)
	if err != nil {
		return err
	}
	r.mu.Lock()
	asked := r.tried && !r.ended // else its turn did not come
	r.tried, r.unsure = false, false
	if asked {
		r.found.Places.URLs, r.found.Places.At = append(r.found.Places.URLs, u), r.start
	}
	if asked && last {
		r.found.TriedAt, r.found.Places = r.start, nil
	}
	r.mu.Unlock()
	switch {
	case seen == "":
	case kind == storage.KindFeed:
		r.addFeed(seen)
	default:
		r.addSitemap(seen)
	}
	return nil
}

// nextPlace is the well-known place of a slow host whose turn it is, "" when it
// is none's, and whether it is the last. Only those are asked at which most sites
// have something.
func (r *siteRun) nextPlace(ctx context.Context) (u string, kind storage.LinkKind, last bool) {
	const feeds, sitemaps = 3, 1
	if !r.slow || !r.known {
		return "", "", false
	}
	var places []string
	if d := &r.site.Discover; d.Feeds.Auto && len(r.feedURLs()) == 0 {
		places = discover.WellKnownFeeds(r.home())[:feeds]
	}
	ofFeeds := len(places)
	if r.site.Discover.Sitemaps.Auto && len(r.sitemapURLs(r.namedByRobots(ctx))) == 0 {
		places = append(places, discover.WellKnownSitemaps(r.home())[:sitemaps]...)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.found.Places == nil {
		r.found.Places = &placesAsked{At: r.start} // articles have the first day
	}
	asked := r.found.Places
	if wait := max(slowPlaces, slowPlacesShare*r.turn); !r.arePlacesDue() || r.start.Sub(asked.At) < wait {
		return "", "", false
	}
	for i, p := range places {
		if slices.Contains(asked.URLs, p) {
			continue
		}
		kind = storage.KindSitemap
		if i < ofFeeds {
			kind = storage.KindFeed
		}
		return p, kind, i == len(places)-1
	}
	return "", "", false
}
