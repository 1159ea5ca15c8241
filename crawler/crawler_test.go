package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"copydesk/storage"
	"copydesk/storage/sqlite"
)

const plainEntry = "  - {id: a, home: https://a.example/, delay: 1s}\n"

// inBubble runs a test with faked time, a store and a fake site.
func inBubble(t *testing.T, articles int, f func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary)) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSite("a.example", articles, in2026)
		store := openStore(t)
		run := func(o Options, entry string) Summary {
			t.Helper()
			o.Now, o.Transport = in2026, fakeWeb{"a.example": s}
			sum, err := Run(t.Context(), oneSite(t, entry), store, o)
			if err != nil {
				t.Fatal(err)
			}
			return sum
		}
		f(t, s, store, run)
	})
}

func storedArticles(t *testing.T, store *sqlite.Store) map[string]int {
	t.Helper()
	got := map[string]int{}
	for row, err := range store.Articles(t.Context(), storage.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got[row.Article.URL]++
	}
	return got
}

func TestCrawlFindsAllByLinksAlone(t *testing.T) {
	inBubble(t, 30, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		sum := run(Options{}, plainEntry)
		one := sum.Sites[0]
		if one.New != 30 || one.Failed != 0 || one.Error != "" {
			t.Errorf("%+v", one)
		}
		if got := storedArticles(t, store); len(got) != 30 {
			t.Errorf("%d articles are stored", len(got))
		}
		for i := range 30 {
			if n := s.asked(s.path(i)); n != 1 {
				t.Errorf("%s was asked for %d times", s.path(i), n)
			}
		}
		for i := 1; i < len(s.hits); i++ {
			if d := s.hits[i].at.Sub(s.hits[i-1].at); d < time.Second {
				t.Fatalf("%s came %v after %s", s.hits[i].path, d, s.hits[i-1].path)
			}
		}
	})
}

func TestSecondRunAsksForNothingNew(t *testing.T) {
	inBubble(t, 12, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		s.feed = rssOf(s, 0, 12)
		s.pages["/"] = strings.Replace(s.pages["/"], "</head>", `<link rel="alternate" type="application/rss+xml" href="/feed.rss"></head>`, 1)
		run(Options{}, plainEntry)
		before := len(s.hits)
		second := run(Options{}, plainEntry).Sites[0]
		var asked []string
		for _, h := range s.hits[before:] {
			asked = append(asked, h.path)
			if h.status == 200 {
				t.Errorf("%s was sent whole again", h.path)
			}
		}
		if len(asked) > 2 || second.New+second.Revised+second.Failed > 0 {
			t.Errorf("asked for %q; %+v", asked, second)
		}
		// Hours later, what is due is asked for, each at most once.
		time.Sleep(3 * time.Hour)
		before = len(s.hits)
		run(Options{}, plainEntry)
		seen := map[string]int{}
		for _, h := range s.hits[before:] {
			if seen[h.path]++; seen[h.path] > 1 {
				t.Errorf("%s was asked for twice in a run", h.path)
			}
		}
		if len(seen) < 10 {
			t.Errorf("only %d pages were looked at again after hours", len(seen))
		}
	})
}

