package crawler

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"copydesk/crawler/discover"
	"copydesk/crawler/fetch"
	"copydesk/extract"
	"copydesk/storage"
)

// maxFurther is how many further pages of one article are fetched.
const maxFurther = 10

// MaxFurther is how many further pages of one article are fetched at most.
const MaxFurther = maxFurther

// nextPage is the address after those that were joined already, and which page
// it is: what the page names as its next one, or in a pager by its number. 0 is
// for none.
func (r *siteRun) nextPage(v *visiting, base string, found *discover.Links) (u string, n int) {
	if found.Next != "" {
		if u, ok := r.resolveNext(base, found.Next); ok && laterPage(v.FinalURL, u) > 0 {
			return u, laterPage(v.FinalURL, u)
		}
	}
	number := len(v.Further) + 2
	if !v.isSurelyArticle() {
		return "", 0
	}
	for _, p := range found.Pages {
		if p.Text != strconv.Itoa(number) {
			continue
		}
		if u, ok := r.resolveNext(base, p.Href); ok && laterPage(v.FinalURL, u) == number {
			return u, number
		}
	}
	return "", 0
}

// isSurelyArticle says whether a page that passes for an article is no list of
// others: it has a date and is not made of links.
func (v *visiting) isSurelyArticle() bool {
	return v.isArticle && v.Article.DatePublished != "" && !v.isList(v.Article)
}

// IsPageOf says whether a further page's title is its article's, as it must be
// where the address alone could be another article's.
func IsPageOf(first string, a *extract.Article, u string, more *extract.Article) bool {
	return furtherPage(first, u) > 0 || isTitleOf(more.Title, a.Title)
}

// firstPage is the address of the first page of the article of which a page
// is a later one, "" when it is none: its address must say so, and the page
// itself must name one before it, or the first one in a pager.
func (r *siteRun) firstPage(v *visiting, found *discover.Links) string {
	for _, p := range found.Pages {
		if u, ok := r.resolveNext(v.resp.FinalURL, p.Href); ok && p.Text == "1" && laterPage(u, v.FinalURL) > 1 {
			return u
		}
	}
	prev, ok := r.resolveNext(v.resp.FinalURL, found.Prev)
	if !ok || found.Prev == "" || prev == v.FinalURL {
		return ""
	}
	if n := namedPage(prev, v.FinalURL); n == 2 && furtherPage(prev, v.FinalURL) == 0 && hasNumber(v.Article.Title, n) {
		return prev
	}
	if furtherPage(prev, v.FinalURL) > 0 {
		return prev
	}
	u := strings.TrimSuffix(v.FinalURL, "/")
	for range 2 { // /3, then /page
		u = u[:max(strings.LastIndexByte(u, '/'), 0)]
		if furtherPage(u, v.FinalURL) > 2 && furtherPage(u, prev) > 1 {
			if strings.HasSuffix(v.FinalURL, "/") {
				return u + "/"
			}
			return u
		}
	}
	return ""
}

// hasNumber says whether a title has a number, as those of later pages do.
func hasNumber(title string, n int) bool {
	numbers := strings.FieldsFunc(title, func(r rune) bool { return r < '0' || r > '9' })
	return slices.Contains(numbers, strconv.Itoa(n))
}

// leaveToFirst makes of a later page of an article what it is: no article of
// its own, but a way to the first page.
func (r *siteRun) leaveToFirst(v *visiting, first string) {
	v.Outcome, v.isArticle, v.Article, v.Aliases = "article_page", false, nil, nil
	v.Print, v.Translations = storage.Fingerprint{}, nil
	if r.inScope(first) && r.site.Articles.Wanted(first) {
		l := storage.Link{SiteID: r.site.ID, URL: first, Source: "link", Referrer: v.URL, Depth: v.Depth, FoundAt: r.opts.Now(), Kind: storage.KindArticle}
		l.Priority = priority(l.Kind, l.Source, l.Depth, first)
		v.Links = append(v.Links, l)
	}
}

