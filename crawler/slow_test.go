package crawler

import (
	"strings"
	"testing"
	"time"

	"copydesk/storage/sqlite"
)

// A host that may be asked once in a run gives an article a run, and its home
// page a few times a day.
func TestLongCrawlDelay(t *testing.T) {
	const n = 20
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		s.robots = "User-agent: *\nCrawl-delay: 3600"
		s.pages["/"] = layout("News", s.list(0, n))
		for i := range 13 {
			began := time.Now()
			one := run(Options{}, plainEntry).Sites[0]
			if took := time.Since(began); took > 3*time.Minute || one.Failed > 0 || !strings.Contains(strings.Join(one.Notes, " "), "longer than a run waits") {
				t.Errorf("run %d took %v: %+v", i, took, one)
			}
			time.Sleep(time.Hour)
		}
		if got := storedArticles(t, store); len(got) < 10 {
			t.Errorf("%d articles after 13 runs, want 10", len(got))
		}
		if home := s.asked("/"); home < 2 || home > 4 {
			t.Errorf("the home page was asked for %d times", home)
		}
	})
}

// Such a host is asked at one well-known place a day; what is found there is
// looked at like the home page.
func TestPlacesOfSlowHost(t *testing.T) {
	const n, days = 200, 6
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		s.robots = "User-agent: *\nCrawl-delay: 3600"
		s.pages["/"] = layout("News", s.list(0, n))
		s.sitemap = "<urlset><url><loc>" + s.url(0) + "</loc></url></urlset>"
		for range days * 24 {
			if one := run(Options{}, plainEntry).Sites[0]; one.Failed > 0 || one.Error != "" {
				t.Fatalf("%+v", one)
			}
			time.Sleep(time.Hour)
		}
		asked := map[string]int{}
		var last time.Time
		for _, h := range s.hits {
			if h.path == "/feed/" || h.path == "/rss.xml" || h.path == "/feed.xml" || h.path == "/sitemap.xml" && asked[h.path] == 0 {
				if h.at.Sub(last) < 23*time.Hour {
					t.Errorf("%s was asked for %v after another place", h.path, h.at.Sub(last))
				}
				last = h.at
			}
			asked[h.path]++
		}
		for _, p := range []string{"/feed/", "/rss.xml", "/feed.xml"} {
			if asked[p] != 1 {
				t.Errorf("%s was asked for %d times in %d days", p, asked[p], days)
			}
		}
		if asked["/sitemap.xml"] < 2 || asked["/atom.xml"] > 0 {
			t.Errorf("the sitemap was asked for %d times, /atom.xml %d times", asked["/sitemap.xml"], asked["/atom.xml"])
		}
	})
}

// Articles have the most turns however seldom a host may be asked, and though a
// feed of it fails.
func TestVerySlowHost(t *testing.T) {
	const n, days = 30, 24
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		s.robots = "User-agent: *\nCrawl-delay: 86400"
		s.pages["/"] = strings.Replace(layout("News", s.list(0, n)), "</head>", `<link rel="alternate" type="application/rss+xml" href="/broken.rss"></head>`, 1)
		for range days {
			run(Options{}, plainEntry)
			time.Sleep(25 * time.Hour)
		}
		if got := storedArticles(t, store); len(got) < days*2/3 || s.asked("/broken.rss") < 2 || s.asked("/") < 2 {
			t.Errorf("%d articles after %d days; the home page was asked for %d times, the feed %d times", len(got), days, s.asked("/"), s.asked("/broken.rss"))
		}
	})
}
