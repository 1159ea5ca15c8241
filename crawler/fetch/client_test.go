package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"

	"copydesk/storage"
)

// web is a fake web: handlers by host, without sockets, that notes who came
// when.
type web struct {
	mu    sync.Mutex
	hosts map[string]http.Handler
	log   []string
	times []time.Time
	seen  []http.Header
}

func (w *web) RoundTrip(req *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.log = append(w.log, req.URL.String())
	w.times = append(w.times, time.Now())
	w.seen = append(w.seen, req.Header.Clone())
	h := w.hosts[req.URL.Host]
	w.mu.Unlock()
	if h == nil {
		return nil, fmt.Errorf("no host %s in the fake web", req.URL.Host)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	resp := rec.Result()
	resp.Request = req
	return resp, nil
}

func page(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, body)
	}
}

// hosts is a HostStore in memory.
type hosts struct {
	mu   sync.Mutex
	rows map[string]storage.Host
}

func (h *hosts) Host(_ context.Context, name string) (storage.Host, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	row, ok := h.rows[name]
	if !ok {
		return row, storage.ErrNotFound
	}
	return row, nil
}

func (h *hosts) SaveHost(_ context.Context, row storage.Host) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rows == nil {
		h.rows = map[string]storage.Host{}
	}
	h.rows[row.Host] = row
	return nil
}

func TestDelayBetweenRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &web{hosts: map[string]http.Handler{"a.example": page("<p>x"), "b.example": page("<p>x")}}
		c := New(Config{Transport: w})
		p := &Policy{Delay: 10 * time.Second}
		start := time.Now()
		var wg sync.WaitGroup
		for _, u := range []string{"https://a.example/1", "https://a.example/2", "https://b.example/1"} {
			wg.Go(func() {
				if _, err := c.Get(t.Context(), Request{URL: u, Policy: p}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		// a: robots.txt, a page, a page; b at the same time.
		if took := time.Since(start); took != 20*time.Second {
			t.Errorf("took %v, want 20s", took)
		}
	})
}

func TestCrawlDelayWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				io.WriteString(w, "User-agent: *\nCrawl-delay: 30")
				return
			}
			page("x")(w, r)
		})}}
		c := New(Config{Transport: w})
		start := time.Now()
		for i := range 3 {
			if _, err := c.Get(t.Context(), Request{URL: fmt.Sprintf("https://a.example/%d", i), Policy: &Policy{Delay: time.Second}}); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 61*time.Second { // 1 s after robots.txt, which wasn't known yet
			t.Errorf("took %v, want 61s", took)
		}
	})
}

func TestRetryAfterHoldsTheHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, date := range []bool{false, true} {
			form := "7"
			if date {
				form = time.Now().Add(7 * time.Second).UTC().Format(http.TimeFormat)
			}
			answers := 0
			w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if answers++; answers == 1 {
					w.Header().Set("Retry-After", form)
					w.WriteHeader(429)
					return
				}
				page("x")(w, r)
			})}}
			store := &hosts{}
			c := New(Config{Transport: w, Hosts: store})
			p := &Policy{IgnoreRobots: true}
			_, err := c.Get(t.Context(), Request{URL: "https://a.example/1", Policy: p})
			var status *StatusError
			if !errors.As(err, &status) || status.Code != 429 || status.RetryAfter != 7*time.Second {
				t.Fatalf("Retry-After %q: %v", form, err)
			}
			start := time.Now()
			// Another run, with a store alone in common, waits as well.
			if _, err := New(Config{Transport: w, Hosts: store}).Get(t.Context(), Request{URL: "https://a.example/2", Policy: p}); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took != 7*time.Second {
				t.Errorf("Retry-After %q: asked again after %v", form, took)
			}
		}
	})
}

func TestSlowsDownAndRecovers(t *testing.T) {
	g := newGate("a.example", 1)
	now := time.Now()
	step := func(r result) time.Duration {
		g.slots <- struct{}{}
		g.leave(now, time.Second, r)
		d := g.next.Sub(now)
		now = g.next
		return d
	}
	if d := step(result{status: 200}); d != time.Second {
		t.Errorf("after an answer %v, want 1s", d)
	}
	for _, want := range []time.Duration{1, 2, 4, 8} {
		if d := step(result{status: 503}); d != want*time.Second {
			t.Errorf("after trouble %v, want %v", d, want*time.Second)
		}
	}
	if d := step(result{status: 200, latency: 6 * time.Second}); d != 6*time.Second {
		t.Errorf("after a slow answer %v, want 6s", d)
	}
	for range 20 {
		step(result{status: 200})
	}
	if d := step(result{status: 200}); d != time.Second {
		t.Errorf("recovered to %v, want 1s", d)
	}
	for range 20 {
		step(result{err: errIdle})
	}
	if d := step(result{err: errIdle}); d != slowMost {
		t.Errorf("slowed down to %v, want %v", d, slowMost)
	}
}

