package crawler

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydesk/storage/sqlite"
)

func TestWithoutIn(t *testing.T) {
	const a = "https://a.example/news/story"
	for _, c := range []struct {
		name, u, plain string
		want           []string
	}{
		{"one", a + "?source=post_7", a, []string{"source"}},
		{"one of two", a + "?id=7&size=big", a + "?id=7", []string{"size"}},
		{"another page", a + "?x=1", "https://a.example/news/other", nil},
		{"another value", a + "?id=7", a + "?id=8", nil},
		{"the number of a page", a + "?page=2", a, nil},
		{"the front page", "https://a.example/?p=7", "https://a.example/", nil},
		{"nothing more", a, a, nil},
	} {
		if diff := cmp.Diff(c.want, withoutIn(c.u, c.plain)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// Every link carries where it stands in a parameter that nobody knows, and the
// pages' canonical addresses don't: all articles are found, few are asked for
// twice, and in later runs none.
func TestParametersThatChooseNothing(t *testing.T) {
	const n = 30
	links := regexp.MustCompile(`href="(/[^"?]*decision[^"?]*)"`)
	for _, param := range []string{"source", "pos"} {
		t.Run(param, func(t *testing.T) {
			inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				mark := func(page, where string) string {
					k := 0
					return links.ReplaceAllStringFunc(page, func(l string) string {
						k++
						return strings.TrimSuffix(l, `"`) + fmt.Sprintf(`?%s=%s---%d"`, param, where, k)
					})
				}
				for path, page := range s.pages {
					page = strings.Replace(page, "</article></body>", s.list(0, 8)+"</article></body>", 1)
					s.pages[path] = mark(page, number(len(path)+len(page)))
				}
				one := run(Options{}, plainEntry).Sites[0]
				got := storedArticles(t, store)
				if len(got) != n || one.New != n || strings.Contains(strings.Join(one.Notes, " "), "trap") {
					t.Errorf("%d articles are stored: %+v", len(got), one)
				}
				if most := n + n/3; articleHits(s) > most {
					t.Errorf("%d requests for %d articles, want %d at most", articleHits(s), n, most)
				}
				before := articleHits(s)
				s.etags = false
				for path, page := range s.pages {
					s.pages[path] = strings.ReplaceAll(page, "?"+param+"=", "?"+param+"=later-")
				}
				time.Sleep(40 * 24 * time.Hour)
				run(Options{}, plainEntry)
				if again := articleHits(s) - before; again > n {
					t.Errorf("%d requests for articles in a later run", again)
				}
			})
		})
	}
}

func articleHits(s *fakeSite) (n int) {
	for _, h := range s.hits {
		if strings.Contains(h.path, "decision") {
			n++
		}
	}
	return n
}
