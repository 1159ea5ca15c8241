package cluster

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"copydesk/crawler/site"
	"copydesk/storage/postgres"
)

// request is what a site's log has of one.
type request struct {
	from, to time.Time
	worker   string
	path     string
}

// web is many small news sites, each at a loopback address of its own, and a
// log of who asked for what and when.
type web struct {
	sites, articles int
	latency         time.Duration
	real            bool // articles of a length and with the weight of markup that newspapers have, each in words of its own
	port            int

	pages atomic.Int64 // front pages and articles that were sent

	mu  sync.Mutex
	log map[string][]request // by host
}

func newWeb(t testing.TB, sites, articles int, latency time.Duration) *web {
	t.Helper()
	w := &web{sites: sites, articles: articles, latency: latency, log: map[string][]request{}}
	l, err := net.Listen("tcp", "0.0.0.0:0") // all of 127.0.0.0/8; who asks from elsewhere is turned away
	if err != nil {
		t.Fatal(err)
	}
	w.port = l.Addr().(*net.TCPAddr).Port
	srv := httptest.NewUnstartedServer(w)
	srv.Listener.Close()
	srv.Listener = l
	srv.Start()
	t.Cleanup(srv.Close)
	return w
}

func (w *web) host(i int) string { return fmt.Sprintf("127.1.%d.%d", i/200, i%200+1) }

func (w *web) id(i int) string { return fmt.Sprintf("site-%04d", i) }

// entries brings the sites into the shared database.
func (w *web) entries(t testing.TB, store *postgres.Store, delay time.Duration, more string) {
	t.Helper()
	for i := range w.sites {
		text := fmt.Sprintf("version: 1\nsites:\n  - id: %s\n    home: http://%s:%d/\n    allow_private: true\n    delay: %v\n"+
			"    headers: {X-Worker: \"${%s}\"}\n    discover: {sitemaps: [], feeds: []}\n    schedule: {every: 24h}\n%s", w.id(i), w.host(i), w.port, delay, envName, more)
		parts, err := site.Split("test", []byte(text), func(string) (string, bool) { return "x", true })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.PutCrawl(t.Context(), parts[0].ID, parts[0].Host, parts[0].Text); err != nil {
			t.Fatal(err)
		}
	}
}

// ServeHTTP implements http.Handler.
func (w *web) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	if from, _, _ := net.SplitHostPort(r.RemoteAddr); !net.ParseIP(from).IsLoopback() {
		http.Error(out, "", http.StatusForbidden)
		return
	}
	host, _, _ := net.SplitHostPort(r.Host)
	q := request{from: time.Now(), worker: r.Header.Get("X-Worker"), path: r.URL.Path}
	if w.latency > 0 {
		time.Sleep(w.latency)
	}
	w.answer(out, r, host)
	q.to = time.Now()
	w.mu.Lock()
	w.log[host] = append(w.log[host], q)
	w.mu.Unlock()
}

func (w *web) answer(out http.ResponseWriter, r *http.Request, host string) {
	out.Header().Set("Content-Type", "text/html; charset=utf-8")
	var n int
	switch _, err := fmt.Sscanf(r.URL.Path, "/2026/03/01/the-harbour-story-%d", &n); {
	case r.URL.Path == "/":
		w.pages.Add(1)
		var links strings.Builder
		for i := range w.articles {
			fmt.Fprintf(&links, `<li><a href="%s">Part %d of the story of the harbour at %s</a></li>`, articlePath(i), i, host)
		}
		fmt.Fprintf(out, `<!doctype html><html lang="en"><title>The Post of %s</title><body><ul>%s</ul></body></html>`, host, links.String())
	case err == nil && n < w.articles && r.URL.Path == articlePath(n):
		w.pages.Add(1)
		if w.real {
			fmt.Fprint(out, newspaperPage(host, n))
		} else {
			fmt.Fprint(out, article(host, n))
		}
	default:
		http.NotFound(out, r)
	}
}

// answered is how many pages were sent so far.
func (w *web) answered() float64 { return float64(w.pages.Load()) }

func articlePath(n int) string { return fmt.Sprintf("/2026/03/01/the-harbour-story-%d", n) }

// article is a story that no other site has.
func article(host string, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="en"><head><title>Part %d of the harbour at %s</title><meta property="og:type" content="article">`+
		`<meta property="article:published_time" content="2026-03-01T08:00:00Z"><meta name="author" content="Ann Ash"></head><body><article><h1>Part %d of the harbour at %s</h1>`, n, host, n, host)
	for p := range 6 {
		fmt.Fprintf(&b, "<p>At %s the ships of part %d lie in row %d, and the pilot of berth %d tells what the %d crews of the %d boats of %s have seen of tide %d on the way in.</p>",
			host, n, p, 7*n+p, n+p, 3*n+11*p, host, 13*p+n)
	}
	b.WriteString("</article></body></html>")
	return b.String()
}

// check looks through the sites' logs: who came in the middle of another one's
// crawl, and who came before its time.
func (w *web) check(t *testing.T, delay time.Duration) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	bad := 0
	complain := func(format string, args ...any) {
		if bad++; bad <= 20 {
			t.Errorf(format, args...)
		}
	}
	for i := range w.sites {
		host := w.host(i)
		log := slices.SortedFunc(slices.Values(w.log[host]), func(a, b request) int { return cmp.Or(a.from.Compare(b.from), cmp.Compare(a.path, b.path)) })
		w.log[host] = log
		before := map[string]bool{} // the workers that asked for something so far
		for n := 1; n < len(log); n++ {
			last, next := log[n-1], log[n]
			before[last.worker] = true
			switch {
			case next.from.Before(last.to):
				complain("%s: %s asks for %s while %s waits for %s", host, next.worker, next.path, last.worker, last.path)
			case next.from.Sub(last.from) < delay-lateness(delay):
				complain("%s: %s asks for %s %v after %s asked for %s, want %v", host, next.worker, next.path, next.from.Sub(last.from), last.worker, last.path, delay)
			case next.worker != last.worker && next.worker != "" && before[next.worker] && next.path != "/" && next.path != "/robots.txt":
				// One that never had the site may begin in its middle: what earlier
				// slices of a run asked for is known, and on a slow machine a slice can
				// end before the site does.
				complain("%s: %s comes back with %s in the middle of the crawl of %s", host, next.worker, next.path, last.worker)
			}
		}
	}
	if bad > 20 {
		t.Errorf("… and %d more", bad-20)
	}
}

// lateness is by how much a busy machine may note a request later than it was
// sent, which makes the time until the next one look shorter.
func lateness(delay time.Duration) time.Duration { return min(delay/4, 150*time.Millisecond) }

// crawled says how many sites have been crawled to the end.
func crawled(ctx context.Context, store *postgres.Store) (int, error) {
	sites, err := store.Sites(ctx)
	n := 0
	for _, s := range sites {
		if !s.LastRun.IsZero() {
			n++
		}
	}
	return n, err
}