func TestHostDownCostsOneTry(t *testing.T) {
	c := New(Config{AllowPrivate: []string{"127.0.0.1"}})
	start := time.Now()
	for i := range 5 {
		_, err := c.Get(t.Context(), Request{URL: fmt.Sprintf("http://127.0.0.1:1/%d", i)})
		var netErr *NetError
		if !errors.As(err, &netErr) || netErr.Op != "connect" || !netErr.HostDown() {
			t.Fatalf("got %v", err)
		}
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func TestBusyHostIsGivenBack(t *testing.T) {
	store := &hosts{}
	until := time.Now().Add(time.Hour)
	if err := store.SaveHost(t.Context(), storage.Host{Host: "a.example", NextAllowed: until}); err != nil {
		t.Fatal(err)
	}
	c := New(Config{Transport: &web{}, Hosts: store})
	_, err := c.Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
	var busy *BusyError
	if !errors.As(err, &busy) || !busy.Until.Equal(until) {
		t.Errorf("got %v", err)
	}
}

func TestStoredTimeFromAWrongClock(t *testing.T) {
	store := &hosts{}
	if err := store.SaveHost(t.Context(), storage.Host{Host: "a.example", NextAllowed: time.Now().AddDate(20, 0, 0)}); err != nil {
		t.Fatal(err)
	}
	c := New(Config{Transport: &web{hosts: map[string]http.Handler{"a.example": page("x")}}, Hosts: store})
	if _, err := c.Get(t.Context(), Request{URL: "https://a.example/"}); err != nil {
		t.Error(err)
	}
}

func TestRobotsByStatus(t *testing.T) {
	tests := []struct {
		name    string
		handler http.HandlerFunc
		allowed bool
	}{
		{"200 open", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "User-agent: *\nDisallow: /other") }, true},
		{"200 closed", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "User-agent: *\nDisallow: /x") }, false},
		{"404 is open", http.NotFound, true},
		{"403 is open", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) }, true},
		{"500 is closed", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }, false},
		{"503 is closed", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) }, false},
		{"429 is closed", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(429) }, false},
		{"a loop is open", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/robots.txt", 301) }, true},
		{"a page in its place is open", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "<!doctype html>\nUser-agent: *\nDisallow: /")
		}, true},
		{"a redirect is followed", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.Redirect(w, r, "/r.txt", 302)
				return
			}
			io.WriteString(w, "User-agent: *\nDisallow: /x")
		}, false},
		{"endless", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "User-agent: *\nDisallow: /x\n"+strings.Repeat("#\n", 2<<20))
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Path == "/x" {
						page("x")(w, r)
						return
					}
					tt.handler(w, r)
				})}}
				_, err := New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/x"})
				var refused *RefusedError
				if tt.allowed != (err == nil) || err != nil && (!errors.As(err, &refused) || refused.Rule != RuleRobots) {
					t.Errorf("allowed %v, got %v", tt.allowed, err)
				}
			})
		})
	}
}

func TestRobotsIsAskedOnceADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &web{hosts: map[string]http.Handler{"a.example": page("x")}}
		store := &hosts{}
		count := func() (n int) {
			for _, u := range w.log {
				if strings.HasSuffix(u, "/robots.txt") {
					n++
				}
			}
			return n
		}
		get := func() {
			t.Helper()
			if _, err := New(Config{Transport: w, Hosts: store}).Get(t.Context(), Request{URL: "https://a.example/x"}); err != nil {
				t.Fatal(err)
			}
		}
		get()
		time.Sleep(23 * time.Hour)
		get()
		if n := count(); n != 1 {
			t.Errorf("asked %d times within a day, want once", n)
		}
		time.Sleep(2 * time.Hour)
		get()
		if n := count(); n != 2 {
			t.Errorf("asked %d times, want again after a day", n)
		}
	})
}

