package crawler

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"copydesk/crawler/fetch"
)

func TestProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSite("a.example", 6, in2026)
		s.robots = "User-agent: *\nCrawl-delay: 2\nSitemap: https://a.example/sitemap.xml"
		s.sitemap = "<urlset><url><loc>" + s.url(1) + "</loc></url></urlset>"
		s.feed = rssOf(s, 0, 6)
		s.pages["/"] = strings.Replace(s.pages["/"], "</head>", `<meta name="generator" content="WordPress 6.5"><link rel="alternate" type="application/rss+xml" href="/feed.rss"></head>`, 1)
		got, err := Probe(t.Context(), "a.example", Options{Now: in2026, Transport: fakeWeb{"a.example": s}}, oneSite(t, plainEntry)[0].Policy)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Feeds) != 1 || got.Feeds[0].Entries != 6 || len(got.Sitemaps) != 1 || got.Entry.Preset != "wordpress" || got.Entry.Home != "https://a.example/" || got.Entry.ID != "a.example" || got.Entry.Languages[0] != "en" {
			t.Errorf("%+v", got)
		}
		if _, err := Probe(t.Context(), "nowhere.example", Options{Now: in2026, Transport: fakeWeb{}}, oneSite(t, plainEntry)[0].Policy); err == nil {
			t.Error("a site that isn't there was probed")
		}
	})
}

// A home page that is none is noted.
func TestProbeNotes(t *testing.T) {
	for _, c := range []struct{ name, path, page, note string }{
		{"a home page", "/", "", ""},
		{"a section", "/world", "", ""},
		{"an article", newFakeSite("a.example", 6, in2026).path(3), "", "the page is an article: give the address"},
		{"a wall", "/", wallPage, "instead of the home page come walls that ask for consent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSite("a.example", 6, in2026)
				if c.page != "" {
					s.pages[c.path] = c.page
				}
				s.feed = rssOf(s, 0, 6)
				got, err := Probe(t.Context(), "https://a.example"+c.path, Options{Now: in2026, Transport: fakeWeb{"a.example": s}}, fetch.Policy{})
				if err != nil {
					t.Fatal(err)
				}
				if notes := strings.Join(got.Notes, "\n"); !strings.Contains(notes, c.note) || c.note == "" && strings.Contains(notes, "page") {
					t.Errorf("%q", notes)
				}
			})
		})
	}
}

// A page that stands before the home page is not stored in its place; a home page
// that has moved is.
func TestProbeOfADoor(t *testing.T) {
	for _, c := range []struct{ name, to, page, home string }{
		{"consent", "/consent?return=%2F", wallPage, "https://a.example/"},
		{"login", "/user/login", layout("Log in", "<form><input type=password></form>"), "https://a.example/"},
		{"the way back", "/gate?to=https%3A%2F%2Fa.example%2F", layout("Gate", "<p>One moment.</p>"), "https://a.example/"},
		{"a wall by its words", "/w", wallPage, "https://a.example/"},
		{"a new home", "/en/", layout("News", "<p>Welcome.</p>"), "https://a.example/en/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSite("a.example", 6, in2026)
				path, _, _ := strings.Cut(c.to, "?")
				s.pages[path], s.feed = c.page, rssOf(s, 0, 6)
				s.before = func(w http.ResponseWriter, r *http.Request) bool {
					if r.URL.Path == "/" {
						http.Redirect(w, r, c.to, http.StatusFound)
					}
					return r.URL.Path == "/"
				}
				got, err := Probe(t.Context(), "a.example", Options{Now: in2026, Transport: fakeWeb{"a.example": s}}, fetch.Policy{})
				if err != nil || got.Entry.Home != c.home {
					t.Errorf("%+v, %v", got, err)
				}
			})
		})
	}
}

// An address without a scheme is tried by https, then by http; a port that it
// names is allowed, in the entry too.
func TestProbeAddress(t *testing.T) {
	for _, c := range []struct{ address, home, ports string }{
		{"a.example", "http://a.example/", ""},
		{"http://a.example:8080", "http://a.example:8080/", ""},
		{"http://a.example:9000", "http://a.example:9000/", "[9000]"},
		{"a.example:9000", "http://a.example:9000/", "[9000]"},
		{"https://a.example", "", ""},
	} {
		t.Run(c.address, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got, err := Probe(t.Context(), c.address, Options{Now: in2026, Transport: plainWeb{newFakeSite("a.example", 6, in2026)}}, fetch.Policy{})
				if (err == nil) != (c.home != "") {
					t.Fatalf("%v", err)
				}
				if err == nil && (got.Entry.Home != c.home || got.Entry.Settings["ports"] != c.ports) {
					t.Errorf("%+v", got.Entry)
				}
			})
		})
	}
}

// plainWeb is a site at any port of http, and at none of https.
type plainWeb struct{ site *fakeSite }

func (w plainWeb) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme != "http" {
		return nil, errors.New("tls: first record does not look like a TLS handshake")
	}
	rec := httptest.NewRecorder()
	w.site.ServeHTTP(rec, req)
	resp := rec.Result()
	resp.Request = req
	return resp, nil
}
