package crawler

import (
	"context"
	"slices"
	"strings"

	"copydesk/crawler/discover"
	"copydesk/crawler/urlnorm"
	"copydesk/extract"
	"copydesk/storage"
)

// readPage parses a page once, and takes its links and its article from the
// same tree.
func (r *siteRun) readPage(ctx context.Context, v *visiting) error {
	found, err := r.parse(ctx, v)
	if err != nil {
		return err
	}
	v.Header = headerKept(v.resp)
	v.Body = v.resp.Body
	v.Changed = true
	if v.isArticle {
		if first := r.firstPage(v, found); first != "" {
			r.leaveToFirst(v, first)
		} else if err := r.joinPages(ctx, v, found); err != nil {
			v.forget()
			return err
		}
	}
	if err := r.follow(ctx, v, v.resp.FinalURL, found); err != nil {
		return err
	}
	if err := r.noteInstead(ctx, v); err != nil {
		return err
	}
	if v.Article != nil && v.isArticle {
		if err := r.dropLearned(ctx, v); err != nil {
			return err
		}
		if err := r.standAlone(ctx, v); err != nil {
			return err
		}
		v.noteContent() // what the page says: the feed's part of it is told once
		r.fillSaid(v)
		return r.judgeDuplicate(ctx, v)
	}
	return nil
}

