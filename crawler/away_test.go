package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"copydesk/crawler/fetch"
	"copydesk/storage/sqlite"
)

// A feed that the home page names is read on whatever host it is, and so are
// its entries there that send home. What stays elsewhere is no article of the
// site's, and what lies on a third host is said once.
func TestFeedElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 9
		s := newFakeSite("a.example", n, in2026)
		s.pages = map[string]string{"/": strings.Replace(layout("News", "<p>Welcome.</p>"), "</head>", `<link rel="alternate" type="application/rss+xml" href="https://feeds.example/a"></head>`, 1)}
		away := newFakeSite("feeds.example", 1, in2026)
		var items strings.Builder
		for i := range n {
			s.pages[s.path(i)] = strings.Replace(s.article(i, ""), `rel="canonical"`, `rel="nothing"`, 1)
			link := fmt.Sprintf("https://feeds.example/to/%d", i)
			switch i {
			case 7:
				link = "https://third.example/7"
			case 8:
				link = "https://feeds.example/ad"
				away.pages["/ad"] = away.article(0, "")
			}
			fmt.Fprintf(&items, "<item><title>Decision %d</title><link>%s</link></item>", i, link)
		}
		feed := "<rss version='2.0'><channel><title>A</title>" + items.String() + "</channel></rss>"
		away.before = func(w http.ResponseWriter, r *http.Request) bool {
			var i int
			if r.URL.Path == "/a" {
				_, _ = w.Write([]byte(feed))
				return true
			}
			if _, err := fmt.Sscanf(r.URL.Path, "/to/%d", &i); err != nil {
				return false
			}
			http.Redirect(w, r, s.url(i)+"?utm_source=feeds", http.StatusFound)
			return true
		}
		store := openStore(t)
		told := 0
		for range 3 {
			sum, err := Run(t.Context(), oneSite(t, plainEntry), store, Options{Now: in2026, Transport: fakeWeb{"a.example": s, "feeds.example": away}})
			if err != nil {
				t.Fatal(err)
			}
			told += strings.Count(strings.Join(sum.Sites[0].Notes, " "), "third.example")
			time.Sleep(12 * time.Hour)
		}
		got := storedArticles(t, store)
		for i := range 7 {
			if got[s.url(i)] != 1 {
				t.Errorf("article %d is missing", i)
			}
		}
		if len(got) != 7 || told != 1 {
			t.Errorf("%d articles, told %d times: %v", len(got), told, got)
		}
	})
}

// A site's other host that has articles is told of once, and by a look at the
// site; one for telephones isn't.
func TestSiblingsAreTold(t *testing.T) {
	inBubble(t, 9, func(t *testing.T, s *fakeSite, _ *sqlite.Store, run func(Options, string) Summary) {
		list := s.list(0, 6)
		sport := strings.ReplaceAll(list, `href="/`, `href="https://sport.a.example/`)
		mobile := strings.ReplaceAll(list, `href="/`, `href="https://m.a.example/`)
		shop := `<a href="https://shop.a.example/">Shop</a>`
		s.pages["/"] = layout("News", list+sport+mobile+shop)
		told := ""
		for range 3 {
			told += strings.Join(run(Options{}, plainEntry).Sites[0].Notes, "\n")
			time.Sleep(12 * time.Hour)
		}
		const want = "links lead to articles on sport.a.example too"
		if !strings.HasPrefix(told, want) || strings.Count(told, "links lead") != 1 {
			t.Errorf("%q", told)
		}
		got, err := Probe(t.Context(), "https://a.example/", Options{Now: in2026, Transport: fakeWeb{"a.example": s}}, fetch.Policy{})
		if err != nil || strings.Count(strings.Join(got.Notes, "\n"), want) != 1 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// What a feed names by addresses that count clicks is looked at again by its own
// address alone, whichever came first, and though both had a schedule for a while.
func TestOneScheduleBehindRedirects(t *testing.T) {
	const n = 6
	for name, feedFirst := range map[string]bool{"the feed comes later": false, "the feed comes first": true} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				proper(s)
				home := strings.Replace(s.pages["/"], "</head>", `<link rel="alternate" type="application/rss+xml" href="/feed.rss"></head>`, 1)
				s.pages["/"] = home
				var items strings.Builder
				for i := range n {
					fmt.Fprintf(&items, "<item><title>Decision %d</title><link>https://a.example/go/%d</link></item>", i, i)
				}
				s.before = func(w http.ResponseWriter, r *http.Request) bool {
					var i int
					if _, err := fmt.Sscanf(r.URL.Path, "/go/%d", &i); err != nil {
						return false
					}
					http.Redirect(w, r, s.url(i), http.StatusFound)
					return true
				}
				feed := "<rss version='2.0'><channel><title>A</title>" + items.String() + "</channel></rss>"
				if feedFirst {
					s.feed, s.pages["/"] = feed, strings.ReplaceAll(home, "teaser", "teaser hidden")
				}
				run(Options{}, plainEntry)
				s.feed, s.pages["/"] = feed, home
				for range 2 { // two that were in hand together are told apart the next time
					run(Options{}, plainEntry)
					time.Sleep(12 * time.Hour)
				}
				before := len(s.hits)
				run(Options{}, plainEntry)
				asked := map[string]int{}
				for _, h := range s.hits[before:] {
					asked[h.path]++
				}
				for i := range n {
					if got := asked[s.path(i)]; got != 1 {
						t.Errorf("%s was asked for %d times, %d times by way of the feed's address", s.path(i), got, asked[fmt.Sprintf("/go/%d", i)])
					}
				}
				if got := storedArticles(t, store); len(got) != n {
					t.Errorf("%d articles", len(got))
				}
			})
		})
	}
}
