package crawler

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"copydesk/extract"
)

func TestInSeries(t *testing.T) {
	one := extract.Article{Title: "Exchange rates of 24 November", DatePublished: "2026-11-24", Text: "The crown stood at 25.31, the pound at 29.87 and the franc at 26.02 when the bank closed."}
	for name, tc := range map[string]struct {
		other extract.Article
		want  bool
	}{
		"the next day's":               {extract.Article{Title: "Exchange rates of 25 November", DatePublished: "2026-11-25", Text: "The crown stood at 25.29, the pound at 29.90 and the franc at 26.11 when the bank closed."}, true},
		"the next day's, no dates":     {extract.Article{Title: "Exchange rates of 25 November", Text: one.Text}, true},
		"one title, other numbers":     {extract.Article{Title: one.Title, DatePublished: "2026-11-25T09:00:00+01:00", Text: "The crown stood at 25.29, the pound at 29.90 and the franc at 26.11 when the bank closed."}, true},
		"one title, the same numbers":  {extract.Article{Title: one.Title, DatePublished: "2026-11-26", Text: "At noon. " + one.Text}, false},
		"at another address":           {extract.Article{Title: one.Title, DatePublished: "2026-11-24", Text: one.Text}, false},
		"under another headline":       {extract.Article{Title: "What the crown is worth: 25", DatePublished: "2026-11-24", Text: one.Text}, false},
		"corrected within the day":     {extract.Article{Title: one.Title, DatePublished: "2026-11-24", Text: "The crown stood at 25.30, the pound at 29.90 and the franc at 26.11 when the bank closed."}, false},
		"a long story told once again": {extract.Article{Title: one.Title, DatePublished: "2026-12-24", Text: one.Text + " So it was."}, false},
	} {
		if got := inSeries(&tc.other, &one); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

// Each day's rates are an article of its own, though hardly a word differs; the
// same story at a second address is a copy.
func TestSeriesAreNoCopies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newFakeSite("a.example", 3, in2026)
		for i := range 3 {
			day := 24 + i
			if i == 2 {
				day = 25 // once again
			}
			rates := fmt.Sprintf("<p>%s</p><p>The crown stood at %d.31, the pound at %d.87, the franc at %d.02 and the yen at 0.%d when the bank closed.</p>", strings.Join(surroundings, "</p><p>"), day, day+4, day+1, day)
			a.pages[a.path(i)] = fmt.Sprintf(`<!doctype html><html lang="en"><head><title>Rates of %d November</title><meta property="article:published_time" content="2025-11-%dT16:00:00Z"></head><body><article><h1>Rates of %[1]d November</h1>%[3]s</article></body></html>`, day, day, rates)
		}
		sum, err := Run(t.Context(), oneSite(t, plainEntry), openStore(t), Options{Now: in2026, Transport: fakeWeb{"a.example": a}})
		if err != nil || sum.Sites[0].New != 2 || sum.Sites[0].Copies != 1 {
			t.Errorf("%+v, %v", sum.Sites, err)
		}
	})
}
