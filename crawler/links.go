package crawler

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"copydesk/crawler/discover"
	"copydesk/crawler/urlnorm"
	"copydesk/storage"
)

// skipHref says whether an address, as it is written, was met before in this
// run. Only addresses that mean the same on every page can be told so.
func (r *siteRun) skipHref(href string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.hosts) > 1 && strings.HasPrefix(href, "/") || !strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "http") {
		return false
	}
	return !r.hrefs.add(href)
}

// scopeFor says which redirects are followed: within the site, and for the
// home page, which may have moved, feeds and sitemaps anywhere.
func (r *siteRun) scopeFor(v *visiting) func(string) error {
	if v.Source == "home" || v.Kind == storage.KindFeed || v.Kind == storage.KindSitemap {
		return nil
	}
	return func(u string) error {
		if r.inScope(u) {
			return nil
		}
		return errOutside
	}
}

type constError string

func (e constError) Error() string { return string(e) }

const errOutside = constError("not a host of this site; discover.hosts can add it")

func (r *siteRun) inScope(u string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.hosts[hostKey(u)]
}

func hostName(u string) string {
	p, err := url.Parse(u)
	if err != nil {
		return ""
	}
	return p.Hostname()
}

// follow takes from a page at an address the links that are new.
func (r *siteRun) follow(ctx context.Context, v *visiting, at string, found *discover.Links) error {
	base, err := r.norm.Base(at)
	if err != nil {
		return nil // a final address that can't be a base has no links to resolve
	}
	if found.Base != "" {
		if b, err := r.norm.Sub(base, found.Base); err == nil {
			base = b
		}
	}
	r.takeFeeds(base, v, found)
	if !r.site.Discover.Links || found.NoFollow && v.Source != "home" && v.Source != "config" {
		return nil
	}
	var links []storage.Link
	for i := range found.Anchors {
		if l, ok := r.linkOf(base, v, &found.Anchors[i], found.Next); ok {
			links = append(links, l)
		}
	}
	return r.addFound(ctx, v, links)
}

// takeFeeds notes the feeds that pages near the home page name. Only the home
// page is believed about feeds that are elsewhere: services for feeds have hosts
// of their own.
func (r *siteRun) takeFeeds(base *urlnorm.Base, v *visiting, found *discover.Links) {
	if !r.site.Discover.Feeds.Auto || v.Depth > 1 || v.isArticle {
		return
	}
	for _, f := range found.Feeds {
		u, err := r.norm.Resolve(base, f.Href)
		if err != nil || isCommentFeed(u, f.Title) || !r.sameSite(u) && v.Source != "home" {
			continue
		}
		r.addFeed(u)
	}
}

func isCommentFeed(u, title string) bool {
	return strings.Contains(u, "/comments/") || strings.Contains(strings.ToLower(title), "comment")
}

// linkOf makes a link of an anchor, if it is one to follow.
func (r *siteRun) linkOf(base *urlnorm.Base, v *visiting, a *discover.Anchor, next string) (storage.Link, bool) {
	u, err := r.norm.Resolve(base, a.Href)
	if err != nil || isFile(u) {
		return storage.Link{}, false
	}
	if !r.inScope(u) {
		r.noteSibling(u)
		return storage.Link{}, false
	}
	if r.site.Articles.Excluded(u) {
		return storage.Link{}, false
	}
	if v.known.Kind == storage.KindArticle && v.isSurelyArticle() && furtherPage(v.FinalURL, u) > 0 { // joined, or of its comments
		return storage.Link{}, false
	}
	if r.isDatedTooOld(u) {
		return storage.Link{}, false
	}
	now := r.opts.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if u = r.plainForm(u); !r.links.add(u) {
		return storage.Link{}, false
	}
	if why := r.traps.Check(u, now); why != "" {
		r.sum.Traps++
		return storage.Link{}, false
	}
	l := storage.Link{SiteID: r.site.ID, URL: u, Source: "link", Referrer: v.URL, Depth: v.Depth + 1, FoundAt: now}
	l.Kind = r.kindOf(u)
	if a.Next || a.Href == next {
		l.Kind, l.Depth = storage.KindSection, v.Depth
	}
	depth := r.site.Discover.MaxDepth
	if depth == 0 {
		depth = 5
	}
	if l.Kind == storage.KindArticle {
		depth += 7 // articles link to older ones
	}
	if l.Depth > depth {
		return storage.Link{}, false
	}
	l.Priority = priority(l.Kind, l.Source, l.Depth, u)
	return l, true
}