func TestRobotsOfEachHop(t *testing.T) {
	w := &web{hosts: map[string]http.Handler{
		"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			http.Redirect(w, r, "https://b.example/closed", 302)
		}),
		"b.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				io.WriteString(w, "User-agent: *\nDisallow: /closed")
				return
			}
			t.Errorf("%s was asked for", r.URL)
		}),
	}}
	_, err := New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/x", Policy: &Policy{}})
	var refused *RefusedError
	if !errors.As(err, &refused) || refused.Rule != RuleRobots {
		t.Errorf("got %v", err)
	}
}

func TestRefused(t *testing.T) {
	c := New(Config{})
	tests := []struct {
		url  string
		rule Rule
	}{
		{"ftp://a.example/", RuleScheme}, {"file:///etc/passwd", RuleScheme}, {"javascript:alert(1)", RuleScheme},
		{"http://127.0.0.1/", RuleAddress}, {"http://2130706433/", RuleAddress}, {"http://0x7f.1/", RuleAddress},
		{"http://0177.0.0.1/", RuleAddress}, {"http://127.1/", RuleAddress}, {"http://[::1]/", RuleAddress}, {"http://[::ffff:127.0.0.1]/", RuleAddress},
		{"http://①②⑦.0.0.1/", RuleAddress}, {"http://169.254.169.254/latest/meta-data/", RuleAddress}, {"http://localhost/", RuleAddress},
		{"http://10.0.0.1/", RuleAddress}, {"http://[64:ff9b::7f00:1]/", RuleAddress}, {"http://[2002:7f00:1::]/", RuleAddress}, {"http://0.0.0.0/", RuleAddress},
		{"http://a.example:22/", RulePort}, {"http://a.example:6379/", RulePort},
		{"http://[::1", RuleURL}, {"https://" + strings.Repeat("a", 9000), RuleURL}, {"https://" + strings.Repeat("a@", 50) + "x/", RuleURL}, {"", RuleURL},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%.30s", tt.url), func(t *testing.T) {
			_, err := c.Get(t.Context(), Request{URL: tt.url, Policy: &Policy{IgnoreRobots: true}})
			var refused *RefusedError
			if !errors.As(err, &refused) || refused.Rule != tt.rule {
				t.Errorf("got %v, want a refusal by %s", err, tt.rule)
			}
			if err != nil && len(err.Error()) > 400 {
				t.Errorf("a message of %d bytes", len(err.Error()))
			}
		})
	}
}

func TestPublicAddresses(t *testing.T) {
	g := newGuard()
	for _, a := range []string{"8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "172.32.0.1", "100.128.0.1"} {
		if !g.public(netip.MustParseAddr(a)) {
			t.Errorf("%s is refused", a)
		}
	}
	for _, a := range []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
		"192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
		"239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fc00::1", "fd12:3456::1",
		"fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::", "2001::1", "2001:db8::1", "100::1", "3fff::1",
	} {
		if g.public(netip.MustParseAddr(a)) {
			t.Errorf("%s is let through", a)
		}
	}
}

