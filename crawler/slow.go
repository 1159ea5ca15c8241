package crawler

import (
	"context"
	"slices"
	"time"

	"copydesk/storage"
)

// A host whose delay is longer than a run waits gets one request of a run. If
// that were always for the home page, no article would ever come. So what waits
// has the first turn, and what leads to more has it when it is old.

// slowSeeds is for how long the home page and feeds of such a host will do.
const slowSeeds = 6 * time.Hour

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
	if r.slow = delay > r.opts.MaxWait; r.slow {
		r.note("%s is to be asked every %v at most, longer than a run waits: a run gets one page of it, articles first, the home page when it was not seen for %v", hostName(r.home()), delay, slowSeeds)
	}
}

// isFresh says whether a seed of a slow host was had lately. An index of sitemaps
// has no turn of its own, as it only leads to others.
func (r *siteRun) isFresh(k *storage.Known) bool {
	return r.slow && k.Tries == 0 && !k.FetchedAt.IsZero() && r.start.Sub(k.FetchedAt) < slowSeeds && k.Outcome != "sitemap_index"
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
// for, if there is any and the home page was seen lately.
func (r *siteRun) workFirst(ctx context.Context) error {
	if !r.slow {
		return nil
	}
	home := r.seedLinks()[0].URL
	known, err := r.store.KnownMany(ctx, r.site.ID, []string{home})
	if err != nil {
		return stored(err)
	}
	if k, ok := known[home]; !ok || !r.isFresh(&k) {
		return nil
	}
	return r.work(ctx)
}
