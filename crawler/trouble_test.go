package crawler

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"copydesk/storage/sqlite"
)

// sickWeb is a fake web in which some requests end in trouble.
type sickWeb struct {
	fakeWeb
	trouble func(path string) (*http.Response, error) // nil and nil for none
}

func (w sickWeb) RoundTrip(req *http.Request) (*http.Response, error) {
	asked := hit{at: time.Now(), path: req.URL.RequestURI()}
	note := func() {
		f := w.fakeWeb[req.URL.Host]
		f.mu.Lock()
		f.hits = append(f.hits, asked)
		f.mu.Unlock()
	}
	defer func() {
		if p := recover(); p != nil {
			note()
			panic(p)
		}
	}()
	resp, err := w.trouble(asked.path)
	if resp == nil && err == nil {
		return w.fakeWeb.RoundTrip(req)
	}
	note()
	if resp != nil {
		resp.Request = req
	}
	return resp, err
}

// headerTimeout is what net/http gives for an answer that doesn't come: it
// calls itself the end of a context, which it is not.
type headerTimeout struct{}

func (headerTimeout) Error() string        { return "net/http: timeout awaiting response headers" }
func (headerTimeout) Timeout() bool        { return true }
func (headerTimeout) Is(target error) bool { return target == context.DeadlineExceeded }

// answering is a page whose body ends in an error; nil is a good end.
func answering(body string, err error, header http.Header) *http.Response {
	if header == nil {
		header = http.Header{"Content-Type": {"text/html"}}
	}
	r := io.Reader(strings.NewReader(body))
	if err != nil {
		r = io.MultiReader(r, failingReader{err})
	}
	return &http.Response{StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: header, ContentLength: -1, Body: io.NopCloser(r)}
}

type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }

// sickRun makes runs over a site of six articles, all of them in its feed,
// some of whose requests end in trouble.
func sickRun(t *testing.T, prepare func(*fakeSite), trouble func(path string) (*http.Response, error), f func(s *fakeSite, store *sqlite.Store, run func() SiteSummary)) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSite("a.example", 6, in2026)
		prepare(s)
		store := openStore(t)
		f(s, store, func() SiteSummary {
			t.Helper()
			sum, err := Run(t.Context(), oneSite(t, plainEntry), store, Options{Now: in2026, Transport: sickWeb{fakeWeb{"a.example": s}, trouble}})
			if err != nil {
				t.Fatal(err)
			}
			return sum.Sites[0]
		})
	})
}

const feedIn = `<link rel="alternate" type="application/rss+xml" href="/feed.rss"></head>`

func withFeed(s *fakeSite) {
	s.feed = rssOf(s, 0, s.articles)
	s.pages["/"] = strings.Replace(layout("News", "<p>Welcome.</p>"), "</head>", feedIn, 1)
}

// A feed or sitemap that doesn't come shows in the summary, by its address and
// with the reason: as a failure when the site has one there, as a note when it
// was looked for. Everything else comes all the same.
func TestListsThatHang(t *testing.T) {
	hangs := func() (*http.Response, error) { return nil, headerTimeout{} }
	torn := func() (*http.Response, error) {
		return answering(`<urlset><url><loc>https://a.example/x</loc>`, io.ErrUnexpectedEOF, nil), nil
	}
	for _, c := range []struct {
		name, path  string
		linked      bool
		trouble     func() (*http.Response, error)
		failed      string
		note        string
		asked, most int
	}{
		{name: "feed", path: "/feed.rss", linked: true, trouble: hangs, failed: "net_timeout", asked: 2},
		{name: "torn feed", path: "/feed.rss", linked: true, trouble: torn, failed: "net_torn", asked: 2},
		{name: "well-known feed", path: "/feed/", trouble: hangs, note: "there may be a feed that can't be read: https://a.example/feed/: timeout: ", asked: 1},
		{name: "well-known sitemap", path: "/sitemap.xml", trouble: hangs, note: "there may be a sitemap that can't be read: https://a.example/sitemap.xml: timeout: ", asked: 1},
		{name: "torn sitemap", path: "/sitemap.xml", trouble: torn, note: "there may be a sitemap that can't be read: https://a.example/sitemap.xml: torn: ", asked: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			prepare := func(s *fakeSite) {
				if c.linked {
					s.pages["/"] = strings.Replace(s.pages["/"], "</head>", feedIn, 1)
				}
			}
			sick := true
			trouble := func(path string) (*http.Response, error) {
				if path == c.path && sick {
					return c.trouble()
				}
				return nil, nil
			}
			sickRun(t, prepare, trouble, func(s *fakeSite, _ *sqlite.Store, run func() SiteSummary) {
				one := run()
				if one.New != 6 || one.Err != nil || s.asked(c.path) != c.asked {
					t.Errorf("%d new, %v, asked for %d times, want %d", one.New, one.Err, s.asked(c.path), c.asked)
				}
				if c.failed == "" && one.Failed != 0 || c.failed != "" && (len(one.Failures) != 1 || one.Failures[0] != Failure{c.failed, 1, "https://a.example" + c.path}) {
					t.Errorf("failures: %+v", one.Failures)
				}
				if notes := strings.Join(one.Notes, "\n"); !strings.Contains(notes, c.note) || c.note == "" && notes != "" {
					t.Errorf("notes: %q", notes)
				}
				// A day later it is asked for again, well-known places too.
				sick = false
				s.feed = rssOf(s, 0, 6)
				time.Sleep(25 * time.Hour)
				if one := run(); one.Failed != 0 || len(one.Notes) != 0 || s.asked(c.path) != c.asked+1 {
					t.Errorf("a day later: %+v, asked for %d times", one, s.asked(c.path))
				}
			})
		})
	}
}

