package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"copydesk/crawler/discover"
	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
	"copydesk/crawler/urlnorm"
	"copydesk/extract"
)

// Probed is what a look at a site found.
type Probed struct {
	Entry     site.Entry // for the sites file
	Title     string
	Generator string
	Feeds     []ProbedSource
	Sitemaps  []ProbedSource
	Robots    string // what robots.txt says, in words
	Notes     []string
}

// ProbedSource is a feed or sitemap that was read.
type ProbedSource struct {
	URL      string
	Title    string
	Entries  int
	Examples []string // a few of its entries
}

// prober looks at one site.
type prober struct {
	client *fetch.Client
	policy fetch.Policy
	norm   *urlnorm.Normalizer
	opts   Options
	out    *Probed
}

// Probe looks at a site that is known by its address alone: its home page,
// robots.txt, and the feeds and sitemaps that they name or that are where
// sites have them. It asks politely and stores nothing.
func Probe(ctx context.Context, address string, opts Options, policy fetch.Policy) (*Probed, error) {
	if strings.Contains(address, "://") {
		return look(ctx, address, opts, policy)
	}
	found, err := look(ctx, "https://"+address, opts, policy)
	var network *fetch.NetError
	if err == nil || !errors.As(err, &network) || network.Op == "dns" || ctx.Err() != nil {
		return found, err
	}
	plain, plainErr := look(ctx, "http://"+address, opts, policy)
	if plainErr != nil {
		return nil, err
	}
	plain.Notes = append(plain.Notes, "answers by http alone, not by https")
	return plain, nil
}

// look is Probe of an address that has its scheme.
func look(ctx context.Context, address string, opts Options, policy fetch.Policy) (*Probed, error) {
	opts = opts.withDefaults()
	c := fetch.New(fetch.Config{Log: opts.Log, Transport: opts.Transport, Now: opts.Now, AllowPrivate: opts.AllowPrivate, MaxWait: opts.MaxWait})
	defer func() { _ = c.Close(ctx) }() // keeps nothing
	p := &prober{client: c, policy: policy, norm: urlnorm.New(urlnorm.Config{}), opts: opts, out: &Probed{}}
	if p.policy.Delay == 0 {
		p.policy.Delay = site.DefaultDelay / 4 // a handful of requests, once
	}
	port := p.allowPort(address)
	home, links, err := p.home(ctx, address)
	if err != nil {
		return nil, err
	}
	if port != "" {
		p.out.Entry.Settings = map[string]string{"ports": "[" + port + "]"}
	}
	p.out.Entry.Home, p.out.Entry.ID = home, site.DefaultID(home)
	p.siblings(home, links)
	p.feeds(ctx, home, links)
	p.sitemaps(ctx, home)
	if len(p.out.Feeds)+len(p.out.Sitemaps) == 0 {
		p.out.Notes = append(p.out.Notes, "no feed and no sitemap: articles will be found by links alone")
	}
	return p.out, nil
}

// allowPort allows the port that an address names, which is how a person says
// that it is meant. It is given back when the site's entry must say so too.
func (p *prober) allowPort(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	n, err := strconv.Atoi(u.Port())
	if err != nil || p.policy.PortAllowed(n) || slices.Contains(p.opts.AllowPrivate, u.Host) {
		return ""
	}
	p.policy.Ports = append(slices.Clone(p.policy.Ports), n)
	return u.Port()
}

// home reads the home page, wherever it is now.
func (p *prober) home(ctx context.Context, address string) (string, *discover.Links, error) {
	resp, err := p.client.Get(ctx, fetch.Request{URL: address, Policy: &p.policy})
	if err != nil {
		return "", nil, err
	}
	home, err := p.norm.URL(resp.FinalURL)
	if err != nil {
		return "", nil, fmt.Errorf("%s: %w", resp.FinalURL, err)
	}
	if home != address && len(resp.Hops) > 0 {
		p.out.Notes = append(p.out.Notes, "redirects to "+home)
	}
	doc, err := extract.Parse(resp.Page())
	if err != nil {
		return "", nil, fmt.Errorf("%s: %w", home, err)
	}
	at := home
	links := discover.Walk(doc.Root(), nil)
	p.out.Title, p.out.Generator = links.Title, links.Generator
	p.out.Entry.Preset = presetFor(links.Generator)
	p.out.Entry.Languages = languagesOf(links)
	a, err := doc.Article(nil)
	if err == nil {
		p.noteKind(at, a)
	}
	if len(resp.Hops) > 0 && (isDoor(address, at) || err == nil && isWalled(a.Quality.Verdict)) {
		if home, err = p.norm.URL(address); err != nil {
			return "", nil, fmt.Errorf("%s: %w", address, err)
		}
		p.out.Notes = append(p.out.Notes, at+" asks for something before the home page, which stays "+home)
	}
	return home, links, nil
}

