package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"copydesk/crawler/discover"
	"copydesk/storage/sqlite"
)

// A form behind every article, or a page that is missing there, is looked at a
// few times and never again.
func TestFamiliesThatHoldNothing(t *testing.T) {
	const n = 24
	for name, says := range map[string]string{
		"form": layout("My account", "<h2>Login</h2><form><input type=password></form>"),
		"gone": "",
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				for i := range n {
					s.pages[s.path(i)] = strings.Replace(s.article(i, ""), "</article>", fmt.Sprintf(`<p><a href="/account?back=%d">Join</a></p></article>`, 4000+i), 1)
				}
				s.pages["/account"] = says
				run(Options{}, plainEntry)
				first := askedUnder(s, "/account")
				if first < discover.TrapBudget || first > discover.TrapBudget+3 { // one twice at once, and what was in hand
					t.Errorf("%d pages of the family were asked for at first", first)
				}
				for range 8 {
					time.Sleep(12 * time.Hour)
					run(Options{}, plainEntry)
				}
				if later := askedUnder(s, "/account") - first; later > 0 {
					t.Errorf("%d requests for the family later", later)
				}
				if got := storedArticles(t, store); len(got) != n {
					t.Errorf("%d articles, want %d", len(got), n)
				}
			})
		})
	}
}

// Where a site's articles are nothing but regret for a while, their family is
// none that holds nothing.
func TestMaintenanceOfAFamily(t *testing.T) {
	const n = 24
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		for path, page := range s.pages {
			for i := n - 1; i >= 0; i-- {
				page = strings.ReplaceAll(page, s.path(i), fmt.Sprintf("/news?id=%d", 4000+i))
			}
			s.pages[path] = page
		}
		sick := false
		s.etags = false
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/news" {
				return false
			}
			var i int
			fmt.Sscan(r.URL.Query().Get("id"), &i)
			if sick {
				_, _ = w.Write([]byte(layout("Maintenance", "<h1>We'll be back soon!</h1>")))
			} else {
				_, _ = w.Write([]byte(s.pages[s.path(i-4000)]))
			}
			return true
		}
		run(Options{Max: 6}, plainEntry)
		sick = true
		run(Options{}, plainEntry)
		sick = false
		for range 5 {
			time.Sleep(24 * time.Hour)
			run(Options{}, plainEntry)
		}
		if got := storedArticles(t, store); len(got) != n {
			t.Errorf("%d articles after the maintenance, want %d", len(got), n)
		}
	})
}

// askedUnder is how many requests a path got, with whatever query.
func askedUnder(s *fakeSite, path string) (n int) {
	for _, h := range s.hits {
		if p, _, _ := strings.Cut(h.path, "?"); p == path {
			n++
		}
	}
	return n
}
