package crawler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"copydesk/crawler/discover"
	"copydesk/storage/sqlite"
)

// proper gives the fake site articles that share no text with one another.
func proper(s *fakeSite) {
	for i := range s.articles {
		page := s.article(i, "")
		from, end := strings.Index(page, "<p>"), strings.Index(page, "</article>")
		var b strings.Builder
		for p := range 5 {
			b.WriteString("<p>")
			for w := range 60 {
				fmt.Fprintf(&b, "%s%s ", number(i*977+p*61+w), []string{"", ".", ","}[w%3])
			}
			b.WriteString("</p>")
		}
		s.pages[s.path(i)] = page[:from] + b.String() + page[end:]
	}
}

// Print views without a canonical address are looked at a few times; they are
// no new articles, and not asked for again.
func TestCopiesOfArticles(t *testing.T) {
	const n = 24
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		proper(s)
		for i := range n {
			page := s.pages[s.path(i)]
			page = strings.Replace(page, `<link rel="canonical"`, `<link rel="nothing"`, 1)
			s.pages[fmt.Sprintf("/printed/%d", 4000+i)] = page
			s.pages[s.path(i)] = strings.Replace(page, "</article>", fmt.Sprintf(`</article><a href="/printed/%d">Print</a>`, 4000+i), 1)
		}
		told := 0
		one := run(Options{Events: func(e Event) {
			if e.Copy {
				told++
			}
		}}, plainEntry).Sites[0]
		if told != one.Copies {
			t.Errorf("told of %d copies of %d", told, one.Copies)
		}
		first := 0
		for i := range n {
			first += s.asked(fmt.Sprintf("/printed/%d", 4000+i))
		}
		if one.New != n || one.Copies != first || first < discover.TrapBudget || first > discover.TrapBudget+2 {
			t.Errorf("%d print views were asked for; %+v", first, one)
		}
		if runs, err := store.Runs(t.Context(), "a", 1); err != nil || one.Articles != n || runs[0].Articles != n || runs[0].WithDate != n || runs[0].Pages != one.Pages-first {
			t.Errorf("copies are counted as articles: %+v, %+v, %v", one, runs, err)
		}
		time.Sleep(12 * time.Hour)
		before := len(s.hits)
		run(Options{}, plainEntry)
		for _, h := range s.hits[before:] {
			if strings.HasPrefix(h.path, "/printed") {
				t.Errorf("%s was asked for again", h.path)
			}
		}
		if s.asked(s.path(1)) != 2 {
			t.Errorf("an article was looked at %d times, want twice", s.asked(s.path(1)))
		}
	})
}

// A parameter that chooses nothing, on pages without a canonical address.
func TestCopiesByParameter(t *testing.T) {
	const n = 24
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		proper(s)
		for i := range n {
			page := strings.Replace(s.pages[s.path(i)], `<link rel="canonical"`, `<link rel="nothing"`, 1)
			s.pages[s.path(i)] = strings.Replace(page, "</article>", fmt.Sprintf(`</article><a href="%s?lettersize=big">A+</a>`, s.path(i)), 1)
		}
		for path, page := range s.pages { // not by their path alone
			if !strings.Contains(path, "decision") {
				s.pages[path] = strings.ReplaceAll(page, `-today"`, `-today?id=7"`)
			}
		}
		for i := range n {
			s.pages[s.path(i)] = strings.ReplaceAll(s.pages[s.path(i)], "?lettersize", "?id=7&lettersize")
		}
		one := run(Options{}, plainEntry).Sites[0]
		big := 0
		for _, h := range s.hits {
			if strings.Contains(h.path, "lettersize") {
				big++
			}
		}
		if one.New != n || big < idleEvidence || big > idleEvidence+2 || one.Copies != big {
			t.Errorf("%d pages with large letters; %+v", big, one)
		}
	})
}