// isDoor says whether a page to which an address redirects stands before it: it
// is called so, or it has the address in its own, to send the reader back.
func isDoor(address, at string) bool {
	u, err := url.Parse(at)
	asked, err2 := url.Parse(address)
	if err != nil || err2 != nil {
		return false
	}
	for s := range strings.SplitSeq(strings.ToLower(strings.Trim(u.Path, "/")), "/") {
		switch name, _, _ := strings.Cut(s, "."); name {
		case "consent", "cookie-consent", "cookieconsent", "cookiewall", "login", "log-in", "signin", "sign-in", "sso", "anmelden", "captcha":
			return true
		}
	}
	for _, values := range u.Query() {
		for _, v := range values {
			if back, err := url.Parse(v); err == nil && v != "" && strings.Trim(back.Path, "/") == strings.Trim(asked.Path, "/") &&
				(back.Host == asked.Host && back.Host != "" || strings.HasPrefix(v, "/")) {
				return true
			}
		}
	}
	return false
}

// noteKind says when a home page is not what a home page should be.
func (p *prober) noteKind(home string, a *extract.Article) {
	what := wallWords(a.Quality.Verdict)
	switch {
	case what != "":
		p.out.Notes = append(p.out.Notes, "instead of the home page come "+what+": what it links to can't be seen")
	case a.IsArticle() && !isFront(home):
		p.out.Notes = append(p.out.Notes, "the page is an article: give the address of the site's home page or of a section")
	}
}

// siblings notes other hosts of the site to which the home page leads for
// articles.
func (p *prober) siblings(home string, links *discover.Links) {
	base, err := p.norm.Base(home)
	if err != nil {
		return
	}
	shapes := discover.LoadShapes(nil)
	count := map[string]int{}
	for _, a := range links.Anchors {
		u, err := p.norm.Resolve(base, a.Href)
		if err != nil {
			continue
		}
		host := siblingOf(u, home, shapes)
		if count[host]++; host != "" && count[host] == fewSiblings {
			p.out.Notes = append(p.out.Notes, "links lead to articles on "+host+" too: discover.hosts can add it")
		}
	}
}

// presetFor is the preset of the program that a page says it was made by.
func presetFor(generator string) string {
	name, _, _ := strings.Cut(strings.ToLower(generator), " ")
	for _, p := range site.Presets() {
		if strings.HasPrefix(name, p) {
			return p
		}
	}
	return ""
}

func languagesOf(links *discover.Links) []string {
	lang, _, _ := strings.Cut(strings.ToLower(links.Language), "-")
	if len(lang) < 2 || len(lang) > 3 {
		return nil
	}
	return []string{lang}
}

func (p *prober) feeds(ctx context.Context, home string, links *discover.Links) {
	base, err := p.norm.Base(home)
	if err != nil {
		return
	}
	for _, f := range links.Feeds {
		u, err := p.norm.Resolve(base, f.Href)
		if err == nil && !isCommentFeed(u, f.Title) && len(p.out.Feeds) < 5 {
			p.feed(ctx, u)
		}
	}
	if len(p.out.Feeds) > 0 {
		return
	}
	for _, u := range discover.WellKnownFeeds(home) {
		if p.feed(ctx, u) || ctx.Err() != nil {
			return
		}
	}
}

func (p *prober) feed(ctx context.Context, u string) bool {
	resp, err := p.client.Get(ctx, fetch.Request{URL: u, Kind: fetch.Feed, Policy: &p.policy})
	if err != nil {
		return false
	}
	f, err := discover.ParseFeed(resp.Body, p.opts.Now())
	if err != nil {
		return false
	}
	s := ProbedSource{URL: u, Title: f.Title, Entries: len(f.Entries)}
	for _, e := range f.Entries[:min(3, len(f.Entries))] {
		s.Examples = append(s.Examples, e.URL)
	}
	p.out.Feeds = append(p.out.Feeds, s)
	return true
}

func (p *prober) sitemaps(ctx context.Context, home string) {
	var named []string
	robots, err := p.client.Robots(ctx, home, &p.policy)
	var refused *fetch.RefusedError
	switch {
	case err == nil:
		named = robots.Sitemaps
		p.out.Robots = "allows the home page"
		if robots.CrawlDelay > 0 {
			p.out.Robots += fmt.Sprintf(", asks for %v between requests", robots.CrawlDelay)
		}
	case errors.As(err, &refused):
		p.out.Robots = refused.Detail
	}
	places := slices.Concat(named, discover.WellKnownSitemaps(home))
	for i, u := range places {
		if i >= len(named) && len(p.out.Sitemaps) > 0 || i > 12 || ctx.Err() != nil {
			return
		}
		p.sitemap(ctx, u)
	}
}

func (p *prober) sitemap(ctx context.Context, u string) {
	resp, err := p.client.Get(ctx, fetch.Request{URL: u, Kind: fetch.Sitemap, Policy: &p.policy})
	if err != nil {
		return
	}
	s := ProbedSource{URL: u}
	kind, err := discover.ReadSitemap(resp.Body, 0, p.opts.Now(), func(e discover.Entry) bool {
		if s.Entries++; len(s.Examples) < 3 {
			s.Examples = append(s.Examples, e.URL)
		}
		return true
	})
	if err != nil && s.Entries == 0 {
		return
	}
	if kind == discover.SitemapIndex {
		s.Title = "index"
	}
	p.out.Sitemaps = append(p.out.Sitemaps, s)
}
