package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydesk/extract"
	"copydesk/storage/sqlite"
)

func TestFurtherPage(t *testing.T) {
	const a = "https://a.example/news/a-long-story"
	for _, c := range []struct {
		name, first, u string
		want           int
	}{
		{"number", a, a + "/2", 2},
		{"number and slash", a + "/", a + "/3/", 3},
		{"page", a, a + "/page/2", 2},
		{"parameter", a, a + "?page=1", 1},
		{"parameter among others", a + "?id=7", a + "?id=7&page=2", 2},
		{"itself", a, a, 0},
		{"other article", a, "https://a.example/news/another-story", 0},
		{"next number of a list", "https://a.example/news/12", "https://a.example/news/13", 0},
		{"other host", a, "https://b.example/news/a-long-story/2", 0},
		{"other identity", a + "?id=7", a + "?id=8", 0},
		{"comments", a, a + "/comments", 0},
		{"an article below", a, a + "/2024", 0},
		{"front page", "https://a.example/", "https://a.example/2", 0},
		{"longer name", a, a + "-2", 0},
	} {
		if got := furtherPage(c.first, c.u); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// inPages cuts an article of the fake site into pages of one paragraph, under
// addresses that end in /2, /3 …; it gives the addresses after the first.
func inPages(s *fakeSite, i int) []string {
	page := s.article(i, "")
	from := strings.Index(page, "<p>")
	end := strings.Index(page, "</article>")
	paragraphs := strings.SplitAfter(strings.TrimSpace(page[from:end]), "</p>")
	paragraphs = paragraphs[:len(paragraphs)-1]
	var paths []string
	at := func(n int) string {
		if n == 0 {
			return s.path(i)
		}
		return fmt.Sprintf("%s/%d", s.path(i), n+1)
	}
	for n, p := range paragraphs {
		rel := ""
		if n > 0 {
			rel += fmt.Sprintf(`<link rel="prev" href="%s">`, at(n-1))
			paths = append(paths, at(n))
		}
		if n+1 < len(paragraphs) {
			rel += fmt.Sprintf(`<link rel="next" href="%s">`, at(n+1))
		}
		body := page[:from] + p + page[end:]
		body = strings.Replace(body, `rel="canonical" href="https://`+s.host+s.path(i), `rel="canonical" href="https://`+s.host+at(n), 1)
		s.pages[at(n)] = strings.Replace(body, "</head>", rel+"</head>", 1)
	}
	return paths
}

func TestArticleOfSeveralPages(t *testing.T) {
	for _, c := range []struct {
		name  string
		first bool // the home page links to a later page before all else
		fails bool // a page fails at the first try
		gone  bool // a page is not there
	}{{name: "from its first page"}, {name: "from a later page", first: true}, {name: "a page comes late", fails: true}, {name: "a page is gone", gone: true}} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, 6, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				whole, err := extract.FromPage(extract.Page{URL: s.url(2), ContentType: "text/html", Body: []byte(s.article(2, ""))}, nil)
				if err != nil {
					t.Fatal(err)
				}
				paths := inPages(s, 2)
				if c.first {
					s.pages["/"] = strings.Replace(layout("News", s.list(0, 2)+s.list(3, 6)), "</main>", `<a href="`+paths[1]+`">page 3 of the story</a></main>`, 1)
					for _, sec := range []string{"/world", "/sport", "/culture"} {
						delete(s.pages, sec)
					}
				}
				failed := 0
				s.before = func(w http.ResponseWriter, r *http.Request) bool {
					if r.URL.Path != paths[2] || !c.gone && (!c.fails || failed > 0) {
						return false
					}
					failed++
					w.WriteHeader(map[bool]int{true: 404, false: 503}[c.gone])
					return true
				}
				if one := run(Options{}, plainEntry).Sites[0]; one.New != 6 || one.Revised != 0 {
					t.Errorf("%+v", one)
				}
				a, err := store.Article(t.Context(), s.url(2))
				if err != nil {
					t.Fatal(err)
				}
				want := whole.Text
				if c.gone {
					want = strings.Join(strings.Split(want, "\n\n")[:3], "\n\n")
				} else if a.WordCount != whole.WordCount || a.ContentHash != whole.ContentHash {
					t.Errorf("%d words, want %d; hash %s, want %s", a.WordCount, whole.WordCount, a.ContentHash, whole.ContentHash)
				}
				if diff := cmp.Diff(want, a.Text); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if !c.gone {
					got, err := store.Article(t.Context(), "https://a.example"+paths[1])
					if err != nil || got.ID != a.ID {
						t.Errorf("a later page leads to %v, %v", got.ID, err)
					}
				}
				time.Sleep(30 * time.Hour)
				if one := run(Options{}, plainEntry).Sites[0]; one.New+one.Revised != 0 {
					t.Errorf("later: %+v", one)
				}
			})
		})
	}
}
