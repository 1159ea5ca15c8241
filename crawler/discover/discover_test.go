package discover

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

var now = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func utf16le(s string) []byte {
	var b bytes.Buffer
	b.WriteString("\xff\xfe")
	for _, u := range utf16.Encode([]rune(s)) {
		var two [2]byte
		binary.LittleEndian.PutUint16(two[:], u)
		b.Write(two[:])
	}
	return b.Bytes()
}

func TestParseFeed(t *testing.T) {
	rss := func(items string) string {
		return `<?xml version="1.0"?><rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><title>News</title><link>https://a.example/</link>` + items + `</channel></rss>`
	}
	tests := []struct {
		name string
		body []byte
		urls []string
	}{
		{"RSS 2.0", []byte(rss(`<item><title>x</title><link>https://a.example/1</link></item><item><link>/2</link></item>`)), []string{"https://a.example/1", "/2"}},
		{"RSS 0.91", []byte(`<rss version="0.91"><channel><title>t</title><item><title>x</title><link>https://a.example/1</link></item></channel></rss>`), []string{"https://a.example/1"}},
		{"RSS 1.0", []byte(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>t</title></channel><item><title>x</title><link>https://a.example/1</link></item></rdf:RDF>`), []string{"https://a.example/1"}},
		{"Atom", []byte(`<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><link rel="alternate" href="https://a.example/1"/><link rel="edit" href="https://a.example/edit"/><updated>2026-03-01T10:00:00Z</updated></entry></feed>`), []string{"https://a.example/1"}},
		{"JSON Feed", []byte(`{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1","url":"https://a.example/1"}]}`), []string{"https://a.example/1"}},
		{"an id that is a link", []byte(rss(`<item><title>x</title><guid isPermaLink="true">https://a.example/1</guid></item>`)), []string{"https://a.example/1"}},
		{"FeedBurner", []byte(rss(`<item><link>https://feeds.example/~r/1</link><feedburner:origLink>https://a.example/1</feedburner:origLink></item>`)), []string{"https://a.example/1"}},
		{"an item without a link", []byte(rss(`<item><title>x</title></item><item><link>https://a.example/1</link></item>`)), []string{"https://a.example/1"}},
		{"HTML entities", []byte(rss(`<item><title>a &nbsp; b</title><link>https://a.example/1</link></item>`)), []string{"https://a.example/1"}},
		{"cut off", []byte(rss(`<item><link>https://a.example/1</link></item><item><link>https://a.example/2</link></item>`)[:236]), []string{"https://a.example/1"}},
		{"unescaped ampersand", []byte(rss(`<item><title>A & B</title><link>https://a.example/?a=1&b=2</link></item>`)), []string{"https://a.example/?a=1&b=2"}},
		{"UTF-16", utf16le(strings.Replace(rss(`<item><title>ü</title><link>https://a.example/1</link></item>`), `version="1.0"?>`, `version="1.0" encoding="utf-16"?>`, 1)), []string{"https://a.example/1"}},
		{"windows-1251", []byte(strings.Replace(rss("<item><title>\xcd\xee\xe2</title><link>https://a.example/1</link></item>"), `version="1.0"?>`, `version="1.0" encoding="windows-1251"?>`, 1)), []string{"https://a.example/1"}},
		{"byte order mark and space before", []byte("\xef\xbb\xbf\n " + rss(`<item><link>https://a.example/1</link></item>`)), []string{"https://a.example/1"}},
		{"empty", []byte(rss("")), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := ParseFeed(tt.body, now)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range f.Entries {
				got = append(got, e.URL)
			}
			if diff := cmp.Diff(tt.urls, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFeedRefused(t *testing.T) {
	for name, body := range map[string]string{
		"a page": "<!doctype html><html><body>x", "nothing": "", "text": "hello", "a sitemap": "<urlset/>", "JSON": `{"a":1}`, "deep JSON": strings.Repeat("[", 20000),
	} {
		if _, err := ParseFeed([]byte(body), now); !errors.Is(err, ErrNotFeed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFeedHostile(t *testing.T) {
	laughs := `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">` + strings.Repeat(`<!ENTITY l1 "&lol;&lol;&lol;&lol;">`, 20) + `<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&l1;&x;</title><item><link>https://a.example/1</link><title>&x;</title></item></channel></rss>`
	f, err := ParseFeed([]byte(laughs), now)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(f.Title, "lollol") || strings.Contains(f.Title, "root:") || len(f.Entries) != 1 {
		t.Errorf("%+v", f)
	}
	var many strings.Builder
	many.WriteString("<rss><channel><title>t</title>")
	for i := range 100_000 {
		fmt.Fprintf(&many, "<item><link>https://a.example/%d</link></item>", i)
	}
	start := time.Now()
	if f, err = ParseFeed([]byte(many.String()), now); err != nil || len(f.Entries) != maxEntries {
		t.Errorf("%v", err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("100,000 items took %v", took)
	}
}

func TestFeedDates(t *testing.T) {
	for in, want := range map[string]string{
		"Mon, 02 Mar 2026 10:00:00 +0100": "2026-03-02T09:00:00Z", "Mon, 2 Mar 2026 10:00:00 GMT": "2026-03-02T10:00:00Z", "2026-03-02": "2026-03-02T00:00:00Z",
		"2026-03-02T10:00:00Z": "2026-03-02T10:00:00Z", "2036-01-01": "0001-01-01T00:00:00Z", "1970-01-01": "0001-01-01T00:00:00Z", "yesterday": "0001-01-01T00:00:00Z", "": "0001-01-01T00:00:00Z",
	} {
		if got := parseTime(in, now).Format(time.RFC3339); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func readAll(t *testing.T, body string, limit int) (urls []string, kind SitemapKind, err error) {
	t.Helper()
	kind, err = ReadSitemap([]byte(body), limit, now, func(e Entry) bool {
		s := e.URL
		if !e.LastMod.IsZero() {
			s += " " + e.LastMod.Format("2006-01-02")
		}
		if e.News {
			s += " news"
		}
		urls = append(urls, s)
		return true
	})
	return urls, kind, err
}

func TestReadSitemap(t *testing.T) {
	const ns = ` xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"`
	tests := []struct {
		name, body string
		kind       SitemapKind
		want       []string
	}{
		{"pages", `<?xml version="1.0"?><urlset` + ns + `><url><loc> https://a.example/1 </loc><lastmod>2026-03-01</lastmod></url><url><loc>https://a.example/2?a=1&amp;b=2</loc></url></urlset>`, PageSitemap, []string{"https://a.example/1 2026-03-01", "https://a.example/2?a=1&b=2"}},
		{"index", `<sitemapindex` + ns + `><sitemap><loc>https://a.example/s.xml</loc><lastmod>2026-03-01T10:00:00+01:00</lastmod></sitemap></sitemapindex>`, SitemapIndex, []string{"https://a.example/s.xml 2026-03-01"}},
		{"images are no pages", `<urlset` + ns + `><url><loc>https://a.example/1</loc><image:image><image:loc>https://a.example/i.jpg</image:loc></image:image></url></urlset>`, PageSitemap, []string{"https://a.example/1"}},
		{"news", `<urlset` + ns + `><url><loc>https://a.example/1</loc><news:news><news:publication_date>2026-03-09T08:00:00Z</news:publication_date><news:title>x</news:title></news:news></url></urlset>`, PageSitemap, []string{"https://a.example/1 2026-03-09 news"}},
		{"hreflang", `<urlset` + ns + `><url><loc>https://a.example/1</loc><xhtml:link rel="alternate" hreflang="es" href="https://a.example/es/1"/></url></urlset>`, PageSitemap, []string{"https://a.example/1"}},
		{"no namespace", `<urlset><url><loc>https://a.example/1</loc></url></urlset>`, PageSitemap, []string{"https://a.example/1"}},
		{"old namespace", `<urlset xmlns="http://www.google.com/schemas/sitemap/0.84"><url><loc>https://a.example/1</loc></url></urlset>`, PageSitemap, []string{"https://a.example/1"}},
		{"CDATA", `<urlset` + ns + `><url><loc><![CDATA[https://a.example/1]]></loc></url></urlset>`, PageSitemap, []string{"https://a.example/1"}},
		{"text", "https://a.example/1\nhttps://a.example/2\n\n# x\n", PageSitemap, []string{"https://a.example/1", "https://a.example/2"}},
		{"a feed", `<rss><channel><title>t</title><item><link>https://a.example/1</link></item></channel></rss>`, PageSitemap, []string{"https://a.example/1"}},
		{"a date in the future is not believed", `<urlset><url><loc>https://a.example/1</loc><lastmod>2030-01-01</lastmod></url></urlset>`, PageSitemap, []string{"https://a.example/1"}},
		{"an entry without address", `<urlset><url><lastmod>2026-01-01</lastmod></url></urlset>`, PageSitemap, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, kind, err := readAll(t, tt.body, 0)
			if err != nil || kind != tt.kind {
				t.Fatalf("kind %v, %v", kind, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSitemapBounds(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for i := range MaxURLs + 500 {
		fmt.Fprintf(&b, "<url><loc>https://a.example/%d</loc></url>", i)
	}
	if got, _, err := readAll(t, b.String(), 0); err != nil || len(got) != MaxURLs {
		t.Errorf("%d entries, %v", len(got), err)
	}
	if got, _, err := readAll(t, b.String(), 10); err != nil || len(got) != 10 {
		t.Errorf("limit 10: %d entries, %v", len(got), err)
	}
	broken := b.String()[:3000] + "<<<"
	if got, _, err := readAll(t, broken, 0); len(got) < 10 {
		t.Errorf("cut off: %d entries, %v", len(got), err)
	}
	if _, _, err := readAll(t, "<urlset>"+strings.Repeat("<url>", 50_000), 0); err == nil {
		t.Error("nesting without end was let through")
	}
	for _, bad := range []string{"", "<html></html>", "{}", "plain"} {
		if _, _, err := readAll(t, bad, 0); !errors.Is(err, ErrNotSitemap) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestWalk(t *testing.T) {
	const page = `<!doctype html><html lang="es"><head><title> Portada </title><base href="/b/"><meta name="generator" content="Drupal 10">
<meta name="robots" content="noindex, noarchive"><link rel="canonical" href="/c"><link rel="amphtml" href="/amp"><link rel="next" href="?page=2">
<link rel="alternate" type="application/rss+xml" href="/feed" title="t"><link rel="alternate" type="application/atom+xml" href="/atom"><link rel=alternate hreflang=en href=/en>
<link rel="alternate stylesheet" href="/s.css"></head>
<body><a href="/1">One  <b>more</b></a><a href="/1#x">again</a><a href="/1">twice</a><a href="#top">top</a><a>none</a><a href="/known">k</a>
<a href="/ad" rel="sponsored">ad</a><a href="/c2" rel="ugc nofollow">reader</a><a href="/l?sort=price" rel="nofollow">sorted</a><map><area href="/area"></map></body></html>`
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	got := Walk(root, func(href string) bool { return href == "/known" })
	want := &Links{
		Base: "/b/", Canonical: "/c", AMP: "/amp", Next: "?page=2", Language: "es", Title: "Portada", Generator: "Drupal 10",
		Feeds:        []Alternate{{Href: "/feed", Type: "application/rss+xml", Title: "t"}, {Href: "/atom", Type: "application/atom+xml"}},
		Translations: []Alternate{{Href: "/en", Lang: "en"}},
		Anchors:      []Anchor{{Href: "/1", Text: "One more"}, {Href: "/1#x", Text: "again"}, {Href: "/area"}},
		NoIndex:      true, NoArchive: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLanguageLinks(t *testing.T) {
	const head = `<html lang="en-GB"><head>`
	for _, c := range []struct {
		name, page string
		want       []Alternate
	}{
		{"a switch", head + `</head><a href="/es/1" hreflang="es">Español</a><a href="/de/1" hreflang="de">Deutsch</a>`, []Alternate{{Href: "/es/1", Lang: "es"}, {Href: "/de/1", Lang: "de"}}},
		{"the page's own language", head + `</head><a href="/tag/boats" hreflang="en">boats</a>`, nil},
		{"several of a language", head + `</head><a href="/es/1" hreflang="es">uno</a><a href="/es/2" hreflang="es">dos</a><a href="/fr/1" hreflang="fr">un</a>`, []Alternate{{Href: "/fr/1", Lang: "fr"}}},
		{"the same twice", head + `</head><a href="/es/1" hreflang="es">uno</a><a href="/es/1" hreflang="es">uno</a>`, []Alternate{{Href: "/es/1", Lang: "es"}}},
		{"the head knows", head + `<link rel="alternate" hreflang="es" href="/es/9"></head><a href="/de/1" hreflang="de">Deutsch</a>`, []Alternate{{Href: "/es/9", Lang: "es"}}},
	} {
		root, err := html.Parse(strings.NewReader(c.page))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, Walk(root, nil).Translations); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestShapesAreLearned(t *testing.T) {
	s := LoadShapes(nil)
	const slug = "https://a.example/es/noticias/un-plan-nuevo-de-vivienda"
	if s.Judge(slug) != ArticleLike {
		t.Error("a long name is most likely an article's")
	}
	if s.Judge("https://a.example/") != SectionLike {
		t.Error("the home page")
	}
	// This site's articles have numbers, and its long names are topics.
	for i := range 6 {
		s.Learn(fmt.Sprintf("https://a.example/n/%d", 44120+i), true)
		s.Learn(fmt.Sprintf("https://a.example/temas/los-temas-del-mes-%c", 'a'+i), false)
	}
	for u, want := range map[string]Class{
		"https://a.example/n/99321":                      ArticleLike,
		"https://a.example/temas/otro-de-los-temas":      SectionLike,
		"https://a.example/otros/uno-de-los-otros-temas": SectionLike, // the general shape
		"https://a.example/contacto":                     Unsure,
	} {
		if got := s.Judge(u); got != want {
			t.Errorf("Judge(%s) = %v, want %v", u, got, want)
		}
	}
	again := LoadShapes(s.JSON())
	if diff := cmp.Diff(s, again); diff != "" {
		t.Error(diff)
	}
	for i := range 3000 {
		s.Learn(fmt.Sprintf("https://a.example/w%c%c/x%c/%d", 'a'+i%26, 'a'+i/26%26, 'a'+i/676, i), i%2 == 0)
	}
	if n := len(s.Counts); n > maxShapes+2 {
		t.Errorf("%d shapes are kept", n)
	}
	if LoadShapes([]byte("garbage")).Counts == nil {
		t.Error("garbage was taken up")
	}
}

func TestSuspicious(t *testing.T) {
	tests := []struct {
		name, path string
		want       bool
	}{
		{"an article", "/2026/03/09/un-plan-nuevo", false},
		{"an archive of today", "/archive/2026/03", false},
		{"a calendar in years to come", "/calendar/2031/05", true},
		{"a calendar in the past", "/calendar/1931/05", true},
		{"a date in the query, far off", "/events?date=2031-05-01", true},
		{"a date in the query, near", "/events?date=2026-03-01", false},
		{"an article about a year to come", "/2031/a-look-at-the-year", false},
		{"parts that repeat", "/a/b/a/b/a/b", true},
		{"one part three times", "/more/x/more/y/more", true},
		{"days may repeat", "/2026/03/03/3", false},
		{"too deep", strings.Repeat("/x1y2", 1) + strings.Repeat("/q", 1) + "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o", true},
		{"too many parameters", "/l?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9", true},
		{"too long", "/" + strings.Repeat("x", 2000), true},
		{"into the basket", "/shop/?add-to-cart=12", true},
		{"into another basket", "/catalog/?action=ADD2BASKET&id=7", true},
		{"onto a list", "/wishlist/?add=3", true},
		{"a login", "/wp-login.php?redirect_to=/a", true},
		{"a logout", "/user/logout", true},
		{"a mail to a friend", "/index.php/component/mailto/?tmpl=component&link=4", true},
		{"another mail", "/es/printmail/1000", true},
		{"an answer to a comment", "/a-story/?replytocom=17", true},
		{"a vote", "/story?vote=up", true},
		{"an article about a basket", "/news/add-to-cart-buttons-are-banned", false},
		{"an article about a vote", "/vote/how-the-council-voted", false},
		{"what a script does", "/index.php?action=article&id=7", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if why := Suspicious("https://a.example"+tt.path, now); (why != "") != tt.want {
				t.Errorf("Suspicious(%.60s) = %q", tt.path, why)
			}
		})
	}
}

func TestTrapsCloseAndReopen(t *testing.T) {
	follow := func(t *testing.T, tr *Traps, format string, breeds bool, fruit func(int) bool) int {
		t.Helper()
		n := 0
		for i := range 200 {
			u := fmt.Sprintf(format, i)
			if tr.Check(u, now) != "" {
				break
			}
			n++
			tr.Visited(u, Seen{Fruit: fruit != nil && fruit(i), Breeds: breeds}, now)
		}
		return n
	}
	for name, format := range map[string]string{
		"calendar":     "https://a.example/calendar/%d",
		"growing path": "https://a.example/grow/a%d9/b",
		"facets":       "https://a.example/list?color=c%d&size=x",
	} {
		t.Run(name, func(t *testing.T) {
			if n := follow(t, NewTraps(nil, now), format, false, nil); n != TrapBudget {
				t.Errorf("%d pages of the trap were visited, want %d", n, TrapBudget)
			}
		})
	}
	t.Run("pages that breed more of themselves", func(t *testing.T) {
		if n := follow(t, NewTraps(nil, now), "https://a.example/calendar/%d", true, nil); n != (TrapBudget+1)/2 {
			t.Errorf("%d pages were visited, want %d", n, (TrapBudget+1)/2)
		}
	})
	t.Run("a list that goes on bearing fruit", func(t *testing.T) {
		if n := follow(t, NewTraps(nil, now), "https://a.example/l?page=%d", true, func(i int) bool { return i%2 == 0 }); n != 200 {
			t.Errorf("given up after %d pages", n)
		}
	})
	t.Run("the same article over and over", func(t *testing.T) {
		tr := NewTraps(nil, now)
		closed := ""
		for i := range 10 {
			if c := tr.Visited(fmt.Sprintf("https://a.example/x?v=%d", i), Seen{Fruit: true, ArticleID: "article-1"}, now); c.Pattern != "" {
				closed = c.Pattern
			}
		}
		if closed == "" {
			t.Error("not noticed")
		}
	})
	t.Run("kept for the next run, for a month", func(t *testing.T) {
		tr := NewTraps(nil, now)
		follow(t, tr, "https://a.example/calendar/%d", true, nil)
		next := NewTraps(tr.Closed(), now.Add(time.Hour))
		if next.Check("https://a.example/calendar/5", now) == "" {
			t.Error("forgotten by the next run")
		}
		later := NewTraps(tr.Closed(), now.AddDate(0, 2, 0))
		if why := later.Check("https://a.example/calendar/5", now); why != "" {
			t.Errorf("still closed after two months: %s", why)
		}
	})
}

func TestPageNumber(t *testing.T) {
	for u, want := range map[string]int{
		"https://a.example/l?page=3": 3, "https://a.example/l/page/4/": 4, "https://a.example/l?paged=2&x=1": 2, "https://a.example/l": 0,
		"https://a.example/2024/05": 0, "https://a.example/?p=2": 2, "https://a.example/l?page=last": 0, "https://a.example/l?page=0": 1,
	} {
		if got := PageNumber(u); got != want {
			t.Errorf("PageNumber(%s) = %d, want %d", u, got, want)
		}
	}
}

// A feed with characters that XML can't hold, blank lines before its
// declaration and names of HTML's is read whole.
func TestFeedWithControls(t *testing.T) {
	f, err := ParseFeed([]byte("\r\n\r\n<?xml version=\"1.0\"?><rss><channel><title>A\x0b&nbsp;feed</title><item><title>x\x00\x1f</title><link>https://a.example/1</link></item><item><link>https://a.example/2</link></item></channel></rss>"), now)
	if err != nil || len(f.Entries) != 2 || f.Broken != "" || f.Entries[0].Title != "x" {
		t.Errorf("%+v, %v", f, err)
	}
}

// A page that sends its reader on names a link.
func TestRefresh(t *testing.T) {
	for content, want := range map[string]string{
		"0; url=/there": "/there", "5;URL='https://a.example/x?a=b;c'": "https://a.example/x?a=b;c", `0 ; Url = "/q" `: "/q", "300": "", "0;/there": "", "0; url=": "", "0;url": "",
	} {
		root, err := html.Parse(strings.NewReader(`<meta http-equiv=Refresh content="` + html.EscapeString(content) + `">`))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, a := range Walk(root, nil).Anchors {
			got += a.Href
		}
		if got != want {
			t.Errorf("%q leads to %q, want %q", content, got, want)
		}
	}
}

func TestWellKnown(t *testing.T) {
	for _, u := range append(WellKnownFeeds("https://a.example/es"), WellKnownSitemaps("https://a.example/es")...) {
		if !strings.HasPrefix(u, "https://a.example/") || strings.Contains(u, "/es") {
			t.Errorf("%s is no well-known place", u)
		}
	}
}