// The guard stands at the socket: a name that leads to a private address is
// refused although nothing in the URL says so.
func TestRefusedAtTheSocket(t *testing.T) {
	hit := false
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hit = true }))
	defer srv.Close()
	tr, err := newTransports(newAddresses()).get(transportKey{connect: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := tr.RoundTrip(req)
	if err == nil {
		resp.Body.Close()
	}
	var refused *RefusedError
	if !errors.As(err, &refused) || refused.Rule != RuleAddress || hit {
		t.Errorf("got %v, server asked: %v", err, hit)
	}
}

func TestRedirects(t *testing.T) {
	w := &web{hosts: map[string]http.Handler{
		"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/two":
				http.Redirect(w, r, "/one", 301)
			case "/one":
				http.Redirect(w, r, "https://user:pw@b.example/end#x", 302)
			case "/loop":
				http.Redirect(w, r, "/loop2", 302)
			case "/loop2":
				http.Redirect(w, r, "/loop", 302)
			case "/inside":
				w.Header().Set("Location", "http://127.0.0.1/admin")
				w.WriteHeader(302)
			case "/metadata":
				w.Header().Set("Location", "http://169.254.169.254/")
				w.WriteHeader(302)
			case "/scheme":
				w.Header().Set("Location", "file:///etc/passwd")
				w.WriteHeader(302)
			case "/cookie":
				if _, err := r.Cookie("seen"); err == nil {
					page("with cookie")(w, r)
					return
				}
				w.Header().Set("Set-Cookie", "seen=1")
				http.Redirect(w, r, "/cookie", 302)
			case "/out":
				http.Redirect(w, r, "https://out.example/", 302)
			case "/nowhere":
				w.WriteHeader(302)
			default:
				var n int
				if _, err := fmt.Sscanf(r.URL.Path, "/n%d", &n); err == nil {
					http.Redirect(w, r, fmt.Sprintf("/n%d", n+1), 302)
					return
				}
				http.NotFound(w, r)
			}
		}),
		"b.example": page("end"),
	}}
	c := New(Config{Transport: w})
	scope := func(u string) error {
		if strings.Contains(u, "out.example") {
			return errors.New("not of this site")
		}
		return nil
	}
	get := func(path string) (*Response, error) {
		return c.Get(t.Context(), Request{URL: "https://a.example" + path, Scope: scope, Policy: &Policy{
			Home: "https://a.example/", Header: http.Header{"X-Subscriber": {"secret"}}, Cookies: map[string]string{"abo": "secret"},
		}})
	}
	resp, err := get("/two")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"https://a.example/one", "https://b.example/end"}, resp.Hops); diff != "" {
		t.Error(diff)
	}
	if string(resp.Body) != "end" || resp.FinalURL != "https://b.example/end" {
		t.Errorf("%q from %s", resp.Body, resp.FinalURL)
	}
	for i, u := range w.log {
		own := strings.HasPrefix(u, "https://a.example")
		if sent := w.seen[i].Get("X-Subscriber") != "" || strings.Contains(w.seen[i].Get("Cookie"), "secret"); sent != own {
			t.Errorf("%s: secrets sent: %v", u, sent)
		}
	}
	if resp, err := get("/cookie"); err != nil || string(resp.Body) != "with cookie" {
		t.Errorf("a site that sets a cookie and sends back: %v", err)
	}
	var netErr *NetError
	for _, p := range []string{"/loop", "/n1"} {
		if _, err := get(p); !errors.As(err, &netErr) || netErr.Op != "redirects" {
			t.Errorf("%s: %v", p, err)
		}
	}
	var refused *RefusedError
	for p, rule := range map[string]Rule{"/inside": RuleAddress, "/metadata": RuleAddress, "/scheme": RuleScheme, "/out": RuleScope} {
		if _, err := get(p); !errors.As(err, &refused) || refused.Rule != rule {
			t.Errorf("%s: %v", p, err)
		}
	}
	var status *StatusError
	if _, err := get("/nowhere"); !errors.As(err, &status) || status.Code != 302 {
		t.Errorf("a redirect to nowhere: %v", err)
	}
}

