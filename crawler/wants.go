package crawler

import (
	"context"
	"fmt"
	"hash/fnv"

	"copydesk/crawler/site"
	"copydesk/storage"
)

// A site's entry that wants other pages than before, since somebody mended a
// pattern, makes some of what was passed over wanted. Nothing would lead there
// again: the lists that name it haven't changed, its pattern may be closed as a
// trap, and the page itself was read. So the first run with other patterns reads
// all lists afresh, and what they name that is wanted now and gave no article.

// wantsOf tells an entry's patterns from others.
func wantsOf(a *site.Articles) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q", a.Include, a.Exclude)
	return fmt.Sprintf("%x", h.Sum64())
}

// mindTheEntry notes whether the site's entry wants other pages than in the last
// run. A store that doesn't say what that was wanted is believed.
func (r *siteRun) mindTheEntry() {
	r.rereads = r.known && r.found.Wants != "" && r.found.Wants != wantsOf(&r.site.Articles)
	if r.rereads {
		r.found.Closed = nil
	}
}

// nowWanted is the outcome of a link that an earlier run passed over.
const nowWanted = "now_wanted"

// afresh forgets what is known of a page that is to be read whatever it says of
// itself: that it hasn't changed is no news here.
func (r *siteRun) afresh(k storage.Known) storage.Known {
	isList := k.Kind == storage.KindFeed || k.Kind == storage.KindSitemap || k.Source == "home" || k.Source == "config"
	if k.Outcome == nowWanted || r.rereads && isList {
		k.ETag, k.LastModified, k.BodyHash = "", "", ""
	}
	return k
}

// wasPassedOver says whether a link is one that only other patterns want.
func (r *siteRun) wasPassedOver(k *storage.Known) bool {
	return r.rereads && k.ArticleID == "" && k.State != storage.StateDead && (k.State == storage.StateTrap || !k.FetchedAt.IsZero()) &&
		!isFront(k.URL) && r.site.Articles.Wanted(k.URL)
}

// wantNow makes links due that were passed over.
func (r *siteRun) wantNow(ctx context.Context, urls []string) error {
	if len(urls) == 0 {
		return nil
	}
	return stored(r.store.SetLinkState(ctx, r.site.ID, urls, storage.StatePending, nowWanted))
}