// isDatedTooOld says whether an address names a date of its own before which
// nothing is wanted. A day is left for the site's time zone.
func (r *siteRun) isDatedTooOld(u string) bool {
	oldest := r.oldest()
	if oldest.IsZero() {
		return false
	}
	end := discover.DatedBy(u)
	return !end.IsZero() && end.Add(24*time.Hour).Before(oldest)
}

// kindOf says what is expected behind a link. Called with r.mu held.
func (r *siteRun) kindOf(u string) storage.LinkKind {
	if len(r.site.Articles.Include) > 0 {
		if r.site.Articles.Wanted(u) {
			return storage.KindArticle
		}
		return storage.KindSection
	}
	switch r.shapes.Judge(u) {
	case discover.ArticleLike:
		return storage.KindArticle
	case discover.SectionLike:
		return storage.KindSection
	}
	return storage.KindUnknown
}

// addFound keeps the links that the site doesn't have yet, and leaves out
// those that are another spelling of an article that it has.
func (r *siteRun) addFound(ctx context.Context, v *visiting, links []storage.Link) error {
	if len(links) == 0 {
		return nil
	}
	slices.SortStableFunc(links, func(a, b storage.Link) int { // the plain address before its variants
		return strings.Count(a.URL, "?") - strings.Count(b.URL, "?")
	})
	var ask []string
	for i := range links {
		ask = append(ask, links[i].URL)
		ask = append(ask, spellings(links[i].URL)...)
	}
	known, err := r.store.KnownMany(ctx, r.site.ID, ask)
	if err != nil {
		return stored(err)
	}
	var passedOver []string
	for _, l := range links {
		if k, ok := known[l.URL]; ok {
			if r.wasPassedOver(&k) {
				passedOver = append(passedOver, k.URL)
			}
			continue
		}
		if r.isSpelling(&l, known) {
			continue
		}
		v.Links = append(v.Links, l)
		v.newLinks++
		v.fruit = v.fruit || l.Kind == storage.KindArticle
	}
	return r.wantNow(ctx, passedOver)
}

// spellings are other URLs that most likely lead where a URL leads.
func spellings(u string) []string {
	var out []string
	path, query, has := strings.Cut(u, "?")
	if has && query != "" {
		out = append(out, path)
	}
	if s, ok := strings.CutSuffix(path, "/"); ok && !isFront(u) {
		out = append(out, s)
	} else if !ok {
		out = append(out, path+"/")
	}
	if rest, ok := strings.CutPrefix(u, "http://"); ok {
		out = append(out, "https://"+rest)
	} else if rest, ok := strings.CutPrefix(u, "https://"); ok {
		out = append(out, "http://"+rest)
	}
	return out
}

// isLaterList says whether a link leads to a later page of a list, which may have
// been taken for an article. Those of what surely is one are not followed.
func isLaterList(l *storage.Link) bool {
	return l.Kind == storage.KindSection && discover.PageNumber(l.URL) > 1
}