func TestConditional(t *testing.T) {
	w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` && r.Header.Get("If-Modified-Since") == "Mon, 01 Jan 2024 00:00:00 GMT" {
			w.WriteHeader(304)
			return
		}
		page("x")(w, r)
	})}}
	resp, err := New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/x", ETag: `"1"`, LastModified: "Mon, 01 Jan 2024 00:00:00 GMT", Policy: &Policy{IgnoreRobots: true}})
	if err != nil || !resp.NotModified {
		t.Errorf("%+v, %v", resp, err)
	}
}

func encoded(t *testing.T, name string, b []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	var w io.WriteCloser
	var err error
	switch name {
	case "gzip":
		w = gzip.NewWriter(&buf)
	case "br":
		w = brotli.NewWriter(&buf)
	case "zstd":
		w, err = zstd.NewWriter(&buf)
	case "deflate":
		w, err = flate.NewWriter(&buf, 6)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestEncodings(t *testing.T) {
	text := []byte("<!doctype html><p>" + strings.Repeat("words of our own ", 300))
	bomb := append([]byte("<!doctype html>"), bytes.Repeat([]byte(" "), 9<<20)...)
	for _, name := range []string{"gzip", "br", "zstd", "deflate"} {
		t.Run(name, func(t *testing.T) {
			get := func(body []byte) (*Response, error) {
				w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Encoding", name)
					w.Header().Set("Content-Type", "text/html")
					w.Write(body)
				})}}
				return New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
			}
			good := encoded(t, name, text)
			resp, err := get(good)
			if err != nil || !bytes.Equal(resp.Body, text) || resp.Wire != int64(len(good)) {
				t.Fatalf("%v", err)
			}
			var content *ContentError
			if _, err := get(encoded(t, name, bomb)); !errors.As(err, &content) || content.Kind != "bomb" {
				t.Errorf("a bomb: %v", err)
			}
			var netErr *NetError
			if _, err := get(good[:len(good)-5]); !errors.As(err, &netErr) || netErr.Op != "torn" {
				t.Errorf("a cut stream: %v", err)
			}
		})
	}
}

// A sitemap's name ends in .xml.gz; Colly would unpack it a second time.
func TestGzippedSitemap(t *testing.T) {
	const want = "<?xml version=\"1.0\"?><urlset></urlset>"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, want)
	z.Close()
	for _, ctype := range []string{"application/gzip", "application/x-gzip", "application/xml"} {
		t.Run(ctype, func(t *testing.T) {
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					http.NotFound(w, r)
					return
				}
				w.Header().Set("Content-Type", ctype)
				w.Write(packed.Bytes())
			})
			c := New(Config{Transport: &web{hosts: map[string]http.Handler{"a.example": h}}})
			resp, err := c.Get(t.Context(), Request{URL: "https://a.example/sitemap.xml.gz", Kind: Sitemap, Policy: &Policy{}})
			if err != nil {
				t.Fatal(err)
			}
			if string(resp.Body) != want {
				t.Errorf("got %q, want %q", resp.Body, want)
			}
		})
	}
}

func TestContent(t *testing.T) {
	tests := []struct{ name, contentType, encoding, body, kind string }{
		{"HTML", "text/html", "", "<p>x", ""},
		{"no type", "", "", "<p>x", ""},
		{"XHTML", "application/xhtml+xml", "", "<html/>", ""},
		{"text", "text/plain", "", "words", ""},
		{"HTML under a wrong type", "application/json", "", "<!doctype html><p>x", ""},
		{"gzip that is none", "text/html", "gzip", "<p>x", ""},
		{"empty", "text/html", "", "", ""},
		{"PDF under HTML", "text/html", "", "%PDF-1.7\n", "pdf"},
		{"PNG under HTML", "text/html", "", "\x89PNG\r\n\x1a\n\x00\x00", "image"},
		{"JPEG under HTML", "text/html", "", "\xff\xd8\xff\xe0\x00\x10JFIF", "image"},
		{"ELF under HTML", "text/html", "", "\x7fELF\x02\x01", "binary"},
		{"zip under HTML", "text/html", "", "PK\x03\x04\x14\x00", "archive"},
		{"gzip under HTML", "text/html", "", "\x1f\x8b\x08\x00\x00", "archive"},
		{"MP4 under HTML", "text/html", "", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "video"},
		{"MP3 under HTML", "text/html", "", "ID3\x03\x00", "audio"},
		{"declared PDF", "application/pdf", "", "x", "pdf"},
		{"declared image", "image/png", "", "x", "image"},
		{"JSON", "application/json", "", `{"a":1}`, "json"},
		{"script", "text/javascript", "", "x()", "script"},
		{"unknown encoding", "text/html", "rot13", "<p>x", "encoding"},
		{"four encodings", "text/html", "gzip, gzip, gzip, gzip", "<p>x", "encoding"},
		{"too large", "text/html", "", "<p>" + strings.Repeat("x", 11<<20), "too_large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Content-Type"] = nil
				if tt.contentType != "" {
					w.Header().Set("Content-Type", tt.contentType)
				}
				if tt.encoding != "" {
					w.Header().Set("Content-Encoding", tt.encoding)
				}
				io.WriteString(w, tt.body)
			})}}
			resp, err := New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
			if tt.kind == "" {
				if err != nil || string(resp.Body) != tt.body {
					t.Errorf("got %v", err)
				}
				return
			}
			var content *ContentError
			if !errors.As(err, &content) || content.Kind != tt.kind {
				t.Errorf("got %v, want %s", err, tt.kind)
			}
		})
	}
}

func TestStatuses(t *testing.T) {
	for code, temporary := range map[int]bool{204: false, 206: false, 400: false, 401: false, 403: false, 404: false, 410: false, 429: true, 451: false, 500: true, 502: true, 503: true, 504: true} {
		w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(code) })}}
		_, err := New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
		var status *StatusError
		if !errors.As(err, &status) || status.Code != code || status.Temporary() != temporary {
			t.Errorf("%d: %v", code, err)
		}
	}
}

// slowBody gives a byte at a time, or none at all after the first.
type slowBody struct {
	every time.Duration
	stop  bool
	ctx   context.Context
	n     int
}

func (b *slowBody) Read(p []byte) (int, error) {
	if b.n > 0 {
		d := b.every
		if b.stop {
			d = 24 * time.Hour
		}
		select {
		case <-time.After(d):
		case <-b.ctx.Done():
			return 0, b.ctx.Err()
		}
	}
	b.n++
	return copy(p, "x"), nil
}
func (*slowBody) Close() error { return nil }

type slowWeb struct{ every, header time.Duration }

func (w slowWeb) RoundTrip(req *http.Request) (*http.Response, error) {
	if w.header > 0 {
		select {
		case <-time.After(w.header):
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: req, ContentLength: -1,
		Body: &slowBody{every: w.every, stop: w.every == 0, ctx: req.Context()}}, nil
}

func TestTimeouts(t *testing.T) {
	tests := []struct {
		name string
		web  slowWeb
		want time.Duration
		err  error
	}{
		{"a body that stops", slowWeb{}, 15 * time.Second, errIdle},
		{"a body that drips", slowWeb{every: 5 * time.Second}, 60 * time.Second, errPageTime},
		{"a header that never comes", slowWeb{header: time.Hour}, 45 * time.Second, errIdle},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				_, err := New(Config{Transport: tt.web}).Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
				var netErr *NetError
				if !errors.As(err, &netErr) || netErr.Op != "timeout" || !errors.Is(err, tt.err) {
					t.Errorf("got %v", err)
				}
				if took := time.Since(start); took != tt.want {
					t.Errorf("took %v, want %v", took, tt.want)
				}
			})
		})
	}
}

type panicking struct{}

func (panicking) RoundTrip(*http.Request) (*http.Response, error) { panic("a library's bug") }

func TestPanicIsAnError(t *testing.T) {
	c := New(Config{Transport: panicking{}})
	for range 2 { // the host's slot must come free again
		_, err := c.Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
		var bug *BugError
		if !errors.As(err, &bug) || len(bug.Stack) == 0 {
			t.Errorf("got %v", err)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	cancel(stop)
	_, err := New(Config{Transport: slowWeb{}}).Get(ctx, Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
	if !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

// A real server on loopback, through real sockets.
func TestOne(t *testing.T) {
	srv := httptest.NewServer(page("<p>Grüße"))
	defer srv.Close()
	host := strings.TrimPrefix(srv.URL, "http://")
	got, err := One(t.Context(), srv.URL+"/x", Config{AllowPrivate: []string{host}}, Policy{})
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Body) != "<p>Grüße" || got.URL != srv.URL+"/x" || got.Status != 200 || got.FetchedAt.IsZero() {
		t.Errorf("%+v", got)
	}
	if _, err := One(t.Context(), srv.URL+"/x", Config{}, Policy{}); err == nil {
		t.Error("a private address was let through")
	}
}

func TestTornBody(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, "<p>short")
	}))
	defer srv.Close()
	_, err := New(Config{AllowPrivate: []string{"127.0.0.1"}}).Get(t.Context(), Request{URL: srv.URL, Policy: &Policy{IgnoreRobots: true}})
	var netErr *NetError
	if !errors.As(err, &netErr) || netErr.Op != "torn" {
		t.Errorf("got %v", err)
	}
}

func TestSharedAddressIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAddresses()
		var mu sync.Mutex
		inFlight, most := 0, 0
		var wg sync.WaitGroup
		for i := range 30 {
			host := fmt.Sprintf("h%d.example", i)
			a.note(host, "93.184.216.34")
			wg.Go(func() {
				leave, err := a.enter(t.Context(), host)
				if err != nil {
					t.Error(err)
					return
				}
				defer leave()
				mu.Lock()
				inFlight++
				most = max(most, inFlight)
				mu.Unlock()
				time.Sleep(time.Second)
				mu.Lock()
				inFlight--
				mu.Unlock()
			})
		}
		wg.Wait()
		if most != perAddress {
			t.Errorf("%d at a time, want %d", most, perAddress)
		}
	})
}
