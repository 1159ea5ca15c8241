package crawler

import (
	"context"
	"slices"
	"strings"
	"time"

	"copydesk/crawler/discover"
	"copydesk/storage"
)

// batchSize is how many links are taken off the stored frontier at a time.
// Links found meanwhile are seen with the next batch.
const batchSize = 48

// next gives the next link to visit, waiting for what is in hand to bring new
// ones and for retries that are due soon. It says false when the crawl is over.
func (r *siteRun) next(ctx context.Context) (storage.Known, bool, error) {
	for {
		k, wait, wake, err := r.tryNext(ctx)
		if err != nil || k != nil {
			if k == nil {
				return storage.Known{}, false, err
			}
			return *k, true, err
		}
		if wake == nil {
			return storage.Known{}, false, nil
		}
		var timer <-chan time.Time
		var t *time.Timer
		if wait > 0 {
			t = time.NewTimer(wait)
			timer = t.C
		}
		select {
		case <-wake:
		case <-timer:
		case <-r.quit:
		case <-ctx.Done():
		}
		if t != nil {
			t.Stop()
		}
	}
}

// tryNext gives a link, or what to wait for: a change, or some time. None of
// them means that the crawl is over.
func (r *siteRun) tryNext(ctx context.Context) (k *storage.Known, wait time.Duration, wake chan struct{}, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended || r.stopping() || ctx.Err() != nil {
		return nil, 0, nil, nil
	}
	if r.begun >= r.maxPages() {
		what := "max_pages"
		if r.opts.Max > 0 {
			what = "--max"
		}
		r.sum.note("%s %d reached; the rest waits for the next run", what, r.maxPages())
		return nil, 0, nil, nil
	}
	if len(r.batch) == 0 {
		if err := r.refill(ctx); err != nil {
			return nil, 0, nil, err
		}
	}
	r.newFirst()
	if k := r.pop(); k != nil {
		return k, 0, nil, nil
	}
	if len(r.batch) == 0 && len(r.inHand) == 0 && len(r.gone)+len(r.variants) > 0 {
		again, err := r.afterTidying(ctx)
		return nil, 0, again, err
	}
	if len(r.inHand) > 0 {
		return nil, 0, r.wake, nil
	}
	if wait := r.nextRetry(); wait > 0 {
		return nil, wait, r.wake, nil
	}
	return nil, 0, nil, nil
}

// afterTidying looks once more when the batch held nothing but links that
// are now put aside: the channel to wait for is closed already.
func (r *siteRun) afterTidying(ctx context.Context) (chan struct{}, error) {
	if err := r.tidy(ctx); err != nil {
		return nil, err
	}
	now := make(chan struct{})
	close(now)
	return now, nil
}

// pop takes the first link of the batch that is still worth a visit. A pattern
// that has not borne fruit gets one page at a time. Called with r.mu held.
func (r *siteRun) pop() *storage.Known {
	now := r.opts.Now()
	for i := 0; i < len(r.batch); i++ {
		k := r.batch[i]
		if k.FetchedAt.IsZero() && k.Source == "link" {
			switch {
			case r.traps.Check(k.URL, now) != "":
				r.gone = append(r.gone, k.URL)
				r.batch = slices.Delete(r.batch, i, i+1)
				i--
				continue
			case !isLaterList(&k.Link) && r.isVariant(k.URL):
				r.variants = append(r.variants, k.URL)
				r.batch = slices.Delete(r.batch, i, i+1)
				i--
				continue
			case k.Kind != storage.KindArticle && r.patternInHand(k.URL):
				continue
			}
		}
		r.batch = slices.Delete(r.batch, i, i+1)
		r.inHand[k.URL] = true
		delete(r.retries, k.URL)
		r.begun++
		return &k
	}
	return nil
}

// isVariant says whether a link with parameters has a plain form that was met
// in this run and is an article's, or differs from one that was met in nothing
// that matters.
func (r *siteRun) isVariant(u string) bool {
	if p := r.plainForm(u); p != u && r.links.has(p) {
		return true
	}
	path, _, has := strings.Cut(u, "?")
	return has && r.links.has(path) && r.kindOf(path) == storage.KindArticle
}

