package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"copydesk/storage/sqlite"
)

// A section whose leads make it look like an article has its second page read
// all the same, whether the site shows it for one or is known to.
func TestLaterPagesOfWhatIsTakenForAnArticle(t *testing.T) {
	const n = 30
	for name, below := range map[string]bool{"articles below the section": true, "articles elsewhere": false} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				proper(s)
				section := "/world"
				if !below {
					section = "/regional-news"
				}
				later := cards(s, 5, 10)
				s.pages["/"] = layout("News", `<a href="`+section+`">News</a>`+s.list(10, n))
				delete(s.pages, "/world")
				s.pages[section] = layout("News", "<h1>News</h1>"+cards(s, 0, 5)+`<a href="`+section+`?page=2">More</a>`)
				s.before = func(w http.ResponseWriter, r *http.Request) bool {
					if r.URL.RawQuery != "page=2" {
						return false
					}
					_, _ = w.Write([]byte(layout("News", "<h1>News</h1>"+later)))
					return true
				}
				run(Options{}, plainEntry)
				got := storedArticles(t, store)
				for i := range n {
					if got[s.url(i)] != 1 {
						t.Errorf("article %d is missing", i)
					}
				}
			})
		})
	}
}

// cards are teasers with a lead and a date.
func cards(s *fakeSite, from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		page := s.pages[s.path(i)]
		lead := page[strings.Index(page, "<p>")+3:]
		fmt.Fprintf(&b, `<div class="card"><h3><a href="%s">Decision %s</a></h3><span class="date">%s</span><p>%s</p></div>`,
			s.path(i), number(i), s.now().Format("02 Jan 2006"), strings.Join(strings.Fields(lead)[:45], " "))
	}
	return b.String()
}