func rssOf(s *fakeSite, from, to int) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>t</title>`)
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "<item><title>%s</title><link>%s</link><pubDate>%s</pubDate></item>", number(i), s.url(i), s.now().Add(-2*time.Hour).Format(time.RFC1123Z))
	}
	return b.String() + "</channel></rss>"
}

func TestFeedAndSitemapAreFound(t *testing.T) {
	inBubble(t, 20, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		// The home page links to nothing; robots.txt names the sitemap, the feed
		// is at a well-known place.
		s.pages["/"] = layout("News", "<p>Welcome.</p>")
		s.robots = "User-agent: *\nDisallow: /private\nSitemap: https://a.example/sitemap.xml"
		s.sitemap = "<urlset>"
		for i := range 15 {
			s.sitemap += "<url><loc>" + s.url(i) + "</loc></url>"
		}
		s.sitemap += "</urlset>"
		feed := rssOf(s, 10, 20)
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/feed/" {
				return false
			}
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprint(w, feed)
			return true
		}
		if one := run(Options{}, plainEntry).Sites[0]; one.New != 20 || one.Failed != 0 {
			t.Errorf("%+v", one)
		}
	})
}

// Addresses in robots.txt, in an index and in a sitemap are the site's where
// they name no host.
func TestRelativeSitemaps(t *testing.T) {
	inBubble(t, 10, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		s.pages["/"] = layout("News", "<p>Welcome.</p>")
		s.robots = "User-agent: *\nDisallow: /private\nSitemap: /sitemap.xml"
		s.sitemap = "<sitemapindex><sitemap><loc>/sub/map.xml</loc></sitemap></sitemapindex>"
		part := "<urlset>"
		for i := range 10 {
			part += "<url><loc>" + strings.TrimPrefix(s.url(i), "https://a.example") + "</loc></url>"
		}
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/sub/map.xml" {
				return false
			}
			w.Header().Set("Content-Type", "application/xml")
			fmt.Fprint(w, part+"</urlset>")
			return true
		}
		if one := run(Options{}, plainEntry).Sites[0]; one.New != 10 || one.Failed != 0 {
			t.Errorf("%+v", one)
		}
	})
}

func TestRevisionAfterAnEdit(t *testing.T) {
	inBubble(t, 3, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		run(Options{}, plainEntry)
		s.pages[s.path(1)] = s.article(1, "corrected")
		time.Sleep(5 * time.Hour)
		one := run(Options{}, plainEntry).Sites[0]
		if one.Revised != 1 || one.New != 0 {
			t.Errorf("%+v", one)
		}
		a, err := store.Article(t.Context(), s.url(1))
		if err != nil || a.Revision != 2 || !strings.Contains(a.Title, "corrected") {
			t.Errorf("revision %d, %q, %v", a.Revision, a.Title, err)
		}
	})
}

func TestGoodTextIsNotLost(t *testing.T) {
	inBubble(t, 3, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		run(Options{}, plainEntry)
		before, err := store.Article(t.Context(), s.url(1))
		if err != nil {
			t.Fatal(err)
		}
		s.pages[s.path(1)] = layout("Just a moment...", "<p>Checking your browser before accessing.</p>")
		s.pages[s.path(2)] = ""
		time.Sleep(5 * time.Hour)
		run(Options{}, plainEntry)
		for _, i := range []int{1, 2} {
			a, err := store.Article(t.Context(), s.url(i))
			if err != nil || len(a.Text) < 500 || a.Revision != 1 {
				t.Errorf("article %d: %d bytes of text, %v", i, len(a.Text), err)
			}
		}
		if a, _ := store.Article(t.Context(), s.url(1)); a.Text != before.Text {
			t.Error("the text was replaced")
		}
	})
}

func TestMaxPagesAndGoingOn(t *testing.T) {
	inBubble(t, 30, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		one := run(Options{Max: 10}, plainEntry).Sites[0]
		if one.Pages > 11 || one.Pending == 0 {
			t.Errorf("%+v", one)
		}
		for range 6 {
			run(Options{Max: 10}, plainEntry)
		}
		if got := storedArticles(t, store); len(got) != 30 {
			t.Errorf("%d articles after all", len(got))
		}
	})
}

func TestDryRunFetchesNothing(t *testing.T) {
	inBubble(t, 5, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		var would []string
		run(Options{DryRun: true, Events: func(e Event) {
			if e.Kind == EventWould {
				would = append(would, e.URL)
			}
		}}, plainEntry)
		if len(s.hits) != 0 || len(would) != 1 || would[0] != "https://a.example/" {
			t.Errorf("%d requests, would %q", len(s.hits), would)
		}
	})
}

func TestDueAndSchedule(t *testing.T) {
	inBubble(t, 3, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		entry := "  - {id: a, home: https://a.example/, delay: 1s, schedule: {every: 1h}}\n"
		run(Options{Due: true}, entry)
		if one := run(Options{Due: true}, entry).Sites[0]; one.Skipped == "" {
			t.Error("crawled again before its time")
		}
		time.Sleep(time.Hour)
		if one := run(Options{Due: true}, entry).Sites[0]; one.Skipped != "" {
			t.Errorf("not crawled: %s", one.Skipped)
		}
	})
}

func TestIncludeAndMaxAge(t *testing.T) {
	inBubble(t, 9, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		old := strings.Replace(s.article(3, ""), in2026().Add(-2*time.Hour).Format(time.RFC3339), "2020-01-01T10:00:00Z", 1)
		s.pages[s.path(3)] = old
		one := run(Options{}, "  - id: a\n    home: https://a.example/\n    articles: {include: ['^/sport/.'], exclude: ['-five-'], max_age: 7d}\n").Sites[0]
		got := storedArticles(t, store)
		if len(got) != 1 || got[s.url(4)] != 1 || one.New != 1 { // 3 is too old, 5 is excluded
			t.Errorf("%v; %+v", got, one)
		}
	})
}

func TestAdoptsTheHomePagesHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSite("news.example", 9, in2026)
		moved := newFakeSite("a.example", 0, in2026)
		moved.before = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/" {
				http.Redirect(w, r, "https://news.example/", http.StatusMovedPermanently)
				return true
			}
			return false
		}
		store := openStore(t)
		sum, err := Run(t.Context(), oneSite(t, plainEntry), store, Options{Now: in2026, Transport: fakeWeb{"a.example": moved, "news.example": s}})
		if err != nil || sum.Sites[0].New != 9 {
			t.Errorf("%+v, %v", sum, err)
		}
	})
}

func TestDuplicatesAcrossSites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := newFakeSite("a.example", 3, in2026), newFakeSite("b.example", 3, in2026)
		for p, page := range a.pages { // the same copy under another headline
			b.pages[p] = strings.ReplaceAll(strings.ReplaceAll(page, "a.example", "b.example"), "<h1>Decision", "<h1>From our agency: decision")
		}
		store := openStore(t)
		var sum Summary
		for _, entry := range []string{plainEntry, "  - {id: b, home: https://b.example/, delay: 1s}\n"} {
			var err error
			if sum, err = Run(t.Context(), oneSite(t, entry), store, Options{Now: in2026, Transport: fakeWeb{"a.example": a, "b.example": b}}); err != nil {
				t.Fatal(err)
			}
		}
		if one := sum.Sites[0]; one.New != 3 || one.Duplicates != 3 {
			t.Errorf("%+v", one)
		}
	})
}
