package crawler

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"copydesk/crawler/discover"
	"copydesk/storage/sqlite"
)

// Where a site has no feed, or no sitemap, or neither, a later run doesn't ask
// for one at all the places again before a week has passed.
func TestWellKnownPlacesAreAskedOnce(t *testing.T) {
	const articles = 6
	const withFeed = "  - {id: a, home: https://a.example/, delay: 1s, discover: {feeds: [https://a.example/feed.rss]}}\n"
	sitemapOf := func(s *fakeSite) {
		s.robots = "User-agent: *\nDisallow: /private\nSitemap: https://a.example/sitemap.xml"
		s.sitemap = "<urlset>"
		for i := range articles {
			s.sitemap += "<url><loc>" + s.url(i) + "</loc></url>"
		}
		s.sitemap += "</urlset>"
	}
	feedOf := func(s *fakeSite) {
		s.pages["/"] = layout("News", `<a href="/feed.rss">Feed</a>`)
		s.feed = rssOf(s, 0, articles)
	}
	for name, c := range map[string]struct {
		prepare func(*fakeSite)
		entry   string
		guesses bool
	}{
		"neither":   {func(*fakeSite) {}, plainEntry, true},
		"a sitemap": {sitemapOf, plainEntry, true},
		"a feed":    {feedOf, withFeed, true},
		"both":      {func(s *fakeSite) { sitemapOf(s); feedOf(s) }, withFeed, false},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, articles, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				c.prepare(s)
				places := append(discover.WellKnownFeeds("https://a.example/"), discover.WellKnownSitemaps("https://a.example/")...)
				guesses := func() (n int) {
					before := len(s.hits)
					run(Options{}, c.entry)
					for _, h := range s.hits[before:] {
						if h.status == 404 && slices.Contains(places, "https://a.example"+h.path) {
							n++
						}
					}
					return n
				}
				if first := guesses(); (first > 0) != c.guesses {
					t.Errorf("%d places were asked in the first run", first)
				}
				time.Sleep(2 * time.Hour)
				if again := guesses(); again > 0 {
					t.Errorf("%d places were asked again in the second run", again)
				}
				time.Sleep(8 * 24 * time.Hour)
				if later := guesses(); (later > 0) != c.guesses {
					t.Errorf("%d places were asked after a week", later)
				}
			})
		})
	}
}

// What a site's settings refused was not asked for: once they allow it, robots.txt
// is obeyed and the sitemap that it names is found.
func TestSettingsThatRefuseAreNoAnswer(t *testing.T) {
	const articles = 6
	const entry = "  - {id: a, home: 'https://a.example:8099/', delay: 1s%s}\n"
	inBubble(t, articles, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		s.robots = "User-agent: *\nDisallow: /private\nSitemap: https://a.example:8099/sitemap.xml"
		s.sitemap = "<urlset>"
		for i := range articles {
			s.sitemap += "<url><loc>" + strings.Replace(s.url(i), "a.example", "a.example:8099", 1) + "</loc></url>"
		}
		s.sitemap += "</urlset>"
		if sum := run(Options{}, fmt.Sprintf(entry, "")).Sites[0]; sum.New > 0 || len(s.hits) > 0 {
			t.Fatalf("a port that is not allowed: %d requests, %+v", len(s.hits), sum)
		}
		time.Sleep(time.Hour)
		sum := run(Options{}, fmt.Sprintf(entry, ", ports: [8099]")).Sites[0]
		asked := func(path string) bool {
			return slices.ContainsFunc(s.hits, func(h hit) bool { return h.path == path })
		}
		if !asked("/robots.txt") || !asked("/sitemap.xml") || sum.New != articles {
			t.Errorf("robots.txt asked %v, sitemap asked %v, %d of %d articles", asked("/robots.txt"), asked("/sitemap.xml"), sum.New, articles)
		}
	})
}