// joinPages fetches the further pages of an article and joins their texts to
// the first one's. A page that may come another time fails the visit: half an
// article must not take the place of a whole one.
func (r *siteRun) joinPages(ctx context.Context, v *visiting, found *discover.Links) error {
	base := v.resp.FinalURL
	for number := 1; len(v.Further) < maxFurther; {
		u, n := r.nextPage(v, base, found)
		if n < number || slices.ContainsFunc(v.Further, func(f storage.FurtherPage) bool { return f.URL == u }) || !r.inScope(u) {
			break
		}
		resp, doc, a, err := r.articleAt(ctx, v, u)
		if err != nil {
			if r.mayComeWhole(v, err) {
				return fmt.Errorf("page %d of the article: %w", len(v.Further)+2, err)
			}
			v.Reason = oneLine(strings.TrimPrefix(fmt.Sprintf("%s; page %d of the article is missing: %v", v.Reason, len(v.Further)+2, err), "; "))
			break
		}
		if !IsPageOf(v.FinalURL, v.Article, u, a) || !extract.Join(v.Article, a) {
			break
		}
		v.joined(u, resp)
		links := discover.Walk(doc.Root(), r.skipHref)
		if err := r.follow(ctx, v, resp.FinalURL, links); err != nil {
			return err
		}
		number, base, found = n+1, resp.FinalURL, links
	}
	v.print()
	return nil
}

// mayComeWhole says whether an article is better left for another time than
// taken without the page that failed: one that is there already always, a new
// one until its page has failed for a run's tries.
func (r *siteRun) mayComeWhole(v *visiting, err error) bool {
	switch outcomeOf(err, r.opts.Now()).class {
	case stopped:
		return true
	case retry:
		return v.known.ArticleID != "" || v.known.Tries < triesPerRun
	case later:
		return v.known.ArticleID != ""
	}
	return false
}

// joined notes a further page whose content the article has now.
func (v *visiting) joined(u string, resp *fetch.Response) {
	v.Further = append(v.Further, furtherOf(u, resp))
	v.Aliases = append(v.Aliases, u)
	var urls []string
	for i := range v.Further {
		urls = append(urls, v.Further[i].URL)
	}
	v.Article.Provenance = withProvenance(v.Article.Provenance, "text", extract.Provenance{
		Source: storage.JoinedPages + strconv.Itoa(len(urls)+1), Raw: strings.Join(urls, " "),
	})
}

// print takes the fingerprint of a text that was joined.
func (v *visiting) print() {
	if len(v.Further) > 0 {
		v.Print = fingerprint(v.Article)
	}
}

// furtherOf is a further page as the archive keeps it.
func furtherOf(u string, resp *fetch.Response) storage.FurtherPage {
	return storage.FurtherPage{URL: u, FinalURL: resp.FinalURL, FetchedAt: resp.Started, Status: resp.Status, Header: headerKept(resp), Body: resp.Body}
}

// forget makes a visit that failed after its page had come one that brought
// nothing: what isn't stored must not be taken for unchanged the next time.
func (v *visiting) forget() {
	v.isArticle, v.Article, v.Aliases, v.Print, v.Verdict = false, nil, nil, storage.Fingerprint{}, ""
	v.Further, v.Translations = nil, nil
	v.Body, v.Header, v.Changed, v.BodyHash, v.ETag, v.LastModified = nil, nil, false, v.known.BodyHash, "", ""
}

func (r *siteRun) resolveNext(base, href string) (string, bool) {
	b, err := r.norm.Base(base)
	if err != nil {
		return "", false
	}
	u, err := r.norm.Resolve(b, href)
	return u, err == nil
}

// articleAt fetches one more page for a visit's sake and extracts it by the same
// rules.
func (r *siteRun) articleAt(ctx context.Context, v *visiting, u string) (*fetch.Response, *extract.Document, *extract.Article, error) {
	r.addCount(func(s *SiteSummary) { s.Requests++ })
	resp, err := r.client.Get(ctx, fetch.Request{URL: u, Kind: fetch.Page, Policy: r.policy(), Scope: r.scopeFor(v), Quit: r.quit})
	if err != nil {
		return nil, nil, nil, err
	}
	select {
	case r.cpu <- struct{}{}:
		defer func() { <-r.cpu }()
	case <-ctx.Done():
		return nil, nil, nil, context.Cause(ctx)
	}
	doc, err := extract.Parse(resp.Page())
	if err != nil {
		return nil, nil, nil, err
	}
	a, err := doc.Article(r.site.Rules)
	if err != nil {
		return nil, nil, nil, err
	}
	r.addCount(func(s *SiteSummary) { s.Pages++; s.Bytes += int64(len(resp.Body)) })
	return resp, doc, a, nil
}

func withProvenance(all map[string]extract.Provenance, field string, p extract.Provenance) map[string]extract.Provenance {
	if all == nil {
		all = map[string]extract.Provenance{}
	}
	all[field] = p
	return all
}