// A feed and a sitemap whose text breaks off give what they have, and a note.
func TestListsThatBreakOff(t *testing.T) {
	prepare := func(s *fakeSite) {
		withFeed(s)
		s.feed = strings.TrimSuffix(rssOf(s, 0, 3), "</pubDate></item></channel></rss>")
		s.robots = "Sitemap: https://a.example/sitemap.xml"
		s.sitemap = "<urlset><url><loc>" + s.url(3) + "</loc></url><url><loc>" + s.url(4) + "</loc></url><url><lo"
	}
	none := func(string) (*http.Response, error) { return nil, nil }
	sickRun(t, prepare, none, func(_ *fakeSite, _ *sqlite.Store, run func() SiteSummary) {
		one := run()
		if one.New != 6 || one.Failed != 0 { // the last one by links
			t.Errorf("%+v", one)
		}
		if len(one.Notes) != 2 || !strings.HasPrefix(one.Notes[0], "https://a.example/feed.rss: the feed breaks off after 3 entries") ||
			!strings.HasPrefix(one.Notes[1], "https://a.example/sitemap.xml: the sitemap breaks off after 2 entries") {
			t.Errorf("notes: %q", one.Notes)
		}
	})
}

// What may pass is asked for again, by later runs or by the same, at growing
// distances; and what never passes is given up.
func TestWhatMayPassIsTriedAgain(t *testing.T) {
	gzipped := http.Header{"Content-Type": {"text/html"}, "Content-Encoding": {"gzip"}}
	for _, c := range []struct {
		name    string
		trouble func() (*http.Response, error)
		word    string
		perRun  int // tries in the first run
		inAll   int
	}{
		{"no HTTP", func() (*http.Response, error) { return nil, errors.New(`malformed HTTP response "SSH-2.0"`) }, "net_protocol", 1, triesAtAll},
		{"bad chunk", func() (*http.Response, error) {
			return answering("<p>", errors.New("invalid byte in chunk length"), nil), nil
		}, "net_protocol", 1, triesAtAll},
		{"stream", func() (*http.Response, error) {
			return answering("<p>", errors.New("stream error: stream ID 3; INTERNAL_ERROR; received from peer"), nil), nil
		}, "net_reset", triesPerRun, triesAtAll},
		{"GOAWAY", func() (*http.Response, error) {
			return nil, errors.New("http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR")
		}, "net_reset", triesPerRun, triesAtAll},
		{"panic", func() (*http.Response, error) { panic("a bug") }, "bug", 1, triesAtAll},
		{"bad gzip", func() (*http.Response, error) {
			return answering("\x1f\x8b"+strings.Repeat("\xff", 30), nil, gzipped), nil
		}, "encoding", 1, triesAtAll},
		{"missing", func() (*http.Response, error) {
			return &http.Response{StatusCode: 404, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody}, nil
		}, "http_404", 1, len(promisedWaits) + 1},
		{"hangs", func() (*http.Response, error) { return nil, headerTimeout{} }, "net_timeout", triesPerRun, triesAtAll},
	} {
		t.Run(c.name, func(t *testing.T) { triedAgain(t, c.trouble, c.word, c.perRun, c.inAll) })
	}
}

// triedAgain makes three runs a day for eight days over a site one of whose
// pages is in trouble for the first run, and another one for good.
func triedAgain(t *testing.T, trouble func() (*http.Response, error), word string, perRun, inAll int) {
	const between = 8 * time.Hour
	var passes, never string
	sick := true
	sickly := func(path string) (*http.Response, error) {
		if path == never || path == passes && sick {
			return trouble()
		}
		return nil, nil
	}
	prepare := func(s *fakeSite) { withFeed(s); passes, never = s.path(1), s.path(4) }
	sickRun(t, prepare, sickly, func(s *fakeSite, store *sqlite.Store, run func() SiteSummary) {
		one := run()
		if one.New != 4 || len(one.Failures) != 1 || one.Failures[0].Reason != word || one.Failures[0].Count != 2 {
			t.Errorf("%+v", one)
		}
		if n := s.asked(passes); n != perRun {
			t.Errorf("asked for %d times in the first run, want %d", n, perRun)
		}
		sick = false
		for range 8 * 24 * time.Hour / between {
			time.Sleep(between)
			run()
		}
		if storedArticles(t, store)[s.url(1)] != 1 {
			t.Errorf("what passes was asked for %d times and is not stored", s.asked(passes))
		}
		if n := s.asked(never); n != inAll {
			t.Errorf("what never passes was asked for %d times, want %d", n, inAll)
		}
		growing(t, s, never, between)
	})
}

// growing asks that the requests for a page came at ever greater distances, as
// far as the time between runs lets that be seen.
func growing(t *testing.T, s *fakeSite, path string, between time.Duration) {
	t.Helper()
	var last time.Time
	var wait time.Duration
	for _, h := range s.hits {
		if h.path != path {
			continue
		}
		if !last.IsZero() {
			d := h.at.Sub(last)
			if d < wait-between-time.Hour {
				t.Errorf("asked again after %v, before that after %v", d, wait)
			}
			wait = d
		}
		last = h.at
	}
	if wait < 2*between && s.asked(path) == triesAtAll {
		t.Errorf("at last asked again after %v", wait)
	}
}
