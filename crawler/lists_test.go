package crawler

import (
	"fmt"
	"strings"
	"testing"

	"copydesk/crawler/discover"
	"copydesk/storage/sqlite"
)

// Tag lists that only repeat what is known are left out without the word trap.
func TestListsAreNoTraps(t *testing.T) {
	inBubble(t, 30, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		var tags strings.Builder
		for i := range 40 {
			path := "/en/tag/" + strings.ReplaceAll(number(i+100), "zero", "nil")
			s.pages[path] = layout("Tag", "<h1>Tag</h1>"+s.list(i%10, i%10+20))
			fmt.Fprintf(&tags, `<a href="%s">tag</a> `, path)
		}
		s.pages["/"] = strings.Replace(s.pages["/"], "</main>", tags.String()+"</main>", 1)
		one := run(Options{}, plainEntry).Sites[0]
		if one.New != 30 || len(one.Notes) != 0 {
			t.Errorf("%d new, notes %q", one.New, one.Notes)
		}
		if !strings.HasSuffix(one.LeftOut, " pages under /en/tag/* gave no new article: left out from now on") {
			t.Errorf("left out: %q", one.LeftOut)
		}
		asked := 0
		for _, h := range s.hits {
			if strings.HasPrefix(h.path, "/en/tag/") {
				asked++
			}
		}
		if asked >= 40 {
			t.Errorf("all %d lists were asked for", asked)
		}
	})
}

func TestLeaveOut(t *testing.T) {
	aside := func(pattern string) discover.Aside { return discover.Aside{Pattern: pattern, Pages: 7, List: true} }
	var many []discover.Aside
	for i := range 12 {
		many = append(many, aside(fmt.Sprintf("a.example/l%c/*", 'a'+i)))
	}
	for _, c := range []struct {
		name  string
		lists []discover.Aside
		want  string
	}{
		{"none", nil, ""},
		{"two", []discover.Aside{aside("a.example/en/tag/*"), aside("a.example/de/tag/*")}, "14 pages under /de/tag/*, /en/tag/* gave no new article: left out from now on"},
		{"many", many, "84 pages under /la/*, /lb/*, /lc/*, /ld/*, /le/*, /lf/*, /lg/*, /lh/*, 4 more gave no new article: left out from now on"},
	} {
		var s SiteSummary
		s.leaveOut(c.lists)
		if s.LeftOut != c.want {
			t.Errorf("%s: %q, want %q", c.name, s.LeftOut, c.want)
		}
	}
}