func (r *siteRun) patternInHand(u string) bool {
	p := discover.Pattern(u)
	for h := range r.inHand {
		if discover.Pattern(h) == p {
			return true
		}
	}
	return false
}

// tidy writes down what was put aside. Called with r.mu held, or alone.
func (r *siteRun) tidy(ctx context.Context) error {
	r.sum.Traps += len(r.gone)
	gone, variants := r.gone, r.variants
	r.gone, r.variants = nil, nil
	if err := r.putAside(ctx, gone); err != nil {
		return err
	}
	if len(variants) == 0 {
		return nil
	}
	return stored(r.store.SetLinkState(ctx, r.site.ID, variants, storage.StateSettled, "alias"))
}

// refill takes the most wanted links off the stored frontier. Those that lead
// into a pattern put aside since they were found are put aside themselves.
func (r *siteRun) refill(ctx context.Context) error {
	if err := r.tidy(ctx); err != nil {
		return err
	}
	now := r.opts.Now()
	for range 20 { // each round that finds nothing has put aside what it found
		due, err := r.store.Frontier(ctx, r.site.ID, now, batchSize+len(r.inHand))
		if err != nil {
			return stored(err)
		}
		var aside []string
		for _, k := range due {
			switch {
			case r.inHand[k.URL]:
			case k.Kind == storage.KindFeed || k.Kind == storage.KindSitemap:
				aside = append(aside, k.URL) // asked for as seeds
			case k.FetchedAt.IsZero() && k.Source == "link" && r.traps.Check(k.URL, now) != "":
				aside = append(aside, k.URL)
			default:
				r.batch = append(r.batch, k)
			}
		}
		if err := r.dropAliases(ctx); err != nil {
			return err
		}
		if len(aside) == 0 && (len(r.batch) > 0 || len(due) < batchSize+len(r.inHand)) {
			return nil
		}
		if len(aside) == 0 {
			continue
		}
		r.sum.Traps += len(aside)
		if err := r.putAside(ctx, aside); err != nil {
			return err
		}
		if len(r.batch) > 0 {
			return nil
		}
	}
	return nil
}

// dropAliases takes out of the batch what is another address of an article
// that has come since the link was found. Called with r.mu held.
func (r *siteRun) dropAliases(ctx context.Context) error {
	var ask []string
	for _, k := range r.batch {
		if k.FetchedAt.IsZero() && k.Source == "link" && hasQuery(k.URL) && !isLaterList(&k.Link) {
			ask = append(ask, r.plainForm(k.URL))
			ask = append(ask, spellings(k.URL)...)
		}
	}
	if len(ask) == 0 {
		return nil
	}
	known, err := r.store.KnownMany(ctx, r.site.ID, ask)
	if err != nil {
		return stored(err)
	}
	var aliases []string
	r.batch = slices.DeleteFunc(r.batch, func(k storage.Known) bool {
		if !k.FetchedAt.IsZero() || k.Source != "link" || !hasQuery(k.URL) || isLaterList(&k.Link) {
			return false
		}
		for _, s := range append(spellings(k.URL), r.plainForm(k.URL)) {
			if known[s].ArticleID != "" {
				aliases = append(aliases, k.URL)
				return true
			}
		}
		return false
	})
	if len(aliases) == 0 {
		return nil
	}
	return stored(r.store.SetLinkState(ctx, r.site.ID, aliases, storage.StateSettled, "alias"))
}

// nextRetry is how long until a page that failed in this run is due again, 0
// when none is worth waiting for.
func (r *siteRun) nextRetry() time.Duration {
	now := r.opts.Now()
	var soonest time.Duration
	for u, at := range r.retries {
		d := max(at.Sub(now), time.Millisecond)
		if d > r.opts.MaxWait {
			delete(r.retries, u)
			continue
		}
		if soonest == 0 || d < soonest {
			soonest = d
		}
	}
	return soonest
}
