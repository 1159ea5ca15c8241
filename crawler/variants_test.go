package crawler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"copydesk/storage"
	"copydesk/storage/sqlite"
)

// printView gives an article of the fake site a print view that names the
// main page as canonical and leaves a part of the text out.
func printView(s *fakeSite, i int) string {
	path := fmt.Sprintf("/print/%d", 4711+i)
	page := s.article(i, "")
	from := strings.LastIndex(page, "<p>")
	s.pages[path] = page[:from] + page[strings.Index(page, "</article>"):]
	return path
}

func TestVariantsMakeNoRevisions(t *testing.T) {
	for _, c := range []struct {
		name   string
		onHome bool // the variant is met before the main page
	}{{"main page first", false}, {"variant first", true}} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, 6, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				for i := range 6 {
					link := fmt.Sprintf(`<a href="%s">Print the whole article about decision %s</a>`, printView(s, i), number(i))
					if c.onHome {
						s.pages["/"] = strings.Replace(s.pages["/"], "</main>", link+"</main>", 1)
						s.pages[s.path(i)] = s.article(i, "")
					} else {
						s.pages[s.path(i)] = strings.Replace(s.pages[s.path(i)], "</article>", "</article>"+link, 1)
					}
				}
				one := run(Options{}, plainEntry).Sites[0]
				if one.New != 6 || one.Revised != 0 || one.Failed != 0 {
					t.Errorf("first run: %+v", one)
				}
				for i := range 6 {
					if s.asked(fmt.Sprintf("/print/%d", 4711+i)) == 0 {
						t.Errorf("the print view of %d was never asked for: the test shows nothing", i)
					}
					checkMain(t, store, s, i)
				}
				for range 3 {
					time.Sleep(30 * time.Hour)
					if one := run(Options{}, plainEntry).Sites[0]; one.New+one.Revised != 0 {
						t.Errorf("later run: %+v", one)
					}
				}
			})
		})
	}
}

// checkMain checks that what is stored came from the article's main page.
func checkMain(t *testing.T, store *sqlite.Store, s *fakeSite, i int) {
	t.Helper()
	a, err := store.Article(t.Context(), fmt.Sprintf("https://a.example/print/%d", 4711+i))
	if err != nil {
		t.Fatal(err)
	}
	if a.URL != s.url(i) || strings.Count(a.Text, "\n\n") != 4 || a.Revision != 1 {
		t.Errorf("article %d is of %s, revision %d, %d blocks", i, a.URL, a.Revision, 1+strings.Count(a.Text, "\n\n"))
	}
	k, err := store.Known(t.Context(), "a", fmt.Sprintf("https://a.example/print/%d", 4711+i))
	if err != nil || k.ArticleID != a.ID {
		t.Errorf("the print view's link: %+v, %v", k, err)
	}
	if k.State == storage.StateDead {
		t.Errorf("the print view is dead")
	}
}