// isSpelling says whether a link is another spelling of an article that is in
// the frontier or was met in this run.
func (r *siteRun) isSpelling(l *storage.Link, known map[string]storage.Known) bool {
	if isLaterList(l) {
		return false
	}
	for _, s := range spellings(l.URL) {
		k, ok := known[s]
		if !ok || k.Kind != storage.KindArticle || k.State == storage.StateDead {
			continue
		}
		if hasQuery(l.URL) && k.ArticleID == "" && k.Source != "feed" && k.Source != "sitemap" {
			continue // may be a script whose parameters make the page
		}
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.isVariant(l.URL) {
		return true
	}
	if l.Kind != storage.KindArticle {
		return false
	}
	return !r.keys.add(urlnorm.Key(l.URL))
}

// readFeed takes a feed's entries.
func (r *siteRun) readFeed(ctx context.Context, v *visiting) error {
	f, err := discover.ParseFeed(v.resp.Body, r.opts.Now())
	if err != nil {
		return err
	}
	v.Outcome, v.feed = "feed", f
	if f.Broken != "" {
		v.Reason = oneLine(f.Broken)
		r.note("%s: %s", v.URL, f.Broken)
	}
	return r.takeEntries(ctx, v, f.Entries, "feed")
}

// readSitemapFile takes a sitemap's entries, a few hundred at a time, or the
// sitemaps that an index names.
func (r *siteRun) readSitemapFile(ctx context.Context, v *visiting) error {
	var batch, children []discover.Entry
	var failed error
	isIndex := discover.Sniff(v.resp.Body) == discover.FormatIndex
	base, err := r.norm.Base(v.resp.FinalURL)
	if err != nil {
		return err
	}
	_, err = discover.ReadSitemap(v.resp.Body, 0, r.opts.Now(), func(e discover.Entry) bool {
		if isIndex {
			if n, err := r.norm.Resolve(base, e.URL); err == nil && r.sameSite(n) && len(children) < 5000 {
				e.URL = n
				children = append(children, e)
			}
			return true
		}
		if batch = append(batch, e); len(batch) >= 500 {
			failed = r.takeEntries(ctx, v, batch, "sitemap")
			batch = batch[:0]
		}
		return failed == nil && !r.stopping()
	})
	if failed == nil && len(batch) > 0 {
		failed = r.takeEntries(ctx, v, batch, "sitemap")
	}
	if failed != nil {
		return failed
	}
	if err != nil && len(batch)+len(children) == 0 && v.newLinks == 0 {
		return err
	}
	v.Outcome = "sitemap"
	if err != nil {
		v.Reason = oneLine(err.Error())
		r.note("%s: %v", v.URL, err)
	}
	v.resp.Body = nil // children are read while this visit is open
	if isIndex {
		v.Outcome = "sitemap_index"
		v.ETag, v.LastModified, v.BodyHash = "", "", "" // read again every time: its children have their own dates
		return r.readChildren(ctx, children, v.Depth)
	}
	return nil
}

// takeEntries adds what a feed or sitemap names, and makes due again what it
// says has changed.
func (r *siteRun) takeEntries(ctx context.Context, v *visiting, entries []discover.Entry, source string) error {
	base, err := r.norm.Base(v.resp.FinalURL)
	if err != nil {
		return nil
	}
	links := r.awayLinks(base, v, entries, source)
	for i := range entries {
		if l, ok := r.entryLink(base, v, &entries[i], source); ok {
			links = append(links, l)
		}
	}
	urls := make([]string, len(links))
	for i := range links {
		urls[i] = links[i].URL
	}
	if len(links) == 0 {
		return nil
	}
	known, err := r.store.KnownMany(ctx, r.site.ID, urls)
	if err != nil {
		return stored(err)
	}
	r.noteSaid(base, v, entries, links, known)
	var changed, passedOver []string
	for i := range links {
		k, ok := known[links[i].URL]
		switch {
		case !ok:
			v.newLinks++
			r.noteArticle(&links[i])
		case r.wasPassedOver(&k):
			passedOver = append(passedOver, k.URL)
		case hasChanged(&k, links[i].LastMod, r.opts.Now()):
			changed = append(changed, k.URL)
		}
	}
	v.Changed = v.Changed || v.newLinks > 0 || len(changed) > 0
	if _, err := r.store.AddLinks(ctx, links); err != nil {
		return stored(err)
	}
	if err := r.wantNow(ctx, passedOver); err != nil || len(changed) == 0 {
		return err
	}
	return stored(r.store.SetLinkState(ctx, r.site.ID, changed, storage.StatePending, "changed"))
}

// noteArticle learns a new entry's shape, and that its spellings are taken.
func (r *siteRun) noteArticle(l *storage.Link) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.links.add(l.URL)
	if l.Kind == storage.KindArticle {
		r.keys.add(urlnorm.Key(l.URL))
		if l.Source != "sitemap" {
			r.shapes.Learn(l.URL, true)
		}
	}
}

// hasChanged says whether a date in a feed or sitemap is a reason to look
// again. Sites that put today's date on everything are believed twice.
func hasChanged(k *storage.Known, lastMod, now time.Time) bool {
	return !lastMod.IsZero() && lastMod.After(k.LastMod) && (lastMod.After(k.FetchedAt) || isAhead(k.FetchedAt, now)) && !k.FetchedAt.IsZero() &&
		k.State != storage.StateTrap && k.Unchanged < 3
}

// entryLink makes a link of a feed's or sitemap's entry, if it is wanted.
func (r *siteRun) entryLink(base *urlnorm.Base, v *visiting, e *discover.Entry, source string) (storage.Link, bool) {
	u, err := r.norm.Resolve(base, e.URL)
	if err != nil || isFile(u) || !r.inScope(u) || !r.site.Articles.Wanted(u) {
		return storage.Link{}, false
	}
	if oldest := r.oldest(); !e.LastMod.IsZero() && e.LastMod.Before(oldest) || e.LastMod.IsZero() && r.isDatedTooOld(u) {
		return storage.Link{}, false
	}
	if e.News {
		source = "news"
	}
	l := storage.Link{SiteID: r.site.ID, URL: u, Source: source, Referrer: v.URL, LastMod: e.LastMod, FoundAt: r.opts.Now(), Kind: storage.KindArticle}
	if source == "sitemap" { // sitemaps name sections and topics too
		r.mu.Lock()
		l.Kind = r.kindOf(u)
		r.mu.Unlock()
		if isFront(u) {
			return storage.Link{}, false
		}
	}
	l.Priority = priority(l.Kind, source, 0, u)
	return l, true
}
