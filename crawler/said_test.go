package crawler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/sqlite"
)

// wordless takes date and author from the pages of a fake site, and has its home
// page name its feed and nothing else.
func wordless(s *fakeSite) {
	proper(s)
	for i := range s.articles {
		page := s.pages[s.path(i)]
		from, end := strings.Index(page, `<meta property="article:published_time"`), strings.Index(page, "</head>")
		s.pages[s.path(i)] = page[:from] + page[end:]
	}
	s.pages["/"] = strings.Replace(layout("News", "<p>Welcome.</p>"), "</head>", `<link rel="alternate" type="application/rss+xml" href="/feed.rss"></head>`, 1)
}

// saidFeed is a feed whose entries have the dates and authors given.
func saidFeed(s *fakeSite, dates, authors []string) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Fake News</title>`)
	for i := range dates {
		fmt.Fprintf(&b, "<item><title>%s</title><link>%s</link><pubDate>%s</pubDate><dc:creator>%s</dc:creator></item>", number(i), s.url(i), dates[i], authors[i])
	}
	return b.String() + "</channel></rss>"
}

// saidOf is what a store has of a fake site's articles that feeds may tell.
func saidOf(t *testing.T, s *fakeSite, store *sqlite.Store) (got []string) {
	t.Helper()
	for i := range s.articles {
		a, err := store.Article(t.Context(), s.url(i))
		if err != nil {
			t.Fatalf("%s: %v", s.url(i), err)
		}
		got = append(got, a.DatePublished+" "+strings.Join(a.Authors, ","))
	}
	return got
}

const feedURL = storage.ByFeed + "https://a.example/feed.rss"

// What the feed alone says of articles goes with them, also when they come runs
// after the feed has forgotten them; and it stays when their pages change.
func TestFeedSaysDateAndAuthor(t *testing.T) {
	const n = 6
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		wordless(s)
		s.feed = saidFeed(s, []string{"Thu, 26 Feb 2026 08:00:00 +0200", "2026-02-25", "Tue, 24 Feb 2026 08:00:00 GMT", "Mon, 26 Feb 2029 08:00:00 GMT", "", "Sun, 22 Feb 2026 08:00:00 GMT"},
			[]string{"Ann Ash", "ben@a.example (Ben Birch)", "The Fake News", "admin", "Cem Cedar and Dora Dale", "Ann Ash"})
		run(Options{Max: 2}, plainEntry)
		s.feed = `<rss version="2.0"><channel><title>The Fake News</title></channel></rss>`
		for range n {
			run(Options{Max: 2}, plainEntry)
		}
		want := []string{"2026-02-26T08:00:00+02:00 Ann Ash", "2026-02-25 Ben Birch", "2026-02-24T08:00:00Z ", " ", " Cem Cedar,Dora Dale", "2026-02-22T08:00:00Z Ann Ash"}
		if diff := cmp.Diff(want, saidOf(t, s, store)); diff != "" {
			t.Error(diff)
		}
		a, err := store.Article(t.Context(), s.url(0))
		if err != nil {
			t.Fatal(err)
		}
		for field, p := range map[string]extract.Provenance{"date_published": {Source: feedURL, Raw: "Thu, 26 Feb 2026 08:00:00 +0200"}, "authors": {Source: feedURL, Raw: "Ann Ash"}} {
			if a.Provenance[field] != p {
				t.Errorf("%s is from %+v, want %+v", field, a.Provenance[field], p)
			}
		}
		if st, err := store.SiteState(t.Context(), "a"); err != nil || strings.Contains(string(st.Discovery), "said") {
			t.Errorf("what came is still kept: %s, %v", st.Discovery, err)
		}
		if runs, err := store.Runs(t.Context(), "a", 20); err != nil || runs[len(runs)-1].WithDate != 0 || runs[len(runs)-1].WithAuthor != 0 {
			t.Errorf("the pages are taken for dated and signed: %+v, %v", runs, err)
		}
		s.pages[s.path(0)] = strings.Replace(s.pages[s.path(0)], "<p>", "<p>The council has changed its mind since. ", 1)
		s.pages[s.path(1)] = strings.Replace(s.pages[s.path(1)], "</h1>", `</h1><p class="byline">By Eve Elm</p>`, 1)
		time.Sleep(7 * 24 * time.Hour)
		if sum := run(Options{}, plainEntry).Sites[0]; sum.Revised != 2 {
			t.Errorf("%+v", sum)
		}
		want[1] = "2026-02-25 Eve Elm"
		if diff := cmp.Diff(want, saidOf(t, s, store)); diff != "" {
			t.Error(diff)
		}
	})
}

// A feed that gives all its entries one moment tells when it was made.
func TestFeedOfOneMoment(t *testing.T) {
	const n = 3
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		wordless(s)
		s.feed = saidFeed(s, []string{"Thu, 26 Feb 2026 08:00:00 GMT", "Thu, 26 Feb 2026 08:00:01 GMT", "Thu, 26 Feb 2026 08:00:02 GMT"}, []string{"", "", ""})
		run(Options{}, plainEntry)
		if diff := cmp.Diff([]string{" ", " ", " "}, saidOf(t, s, store)); diff != "" {
			t.Error(diff)
		}
	})
}

// A page's own word counts for more than the feed's.
func TestPageBeforeFeed(t *testing.T) {
	inBubble(t, 3, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		proper(s)
		s.pages["/"] = strings.Replace(s.pages["/"], "</head>", `<link rel="alternate" type="application/rss+xml" href="/feed.rss"></head>`, 1)
		s.pages[s.path(0)] = strings.Replace(s.pages[s.path(0)], "</h1>", `</h1><p class="byline">By Eve Elm</p>`, 1)
		s.feed = saidFeed(s, []string{"Thu, 26 Feb 2026 08:00:00 GMT", "", ""}, []string{"Ben Birch", "", ""})
		run(Options{}, plainEntry)
		if got := saidOf(t, s, store)[0]; strings.Contains(got, "2026-02-26") || !strings.Contains(got, "Eve Elm") {
			t.Errorf("got %q", got)
		}
	})
}

// News sitemaps have dates of publication; those of other sitemaps are of changes.
func TestNewsSitemapSaysDate(t *testing.T) {
	const n = 3
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		wordless(s)
		s.robots = "Sitemap: https://a.example/sitemap.xml"
		s.sitemap = `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">`
		for i, date := range []string{"2026-02-24T08:00:00+03:00", "2026-02-25"} {
			s.sitemap += "<url><loc>" + s.url(i) + "</loc><lastmod>2026-02-26</lastmod><news:news><news:publication_date>" + date + "</news:publication_date><news:title>x</news:title></news:news></url>"
		}
		s.sitemap += "<url><loc>" + s.url(2) + "</loc><lastmod>2026-02-26</lastmod></url></urlset>"
		run(Options{}, plainEntry)
		if diff := cmp.Diff([]string{"2026-02-24T08:00:00+03:00 ", "2026-02-25 ", " "}, saidOf(t, s, store)); diff != "" {
			t.Error(diff)
		}
	})
}
