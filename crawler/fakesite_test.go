package crawler

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
	"copydesk/storage/sqlite"
)

// hit is a request that a fake site got.
type hit struct {
	at     time.Time
	path   string // with the query
	status int
	header http.Header
}

// fakeSite is a news site in memory, written in our own words, that can be
// made to misbehave.
type fakeSite struct {
	host     string
	articles int
	now      func() time.Time

	feed, sitemap, robots string // bodies; "" is 404
	pages                 map[string]string
	before                func(w http.ResponseWriter, r *http.Request) bool // true when it has answered
	etags                 bool

	mu   sync.Mutex
	hits []hit
}

func newFakeSite(host string, articles int, now func() time.Time) *fakeSite {
	f := &fakeSite{host: host, articles: articles, now: now, pages: map[string]string{}, etags: true}
	sections := []string{"world", "sport", "culture"}
	var home strings.Builder
	for _, s := range sections {
		fmt.Fprintf(&home, `<li><a href="/%s">%s</a></li>`, s, s)
	}
	f.pages["/"] = layout("News", "<ul>"+home.String()+"</ul>"+f.list(0, 6))
	for i, s := range sections {
		from, to := i*articles/3, (i+1)*articles/3
		f.pages["/"+s] = layout(s, "<h1>"+s+"</h1>"+f.list(from, to))
	}
	for i := range articles {
		f.pages[f.path(i)] = f.article(i, "")
	}
	return f
}

func (f *fakeSite) url(i int) string { return "https://" + f.host + f.path(i) }

func (f *fakeSite) path(i int) string {
	return fmt.Sprintf("/%s/the-council-takes-decision-%s-today", []string{"world", "sport", "culture"}[i*3/max(f.articles, 1)], number(i))
}

// number is a number in letters, so that addresses have no digits in them.
func number(i int) string {
	s := ""
	for _, d := range fmt.Sprint(i) {
		s += []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}[d-'0']
	}
	return s
}

func layout(title, main string) string {
	return `<!doctype html><html lang="en"><head><title>` + title + `</title></head><body><nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a> <a href="/culture">Culture</a></nav><main>` + main + `</main><footer>All rights reserved</footer></body></html>`
}

func (f *fakeSite) list(from, to int) string {
	var b strings.Builder
	for i := from; i < to && i < f.articles; i++ {
		fmt.Fprintf(&b, `<article class="teaser"><h2><a href="%s">The council takes decision %s today</a></h2><p>On the %s day the members spoke at length.</p></article>`, f.path(i), number(i), number(i+2))
	}
	return b.String()
}

// article is a page whose text differs from article to article.
func (f *fakeSite) article(i int, edit string) string {
	var b strings.Builder
	words := strings.Fields("council road bridge winter budget school market river station garden harbour theatre library museum festival")
	for p := range 5 {
		b.WriteString("<p>")
		for s := range 4 {
			fmt.Fprintf(&b, "On the %s day the %s of district %s spoke at length about the %s and the %s near the %s. ",
				number(p*4+s), words[(i+s)%len(words)], number(i*7+s), words[(i*3+p)%len(words)], words[(i*5+p+s)%len(words)], words[(i+p*s)%len(words)])
		}
		b.WriteString("</p>\n")
	}
	return fmt.Sprintf(`<!doctype html><html lang="en"><head><title>Decision %[1]s</title><link rel="canonical" href="https://%[2]s%[3]s">
<meta property="og:type" content="article"><meta property="article:published_time" content="%[4]s"><meta name="author" content="Ada Writer"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Decision %[1]s %[6]s</h1>%[5]s</article></body></html>`,
		number(i), f.host, f.path(i), f.now().Add(-2*time.Hour).Format(time.RFC3339), b.String(), html.EscapeString(edit))
}

func (f *fakeSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.before != nil && f.before(w, r) {
		return
	}
	body, typ := "", "text/html; charset=utf-8"
	switch r.URL.Path {
	case "/robots.txt":
		body, typ = f.robots, "text/plain"
	case "/feed.rss":
		body, typ = f.feed, "application/rss+xml"
	case "/sitemap.xml":
		body, typ = f.sitemap, "application/xml"
	default:
		body = f.pages[r.URL.Path]
	}
	if body == "" {
		http.NotFound(w, r)
		return
	}
	if f.etags && r.URL.Path != "/robots.txt" {
		tag := fmt.Sprintf(`"%x"`, len(body))
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.Header().Set("Content-Type", typ)
	io.WriteString(w, body)
}

func (f *fakeSite) count(status int) (n int) {
	for _, h := range f.hits {
		if h.status == status {
			n++
		}
	}
	return n
}

func (f *fakeSite) asked(path string) (n int) {
	for _, h := range f.hits {
		if h.path == path {
			n++
		}
	}
	return n
}

// fakeWeb is fake sites by host.
type fakeWeb map[string]*fakeSite

func (w fakeWeb) RoundTrip(req *http.Request) (*http.Response, error) {
	f := w[req.URL.Hostname()]
	if f == nil {
		return nil, &fetch.NetError{URL: req.URL.String(), Op: "dns", Hint: "no such host", Err: fmt.Errorf("no %s", req.URL.Host)}
	}
	rec := httptest.NewRecorder()
	f.ServeHTTP(rec, req)
	f.mu.Lock()
	f.hits = append(f.hits, hit{time.Now(), req.URL.RequestURI(), rec.Code, req.Header.Clone()})
	f.mu.Unlock()
	resp := rec.Result()
	resp.Request = req
	return resp, nil
}

// in2026 is the bubble's clock, moved to our days.
func in2026() time.Time { return time.Now().AddDate(26, 2, 0) }

func openStore(t *testing.T) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "crawl.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// oneSite reads a sites file of one entry.
func oneSite(t *testing.T, entry string) []site.Site {
	t.Helper()
	f, err := site.Parse("sites.yaml", []byte("version: 1\nsites:\n"+entry), nil)
	if err != nil {
		t.Fatal(err)
	}
	return f.Sites
}
