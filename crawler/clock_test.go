package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"copydesk/storage/sqlite"
)

// clockWorld is a site that goes on publishing while the crawler's clock goes
// wrong: articles 0 to 11 are there from the beginning, 12 to 14 come later,
// in the feed, in a section and in the sitemap, and one that is old is edited.
type clockWorld struct {
	*fakeSite
	off    atomic.Int64 // how wrong the crawler's clock is
	asked  atomic.Int64 // requests of this run
	jumpAt atomic.Int64 // the request with which it jumps; 0 for none
	jump   time.Duration
}

const (
	clockOld    = 12
	clockAll    = 15
	clockEdited = 3
	clockYear   = 365 * 24 * time.Hour
)

func newClockWorld() *clockWorld {
	w := &clockWorld{fakeSite: newFakeSite("a.example", clockAll, in2026)}
	w.pages["/culture"] = layout("culture", w.list(10, clockOld))
	for i := clockOld; i < clockAll; i++ {
		delete(w.pages, w.path(i))
	}
	w.feed = rssOf(w.fakeSite, 0, 4)
	w.robots = "Sitemap: https://a.example/sitemap.xml"
	w.sitemap = w.sitemapOf(4, clockOld, in2026().Add(-2*time.Hour))
	w.pages["/"] = strings.Replace(w.pages["/"], "</head>", feedIn, 1)
	w.before = func(rw http.ResponseWriter, _ *http.Request) bool {
		rw.Header().Set("Date", in2026().UTC().Format(http.TimeFormat))
		if at := w.jumpAt.Load(); w.asked.Add(1) == at && at > 0 {
			w.off.Store(int64(w.jump))
		}
		return false
	}
	return w
}

func (w *clockWorld) sitemapOf(from, to int, at time.Time) string {
	s := "<urlset>"
	for i := from; i < to; i++ {
		s += fmt.Sprintf("<url><loc>%s</loc><lastmod>%s</lastmod></url>", w.url(i), at.Format(time.RFC3339))
	}
	return s + "</urlset>"
}

// publish brings what comes later.
func (w *clockWorld) publish() {
	for i := clockOld; i < clockAll; i++ {
		w.pages[w.path(i)] = w.article(i, "")
	}
	w.feed = rssOf(w.fakeSite, 12, 13)
	w.pages["/culture"] = layout("culture", w.list(10, 14))
	w.pages[w.path(clockEdited)] = w.article(clockEdited, "as it was corrected")
	w.sitemap = strings.Replace(w.sitemap, "</urlset>", w.sitemapOf(14, 15, in2026())[len("<urlset>"):], 1)
	w.sitemap = strings.Replace(w.sitemap, "<urlset>", strings.TrimSuffix(w.sitemapOf(clockEdited, clockEdited+1, in2026()), "</urlset>"), 1)
}

// run crawls the site, and sets the clock right after it.
func (w *clockWorld) run(t *testing.T, store *sqlite.Store) SiteSummary {
	t.Helper()
	w.asked.Store(0)
	now := func() time.Time { return in2026().Add(time.Duration(w.off.Load())) }
	sum, err := Run(t.Context(), oneSite(t, plainEntry), store, Options{Now: now, Transport: fakeWeb{"a.example": w.fakeSite}, Due: true})
	if err != nil {
		t.Fatal(err)
	}
	one := sum.Sites[0]
	t.Logf("%s, clock %v: %d requests, %d pages, %d new, %d revised, %d unchanged, skipped %q, notes %q, error %v", in2026().Format("02 15:04"),
		time.Duration(w.off.Load()), one.Requests, one.Pages, one.New, one.Revised, one.Unchanged, one.Skipped, one.Notes, one.Err)
	w.off.Store(0)
	w.jumpAt.Store(0)
	return one
}

// A clock that is a year ahead or behind for a run, or becomes so within one,
// has the crawler neither fetch again what it has nor miss what comes after.
func TestClockThatJumps(t *testing.T) {
	for _, c := range []struct {
		name   string
		jump   time.Duration
		first  bool // in the first run of all
		within bool
		note   string
	}{
		{"not at all", 0, false, false, ""},
		{"ahead for a run", clockYear, false, false, "days ahead of a.example's"},
		{"behind for a run", -clockYear, false, false, "days behind a.example's"},
		{"ahead at first", clockYear, true, false, "days ahead of a.example's"},
		{"behind at first", -clockYear, true, false, "days behind a.example's"},
		{"ahead within the first run", clockYear, true, true, "days ahead of a.example's"},
		{"behind within the first run", -clockYear, true, true, "days behind a.example's"},
		{"ahead within a run", clockYear, false, true, "days ahead of a.example's"},
		{"behind within a run", -clockYear, false, true, "days behind a.example's"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, store := newClockWorld(), openStore(t)
				wrong := func() {
					if w.jump = c.jump; c.within {
						w.jumpAt.Store(5)
					} else {
						w.off.Store(int64(c.jump))
					}
				}
				run := func() SiteSummary { return w.run(t, store) }
				if c.first {
					wrong()
				}
				one := run()
				time.Sleep(6 * time.Hour)
				if !c.first {
					wrong()
					one = run()
				} else if two := run(); len(two.Notes) != 0 {
					t.Errorf("notes of the run after: %q", two.Notes)
				}
				if notes := strings.Join(one.Notes, "; "); !strings.Contains(notes, c.note) || (c.note == "") != (notes == "") || (one.ClockAhead != 0) != (c.note != "") {
					t.Errorf("notes %q, want %q", notes, c.note)
				}
				w.publish()
				for range 5 {
					time.Sleep(6 * time.Hour)
					run()
				}
				checkClockWorld(t, w, store, c.first && c.jump < 0)
			})
		})
	}
}

func checkClockWorld(t *testing.T, w *clockWorld, store *sqlite.Store, behindAtFirst bool) {
	t.Helper()
	got := storedArticles(t, store)
	for i := range clockAll {
		if got[w.url(i)] != 1 {
			t.Errorf("article %d is stored %d times", i, got[w.url(i)])
			continue
		}
		a, err := store.Article(t.Context(), w.url(i))
		if err != nil {
			t.Fatal(err)
		}
		if a.DatePublished == "" {
			t.Errorf("article %d has no date", i)
		}
		if i == clockEdited && !strings.Contains(a.Title, "corrected") {
			t.Errorf("article %d is not as it was corrected: %q", i, a.Title)
		}
		whole := 0
		for _, h := range w.hits {
			if h.path == w.path(i) && h.status == 200 {
				whole++
			}
		}
		most := 1
		if i == clockEdited {
			most++
		}
		if behindAtFirst { // for the dates that lay in the future then
			most++
		}
		if whole > most {
			t.Errorf("article %d was sent whole %d times", i, whole)
		}
	}
}