// parse does the work that needs a processor, on as many pages at a time as
// there are processors.
func (r *siteRun) parse(ctx context.Context, v *visiting) (*discover.Links, error) {
	select {
	case r.cpu <- struct{}{}:
		defer func() { <-r.cpu }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	page := v.resp.Page()
	page.SiteID, page.SHA256 = r.site.ID, v.SHA256
	if !r.inScope(v.URL) { // what sends home from elsewhere counts the reader in the address
		page.URL = v.FinalURL
	}
	doc, err := extract.Parse(page)
	if err != nil {
		return nil, err
	}
	links := discover.Walk(doc.Root(), func(href string) bool {
		if isBelow(v.FinalURL, href) {
			v.below++
		}
		return r.skipHref(href)
	})
	if !r.wantsArticle(v) {
		v.Outcome = "section"
		return links, nil
	}
	a, err := doc.Article(r.site.Rules)
	if err != nil {
		return links, ignoreNoArticle(v, err)
	}
	r.takeArticle(v, a, links)
	if v.isArticle {
		v.Print = fingerprint(a)
	}
	return links, nil
}

// ignoreNoArticle lets a page pass that simply holds none.
func ignoreNoArticle(v *visiting, err error) error {
	if outcomeOf(err, v.StartedAt).word == "no_article" {
		v.Outcome = "no_article"
		return nil
	}
	return err
}

// wantsArticle says whether a page may hold an article that is wanted.
func (r *siteRun) wantsArticle(v *visiting) bool {
	if v.Source == "home" || v.Source == "config" || isFront(v.FinalURL) || discover.PageNumber(v.URL) > 1 && v.Kind == storage.KindSection {
		return false
	}
	wanted := r.site.Articles.Wanted(v.URL) || v.FinalURL != v.URL && r.site.Articles.Wanted(v.FinalURL)
	r.mu.Lock()
	r.barren.add(v.URL, wanted)
	r.mu.Unlock()
	return wanted
}

// takeArticle judges what extraction made of the page.
func (r *siteRun) takeArticle(v *visiting, a *extract.Article, links *discover.Links) {
	v.Verdict = a.Quality.Verdict
	v.Reason = oneLine(strings.Join(a.Quality.Reasons, "; "))
	if links.NoArchive || strings.Contains(strings.ToLower(v.resp.Header.Get("X-Robots-Tag")), "noarchive") {
		v.Reason = strings.TrimPrefix(v.Reason+"; noarchive", "; ")
	}
	if !a.IsArticle() {
		v.Outcome, v.says = string(a.Quality.Verdict), a.Title+"\n"+a.Text
		if a.Quality.Verdict == extract.OK {
			v.Outcome = "page_" + string(a.PageType)
		}
		// What an article's URL gives now is for the store to weigh against what
		// it gave before.
		if v.known.ArticleID != "" {
			v.Article, v.Aliases = a, r.aliases(v, a, links)
		}
		return
	}
	if v.Kind != storage.KindArticle && v.isList(a) {
		v.Outcome = "section"
		return
	}
	if oldest := r.oldest(); !oldest.IsZero() && published(a, &v.Link).Before(oldest) {
		v.Outcome, v.tooOld = tooOld, true
		return
	}
	v.Outcome, v.isArticle, v.Article = "article", true, a
	v.Aliases = r.aliases(v, a, links)
	v.Translations = r.translations(v, a, links)
}

// isBelow says whether an address, as it is written, looks like that of an
// article below a page's own: a section's, and no gallery's or second page's.
func isBelow(page, href string) bool {
	page, _, _ = strings.Cut(page, "?")
	_, path, _ := strings.Cut(page, "://")
	i := strings.IndexByte(path, '/')
	if i < 0 || i == len(path)-1 {
		return false
	}
	rest, ok := strings.CutPrefix(href, strings.TrimSuffix(page, "/")+"/")
	if !ok {
		rest, ok = strings.CutPrefix(href, strings.TrimSuffix(path[i:], "/")+"/")
	}
	return ok && strings.Count(rest, "-")+strings.Count(rest, "_") >= 3
}

// isList says whether a page whose address is not like an article's holds
// little more than the headlines that it links to, or links to what lies
// below it, as a section does to its articles.
func (v *visiting) isList(a *extract.Article) bool {
	const fewest, share, below, onPage = 8, 0.4, 2, 3
	if v.below >= onPage { // links that the text has lost
		return true
	}
	u := v.FinalURL
	folder, _, _ := strings.Cut(u, "?")
	folder = strings.TrimSuffix(folder, "/") + "/"
	linked, children := 0, 0
	for i := range a.Links {
		linked += len(a.Links[i].Text)
		if rest, ok := strings.CutPrefix(a.Links[i].URL, folder); ok && strings.ContainsAny(rest, "-_0123456789") && !isFront(u) {
			children++
		}
	}
	return children >= below || len(a.Links) >= fewest && float64(linked) > share*float64(len(a.Text))
}

// aliases are the URLs that lead to the same article.
func (r *siteRun) aliases(v *visiting, a *extract.Article, links *discover.Links) []string {
	out := []string{v.URL}
	add := func(raw string) {
		if raw == "" {
			return
		}
		u, err := r.norm.URL(raw)
		if err == nil && !slices.Contains(out, u) && r.inScope(u) && !isFront(u) {
			out = append(out, u)
		}
	}
	add(v.FinalURL)
	add(a.CanonicalURL)
	base, err := r.norm.Base(v.resp.FinalURL)
	if err != nil {
		return out
	}
	for _, href := range [...]string{links.AMP, links.Short} {
		if href == "" {
			continue
		}
		if u, err := r.norm.Resolve(base, href); err == nil {
			add(u)
		}
	}
	return out
}

// isFront says whether a URL is a host's front page, which some sites name as
// every article's canonical address.
func isFront(u string) bool {
	_, rest, _ := strings.Cut(u, "://")
	i := strings.IndexByte(rest, '/')
	return i < 0 || i == len(rest)-1
}

// settleAliases takes an article's other URLs off the frontier: they would
// bring the same once more. The canonical URL of an AMP or print view stays,
// because it has more.
func (r *siteRun) settleAliases(ctx context.Context, v *visiting, saved storage.Saved) error {
	if saved.Alias { // another form of what is there: it has nothing more to give
		return stored(r.store.SetLinkState(ctx, r.site.ID, []string{v.URL}, storage.StateSettled, "alias"))
	}
	if saved.ArticleID == "" || !v.isArticle || len(v.Aliases) < 2 {
		return nil
	}
	if parted, err := r.partLate(ctx, v); parted || err != nil {
		return err
	}
	var links []storage.Link
	var urls []string
	for _, u := range v.Aliases {
		if u == v.URL || isView(v.FinalURL) && !isView(u) && v.Article.CanonicalURL != "" {
			continue
		}
		l := v.Link
		l.URL, l.Source, l.Referrer, l.Kind = u, "alias", v.URL, storage.KindArticle
		links, urls = append(links, l), append(urls, u)
	}
	if len(urls) == 0 {
		return nil
	}
	known, err := r.store.KnownMany(ctx, r.site.ID, urls)
	if err != nil {
		return stored(err)
	}
	urls = slices.DeleteFunc(urls, func(u string) bool {
		k, ok := known[u]
		return ok && k.ArticleID != "" // has a life of its own
	})
	if _, err := r.store.AddLinks(ctx, links); err != nil {
		return stored(err)
	}
	if len(urls) == 0 {
		return nil
	}
	r.drop(urls)
	return stored(r.store.SetLinkState(ctx, r.site.ID, urls, storage.StateSettled, "alias"))
}

// drop takes links out of the batch at hand.
func (r *siteRun) drop(urls []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.batch = slices.DeleteFunc(r.batch, func(k storage.Known) bool { return slices.Contains(urls, k.URL) })
}

// isView says whether a URL is that of an AMP or print view: its key leaves
// something out that isn't the host's or the final slash.
func isView(u string) bool {
	_, rest, _ := strings.Cut(u, "://")
	host, path, _ := strings.Cut(rest, "/")
	if strings.HasPrefix(host, "amp.") {
		return true
	}
	key := urlnorm.Key(u)
	_, keyPath, _ := strings.Cut(key, "/")
	p, q, _ := strings.Cut(path, "?")
	kp, kq, _ := strings.Cut(keyPath, "?")
	if q != kq && len(q) > len(kq) {
		return true
	}
	return strings.TrimSuffix(p, "/") != kp && !strings.Contains(p, "index.") && !strings.Contains(p, "default.")
}
