package crawler

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"copydesk/crawler/site"
	"copydesk/storage"
)

// A site's entry that wants other pages than before, since somebody mended a
// pattern, makes some of what was passed over wanted. Nothing would lead there
// again: the lists that name it haven't changed, its pattern may be closed as a
// trap, and the page itself was read. So the first run with other patterns reads
// all lists afresh, and what they name that is wanted now and gave no article.
// The same goes for articles that were too old, and aren't any more since a
// site's max_age or a run's --since reaches further back.

// wantsOf tells an entry's patterns from others.
func wantsOf(a *site.Articles) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q", a.Include, a.Exclude)
	return fmt.Sprintf("%x", h.Sum64())
}

// reach is how far back a site's articles were wanted; 0 is without bound.
type reach struct {
	MaxAge   time.Duration `json:"max_age"`  // by its entry
	Furthest time.Duration `json:"furthest"` // by any run with that entry
}

// isFurther says whether one bound of age lets more in than another.
func isFurther(age, than time.Duration) bool { return than != 0 && (age == 0 || age > than) }

// mindTheEntry notes whether the site's entry wants other pages than in the last
// run, or this run older ones than any before. A store that doesn't say what
// that was wanted is believed.
func (r *siteRun) mindTheEntry() {
	r.rereads = r.known && r.found.Wants != "" && r.found.Wants != wantsOf(&r.site.Articles)
	if r.rereads {
		r.found.Closed = nil
	}
	r.reachesBack = r.known && r.found.Reach != nil && isFurther(r.maxAge(), r.found.Reach.Furthest)
}

// noteWants keeps what a run wanted that came to its end.
func (r *siteRun) noteWants() {
	r.found.Wants = wantsOf(&r.site.Articles)
	now := reach{MaxAge: r.site.Articles.MaxAge, Furthest: r.maxAge()}
	if old := r.found.Reach; old != nil && old.MaxAge == now.MaxAge && isFurther(old.Furthest, now.Furthest) {
		now.Furthest = old.Furthest // one run with a narrower --since makes the next ones read nothing again
	}
	r.found.Reach = &now
}

// nowWanted is the outcome of a link that an earlier run passed over.
const nowWanted = "now_wanted"

// tooOld is the outcome of an article that was published before what is wanted.
const tooOld = "too_old"

// afresh forgets what is known of a page that is to be read whatever it says of
// itself: that it hasn't changed is no news here.
func (r *siteRun) afresh(k storage.Known) storage.Known {
	isList := k.Kind == storage.KindFeed || k.Kind == storage.KindSitemap || k.Source == "home" || k.Source == "config"
	if k.Outcome == nowWanted || (r.rereads || r.reachesBack) && isList {
		k.ETag, k.LastModified, k.BodyHash = "", "", ""
	}
	return k
}

// wasPassedOver says whether a link is one that only other patterns want, or
// only a run that reaches further back.
func (r *siteRun) wasPassedOver(k *storage.Known) bool {
	if k.ArticleID != "" || k.State == storage.StateDead || isFront(k.URL) || !r.site.Articles.Wanted(k.URL) {
		return false
	}
	return r.rereads && (k.State == storage.StateTrap || !k.FetchedAt.IsZero()) || r.reachesBack && k.Outcome == tooOld
}

// wantNow makes links due that were passed over.
func (r *siteRun) wantNow(ctx context.Context, urls []string) error {
	if len(urls) == 0 {
		return nil
	}
	return stored(r.store.SetLinkState(ctx, r.site.ID, urls, storage.StatePending, nowWanted))
}
