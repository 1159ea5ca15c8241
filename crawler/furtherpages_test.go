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
		{"named later", a, a + "-seite-2", 0},
	} {
		if got := furtherPage(c.first, c.u); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestNamedPage(t *testing.T) {
	const a = "https://a.example/news/a-long-story"
	for _, c := range []struct {
		name, first, u string
		want           int
	}{
		{"number", a + ".html", a + "-2.html", 2},
		{"under a line", a + ".shtml", a + "_12.shtml", 12},
		{"a word, without the ending", a + ".html", a + "/seite-3", 3},
		{"a word in the name", a, a + "-page-2", 2},
		{"itself", a + ".html", a + ".html", 0},
		{"a year", a + ".html", a + "-2026.html", 0},
		{"another ending", a + ".html", a + "-2.php", 0},
		{"more than a number", a + ".html", a + "-2-days.html", 0},
		{"the first", a + ".html", a + "-1.html", 0},
		{"the front page", "https://a.example/", "https://a.example/page-2", 0},
		{"other host", a, "https://b.example/news/a-long-story-2", 0},
	} {
		if got := namedPage(c.first, c.u); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// inNamedPages cuts an article of the fake site into pages whose addresses only
// look like other articles'. A pager leads through them, or the head says so.
func inNamedPages(s *fakeSite, i int, form string, pager bool) []string {
	page := s.article(i, "")
	from, end := strings.Index(page, "<p>"), strings.Index(page, "</article>")
	paragraphs := strings.SplitAfter(strings.TrimSpace(page[from:end]), "</p>")[:4]
	at := func(n int) string {
		if n == 0 {
			return s.path(i)
		}
		return s.path(i) + fmt.Sprintf(form, n+1)
	}
	var paths []string
	for n, p := range paragraphs {
		body := page[:from] + p + page[end:]
		links := ""
		for k := range paragraphs {
			links += fmt.Sprintf(`<a href="%s">%d</a> `, at(k), k+1)
		}
		if pager {
			body = strings.Replace(body, "</article>", `<div class="pager">`+links+"</div></article>", 1)
		} else if n+1 < len(paragraphs) {
			body = strings.Replace(body, "</head>", `<link rel="next" href="`+at(n+1)+`"></head>`, 1)
		}
		if n > 0 {
			paths = append(paths, at(n))
			title := fmt.Sprintf("%s – Page %d</h1>", number(i), n+1)
			body = strings.Replace(body, number(i)+" </h1>", title, 1)
			if !pager {
				body = strings.Replace(body, "</head>", `<link rel="prev" href="`+at(n-1)+`"></head>`, 1)
			}
		}
		s.pages[at(n)] = strings.Replace(body, `rel="canonical"`, `rel="nothing"`, 1)
	}
	return paths
}

// Later pages at addresses that other articles could have are joined too, where
// a pager counts them or the head names them, and are no articles of their own.
func TestArticleOfNamedPages(t *testing.T) {
	for name, c := range map[string]struct {
		form  string
		pager bool
	}{"head": {"-%d", false}, "pager": {"-%d", true}, "word": {"/seite-%d", true}, "parameter": {"?page=%d", true}} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, 6, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				paths := inNamedPages(s, 2, c.form, c.pager)
				s.before = func(w http.ResponseWriter, r *http.Request) bool {
					if c.form == "?page=%d" && r.URL.RawQuery != "" {
						_, _ = w.Write([]byte(s.pages[r.URL.RequestURI()]))
						return true
					}
					return false
				}
				s.pages["/"] = strings.Replace(s.pages["/"], "</main>", `<p><a href="`+paths[0]+`">page 2 of the story</a></p></main>`, 1)
				if one := run(Options{}, plainEntry).Sites[0]; one.New != 6 {
					t.Errorf("%+v", one)
				}
				if got := storedArticles(t, store); len(got) != 6 {
					t.Errorf("%d articles are stored, want 6: %v", len(got), got)
				}
				a, err := store.Article(t.Context(), s.url(2))
				if err != nil || strings.Count(a.Text, "\n\n") != 3 {
					t.Errorf("%d blocks, %v", 1+strings.Count(a.Text, "\n\n"), err)
				}
			})
		})
	}
}

// An article whose address is another's and a number is one of its own.
func TestArticleThatIsNoPage(t *testing.T) {
	inBubble(t, 7, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		other := s.path(2) + "-2" // the next entry of a blog, which names those around it
		s.pages[s.path(2)] = strings.Replace(s.article(2, ""), "</head>", `<link rel="next" href="`+other+`"></head>`, 1)
		page := strings.ReplaceAll(s.article(6, ""), s.path(6), other)
		delete(s.pages, s.path(6))
		s.pages[other] = strings.Replace(page, "</head>", `<link rel="prev" href="`+s.path(2)+`"></head>`, 1)
		s.pages["/"] = strings.Replace(s.pages["/"], "</main>", `<a href="`+other+`">Another decision</a></main>`, 1)
		run(Options{}, plainEntry)
		if got := storedArticles(t, store); len(got) != 7 {
			t.Errorf("%d articles are stored, want 7: %v", len(got), got)
		}
	})
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
