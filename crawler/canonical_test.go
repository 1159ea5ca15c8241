package crawler

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydesk/storage/sqlite"
)

// Sites that name one article as the canonical address of all lose none,
// whether that one is read first or last, known to the feed or to nobody; the
// next runs change nothing.
func TestOneCanonicalForAll(t *testing.T) {
	for name, c := range map[string]struct {
		target, fed int
		max         int // pages of a run
	}{
		"first": {0, 6, 0}, "among others": {4, 6, 0}, "last": {5, 6, 0}, "not in the feed": {5, 5, 0}, "in a later run": {5, 6, 3},
	} {
		target := c.target
		t.Run(name, func(t *testing.T) {
			inBubble(t, 6, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				s.feed = rssOf(s, 0, c.fed)
				s.pages["/"] = strings.Replace(s.pages["/"], "</head>", feedIn, 1)
				for i := range 6 {
					s.pages[s.path(i)] = strings.Replace(s.pages[s.path(i)], `rel="canonical" href="`+s.url(i), `rel="canonical" href="`+s.url(target), 1)
				}
				said := false
				for range 4 {
					one := run(Options{Max: c.max}, plainEntry).Sites[0]
					said = said || strings.Contains(strings.Join(one.Notes, " "), "which is not believed")
				}
				got := storedArticles(t, store)
				if len(got) != 6 || !said {
					t.Errorf("%d articles, said %v", len(got), said)
				}
				for range 3 {
					time.Sleep(30 * time.Hour)
					if one := run(Options{}, plainEntry).Sites[0]; one.New+one.Revised != 0 {
						t.Errorf("later: %+v", one)
					}
				}
				if again := storedArticles(t, store); !cmp.Equal(again, got) {
					t.Errorf("later: %s", cmp.Diff(got, again))
				}
				for i := range 6 {
					if a, err := store.Article(t.Context(), s.url(i)); err != nil || !strings.Contains(a.Title, "Decision "+number(i)) {
						t.Errorf("%s leads to %q, %v", s.url(i), a.Title, err)
					}
				}
			})
		})
	}
}
