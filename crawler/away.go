package crawler

import (
	"context"
	"slices"
	"strings"

	"copydesk/crawler/discover"
	"copydesk/crawler/fetch"
	"copydesk/crawler/urlnorm"
	"copydesk/storage"
)

// Services that serve a site's feed on a host of their own name its articles by
// addresses on that host, which count the reader and send him home.

// fewAway is how many such addresses of a feed are followed when it has others.
const fewAway = 20

// awayLinks are the entries of a feed that may lead home from the feed's own
// host. What lies on other hosts is left out, and said once.
func (r *siteRun) awayLinks(base *urlnorm.Base, v *visiting, entries []discover.Entry, source string) []storage.Link {
	if source != "feed" {
		return nil
	}
	feeds := []string{hostKey(v.URL), hostKey(v.FinalURL)}
	var links []storage.Link
	dropped := map[string]int{}
	for i := range entries {
		u, err := r.norm.Resolve(base, entries[i].URL)
		if err != nil || r.inScope(u) {
			continue
		}
		if slices.Contains(feeds, hostKey(u)) {
			l := storage.Link{SiteID: r.site.ID, URL: u, Source: source, Referrer: v.URL, LastMod: entries[i].LastMod, FoundAt: r.opts.Now(), Kind: storage.KindArticle}
			l.Priority = priority(l.Kind, source, 0, u)
			links = append(links, l)
			continue
		}
		dropped[hostKey(u)]++
	}
	if len(links) > fewAway && len(links) < len(entries) {
		dropped[feeds[1]] += len(links)
		links = nil
	}
	for host, n := range dropped {
		r.tellOnce(host, "%s names %d pages on %s, which are left out: discover.hosts can add it", v.URL, n, host)
	}
	if oldest := r.oldest(); !oldest.IsZero() {
		links = slices.DeleteFunc(links, func(l storage.Link) bool { return !l.LastMod.IsZero() && l.LastMod.Before(oldest) })
	}
	return links
}

// mindTheAway refuses a page that was to lead home from another host and didn't.
func (r *siteRun) mindTheAway(v *visiting) error {
	if v.isSeed() || r.inScope(v.FinalURL) || r.inScope(v.URL) {
		return nil
	}
	return &fetch.RefusedError{URL: v.URL, Rule: fetch.RuleScope, Detail: "stays at " + v.FinalURL + ": " + errOutside.Error()}
}

// mindTheTarget notes that an address, as those of a service that counts clicks,
// only leads to one that has come by itself: its article has one schedule, and
// is asked for without the detour.
func (r *siteRun) mindTheTarget(ctx context.Context, v *visiting) error {
	if v.FinalURL == v.URL || v.isSeed() || !r.inScope(v.FinalURL) {
		return nil
	}
	known, err := r.store.KnownMany(ctx, r.site.ID, []string{v.FinalURL})
	if err != nil {
		return stored(err)
	}
	k := known[v.FinalURL]
	v.leads = k.ArticleID != "" && !k.FetchedAt.IsZero() && (k.State == storage.StatePending || k.State == storage.StateSettled)
	return nil
}

// mostTold bounds the hosts that are kept in mind.
const mostTold = 100

// tellOnce notes something of a host that a person need not be told again.
func (r *siteRun) tellOnce(host, format string, args ...any) {
	r.mu.Lock()
	isNew := host != "" && !slices.Contains(r.found.Told, host) && len(r.found.Told) < mostTold
	if isNew {
		r.found.Told = append(r.found.Told, host)
	}
	r.mu.Unlock()
	if isNew {
		r.note(format, args...)
	}
}

// fewSiblings is how many articles on another host of the site are no accident.
const fewSiblings = 3

// siblingOf is the host of a link that looks like an article's and lies on
// another host of the same site, "" when it doesn't. Hosts for telephones have
// the same articles.
func siblingOf(u, home string, shapes *discover.Shapes) string {
	key, _, _ := strings.Cut(urlnorm.Key(u), "/")
	if key == hostKey(home) || !fetch.SameSite(hostName(u), hostName(home)) || shapes.Judge(u) != discover.ArticleLike {
		return ""
	}
	return hostKey(u)
}

// noteSibling tells once of a host of the site that has articles and isn't
// crawled.
func (r *siteRun) noteSibling(u string) {
	r.mu.Lock()
	host := siblingOf(u, r.site.Home, r.shapes)
	if host != "" {
		r.siblings[host]++
	}
	isDue := host != "" && r.siblings[host] == fewSiblings
	r.mu.Unlock()
	if isDue {
		r.tellOnce(host, "links lead to articles on %s too, which are left out: discover.hosts can add it", host)
	}
}
