package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"copydesk/storage/sqlite"
)

// A pattern that was wrong, and is mended, brings what the first run passed
// over: articles that it read as sections, and those behind a pattern that it
// closed for that. A run with the same patterns reads nothing again.
func TestMendedPattern(t *testing.T) {
	for _, c := range []struct {
		name    string
		sitemap bool
	}{{"by links", false}, {"by a sitemap", true}} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSite("a.example", 30, in2026)
				s.pages["/"] = layout("News", s.list(0, 30))
				if c.sitemap {
					s.sitemap = "<urlset>"
					for i := range 30 {
						s.sitemap += "<url><loc>" + s.url(i) + "</loc></url>"
					}
					s.sitemap += "</urlset>"
				}
				store := openStore(t)
				run := func(include string) SiteSummary {
					t.Helper()
					entry := "  - {id: a, home: https://a.example/, delay: 1s, articles: {include: ['" + include + "']}}\n"
					sum, err := Run(t.Context(), oneSite(t, entry), store, Options{Now: in2026, Transport: fakeWeb{"a.example": s}})
					if err != nil {
						t.Fatal(err)
					}
					return sum.Sites[0]
				}
				if one := run("/nothing/"); one.New != 0 || one.Pages < 5 {
					t.Errorf("%+v", one)
				}
				time.Sleep(time.Minute)
				if one := run("/nothing/"); one.Pages != 0 {
					t.Errorf("with the same pattern: %+v", one)
				}
				time.Sleep(time.Minute)
				if one := run("-decision-"); one.New != 30 {
					t.Errorf("%d new, want 30: %+v", one.New, one)
				}
				time.Sleep(time.Minute)
				if one := run("-decision-"); one.New != 0 || one.Pages != 0 {
					t.Errorf("with the same pattern again: %+v", one)
				}
			})
		})
	}
}

// Articles that were too old come once a site's max_age, or a run without the
// earlier one's --since, reaches further back. Nothing is read again otherwise.
func TestReachingFurtherBack(t *testing.T) {
	for _, by := range []string{"links", "sitemap", "dated sitemaps", "dated addresses"} {
		t.Run(by, func(t *testing.T) {
			inBubble(t, 18, func(t *testing.T, s *fakeSite, _ *sqlite.Store, run func(Options, string) Summary) {
				oldArticles(s, by)
				step := func(name, maxAge string, since time.Duration, wantNew int, reads bool) {
					t.Helper()
					time.Sleep(time.Minute)
					entry := "  - {id: a, home: https://a.example/, delay: 1s, articles: {max_age: '" + maxAge + "'}}\n"
					if maxAge == "" {
						entry = plainEntry
					}
					one := run(Options{Since: since}, entry).Sites[0]
					if one.New != wantNew || one.Pages > 0 != reads {
						t.Errorf("%s: %d new, want %d; %+v", name, one.New, wantNew, one)
					}
				}
				step("the first run", "10d", 0, 6, true)
				if asked := articleHits(s); by == "dated addresses" && asked != 6 {
					t.Errorf("%d articles were asked for, want 6", asked)
				}
				step("the same again", "10d", 0, 0, false)
				step("a narrower run", "10d", 24*time.Hour, 0, false)
				step("after a narrower run", "10d", 0, 0, false)
				step("a longer age", "30d", 0, 6, true)
				step("a shorter one", "10d", 0, 0, false)
				step("without bound, but for the run", "", 20*24*time.Hour, 0, true)
				step("without bound", "", 0, 6, true)
				step("the same again", "", 0, 0, false)
			})
		})
	}
}

// oldArticles makes a third of a site's articles weeks old and a third months.
func oldArticles(s *fakeSite, by string) {
	published := s.now().Add(-2 * time.Hour)
	s.pages["/"] = layout("News", s.list(0, 18))
	months := [3]string{}
	for i := range 18 {
		at := published.Add(-[]time.Duration{0, 20 * 24 * time.Hour, 60 * 24 * time.Hour}[i%3])
		s.pages[s.path(i)] = strings.ReplaceAll(s.pages[s.path(i)], published.Format(time.RFC3339), at.Format(time.RFC3339))
		lastmod := ""
		if by == "dated sitemaps" {
			lastmod = at.Format("<lastmod>2006-01-02</lastmod>")
		}
		if by == "dated addresses" {
			to := at.Format("/2006/01/02") + s.path(i)
			s.pages[to] = strings.ReplaceAll(s.pages[s.path(i)], s.path(i), to)
			s.pages["/"] = strings.Replace(s.pages["/"], `"`+s.path(i)+`"`, `"`+to+`"`, 1)
			delete(s.pages, s.path(i))
		}
		months[i%3] += fmt.Sprintf("<url><loc>%s</loc>%s</url>", s.url(i), lastmod)
	}
	switch by {
	case "dated addresses":
		for _, section := range []string{"/world", "/sport", "/culture"} {
			delete(s.pages, section)
		}
	case "sitemap":
		s.pages["/"], s.sitemap = layout("News", ""), "<urlset>"+months[0]+months[1]+months[2]+"</urlset>"
	case "dated sitemaps":
		s.pages["/"] = layout("News", "")
		s.sitemap = "<sitemapindex>"
		for i, m := range months {
			loc := fmt.Sprintf("/sitemap-%d.xml", i)
			s.pages[loc] = "<urlset>" + m + "</urlset>"
			s.sitemap += fmt.Sprintf("<sitemap><loc>https://%s%s</loc>%s</sitemap>", s.host, loc, published.Add(-time.Duration(i)*20*24*time.Hour).Format("<lastmod>2006-01-02</lastmod>"))
		}
		s.sitemap += "</sitemapindex>"
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, ".xml") {
				w.Header().Set("Content-Type", "application/xml")
			}
			return false
		}
	}
}
