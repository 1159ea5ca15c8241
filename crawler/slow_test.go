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
