package crawler

import (
	"testing"
	"testing/synctest"
	"time"
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
