package crawler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"copydesk/storage/sqlite"
)

// Sites that name one article as the canonical address of all lose none but
// the one in whose place another stands; the next runs change nothing.
func TestOneCanonicalForAll(t *testing.T) {
	for _, target := range []int{0, 4} {
		t.Run(fmt.Sprint(target), func(t *testing.T) {
			inBubble(t, 6, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				s.feed = rssOf(s, 0, 6)
				s.pages["/"] = strings.Replace(s.pages["/"], "</head>", feedIn, 1)
				for i := range 6 {
					s.pages[s.path(i)] = strings.Replace(s.pages[s.path(i)], `rel="canonical" href="`+s.url(i), `rel="canonical" href="`+s.url(target), 1)
				}
				one := run(Options{}, plainEntry).Sites[0]
				if one.New < 5 || !strings.Contains(strings.Join(one.Notes, " "), "which is not believed") {
					t.Errorf("%+v", one)
				}
				got := storedArticles(t, store)
				for range 3 {
					time.Sleep(30 * time.Hour)
					if one := run(Options{}, plainEntry).Sites[0]; one.New+one.Revised != 0 {
						t.Errorf("later: %+v", one)
					}
				}
				if again := storedArticles(t, store); len(got) < 5 || len(again) != len(got) {
					t.Errorf("%d articles, later %d", len(got), len(again))
				}
			})
		})
	}
}
