package crawler

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"copydesk/storage"
)

func TestLayoutChangeIsNoticed(t *testing.T) {
	past := []storage.Run{{Articles: 20, Pages: 25, WithDate: 20, WithAuthor: 18, MedianLen: 3000}, {Articles: 10, Pages: 12, WithDate: 10, WithAuthor: 9, MedianLen: 2800}}
	tests := []struct {
		name string
		run  storage.Run
		want int
	}{
		{"as ever", storage.Run{Articles: 12, Pages: 15, WithDate: 12, WithAuthor: 10, MedianLen: 2900}, 0},
		{"dates and authors gone", storage.Run{Articles: 12, Pages: 15, MedianLen: 2900}, 2},
		{"a wall", storage.Run{Articles: 12, Pages: 15, WithDate: 12, WithAuthor: 10, MedianLen: 400}, 1},
		{"no articles", storage.Run{Articles: 0, Pages: 15}, 1},
		{"too few to say", storage.Run{Articles: 2, Pages: 3}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := layoutChange(&tt.run, past); len(got) != tt.want {
				t.Errorf("%q", got)
			}
		})
	}
	if got := layoutChange(&storage.Run{Articles: 10, Pages: 10}, past[:1]); got != nil {
		t.Errorf("judged by one run: %q", got)
	}
}

// A site of a few articles a run, as with cron every quarter of an hour, is
// judged by several runs together; the alarm stays until what comes is right.
func TestLayoutChangeOfASlowSite(t *testing.T) {
	good := storage.Run{Articles: 2, Pages: 3, WithDate: 2, WithAuthor: 2, MedianLen: 3000}
	bad := storage.Run{Articles: 2, Pages: 3, MedianLen: 3000}
	var past []storage.Run // the newest first
	for range 8 {
		past = append(past, good)
	}
	for i, c := range []struct {
		run   storage.Run
		alarm bool
	}{{good, false}, {bad, false}, {bad, true}, {bad, true}, {good, true}, {good, false}, {good, false}} {
		got := layoutChange(&c.run, past)
		if (len(got) > 0) != c.alarm {
			t.Errorf("run %d: %q", i, got)
		}
		if len(got) > 0 {
			c.run.Outcome = layoutChanged
		}
		past = append([]storage.Run{c.run}, past...)
	}
}

// A wall in the place of most pages is noticed by the first run that meets it,
// and not forgotten by one that has nothing to fetch.
func TestWallIsNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSite("a.example", 9, in2026)
		isWalled := true
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if !isWalled || !strings.Contains(r.URL.Path, "-") {
				return false
			}
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, "%s<!-- %s -->", wallPage, r.URL.Path)
			return true
		}
		store := openStore(t)
		for i, c := range []struct {
			isWalled bool
			rest     time.Duration
			says     string
			health   string
		}{
			{true, time.Hour, "9 of 13 pages are walls that ask for consent", walled},
			{true, 25 * time.Hour, "", walled},
			{false, 0, "", "ok"},
		} {
			isWalled = c.isWalled
			sum, err := Run(t.Context(), oneSite(t, plainEntry), store, Options{Now: in2026, Transport: fakeWeb{"a.example": s}})
			if err != nil {
				t.Fatal(err)
			}
			if one := sum.Sites[0]; one.LayoutChanged != (c.says != "") || one.LayoutAlarm != one.LayoutChanged || !strings.Contains(one.LayoutNote(), c.says) {
				t.Errorf("run %d: %q", i, one.Notes)
			}
			runs, err := store.Runs(t.Context(), "a", 1)
			if err != nil || runs[0].Outcome != c.health || (len(runs[0].Notes) > 0) != (c.health != "ok") {
				t.Errorf("run %d: %+v, %v", i, runs, err)
			}
			time.Sleep(c.rest)
		}
	})
}

// A first run that brings nothing says why, as far as that can be known.
func TestBarrenSiteIsNoted(t *testing.T) {
	for _, c := range []struct{ name, entry, note string }{
		{"all wanted", plainEntry, ""},
		{"none wanted", "  - {id: a, home: https://a.example/, delay: 1s, articles: {include: ['/news/']}}\n", "articles.include and exclude of the site's entry leave out all 12 pages that were met, as https://a.example/"},
		{"no articles", "  - {id: a, home: https://a.example/empty, delay: 1s}\n", "no article on 5 pages"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeSite("a.example", 9, in2026)
				s.sitemap = "<urlset>"
				for i := range 9 {
					s.sitemap += "<url><loc>" + s.url(i) + "</loc></url>"
				}
				s.sitemap += "</urlset>"
				if strings.Contains(c.entry, "empty") {
					s = newFakeSite("a.example", 0, in2026)
					s.pages["/empty"] = layout("Empty", "<p>Nothing here yet.</p>")
				}
				sum, err := Run(t.Context(), oneSite(t, c.entry), openStore(t), Options{Now: in2026, Transport: fakeWeb{"a.example": s}})
				if err != nil {
					t.Fatal(err)
				}
				if notes := strings.Join(sum.Sites[0].Notes, "\n"); !strings.Contains(notes, c.note) || c.note == "" && notes != "" {
					t.Errorf("%q", notes)
				}
			})
		})
	}
}

// A run that goes on with one that was killed need not bring the articles that
// are there already.
func TestWhatAKilledRunLeftIsNotBarren(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSite("a.example", 9, in2026)
		s.pages["/"] = layout("News", s.list(0, 9))
		for _, path := range []string{"/about", "/contact", "/help", "/terms"} {
			s.pages["/"] = strings.Replace(s.pages["/"], "</main>", `<a href="`+path+`">more</a></main>`, 1)
			s.pages[path] = layout(path, "<p>Write to us at the old tannery, "+path+".</p>")
		}
		store, ctx := openStore(t), t.Context()
		killed, kill := context.WithCancel(ctx)
		s.before = func(_ http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/about" || r.URL.Path == "/contact" || r.URL.Path == "/help" || r.URL.Path == "/terms" {
				kill()
			}
			return false
		}
		opts := Options{Now: in2026, Transport: fakeWeb{"a.example": s}}
		if _, err := Run(killed, oneSite(t, plainEntry), store, opts); err != nil {
			t.Fatal(err)
		}
		sum, err := Run(ctx, oneSite(t, plainEntry), store, opts)
		if err != nil {
			t.Fatal(err)
		}
		if one := sum.Sites[0]; one.Pages < 3 || one.Articles > 0 || len(one.Notes) > 0 {
			t.Errorf("%d pages, %d articles: %q", one.Pages, one.Articles, one.Notes)
		}
	})
}

const wallPage = `<html><head><title>Before you continue</title></head><body><h1>We value your privacy</h1><p>We and our 842 partners store and access cookies on your device to show personalised ads. Click accept to consent.</p><button>Accept all</button><button>Reject all</button></body></html>`
