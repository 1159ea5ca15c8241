package crawler

import (
	"strings"
	"time"
	"unicode"

	"copydesk/extract"
)

// apart is how long after one another the parts of a series appear at least that
// have one title: a daily bulletin is not moved to the next day's address.
const apart = 20 * time.Hour

// sameNumbers is the share of its numbers from which on a later text is the
// earlier one: a copy has nearly all of them, a bulletin of the next day others.
const sameNumbers = 0.8

// inSeries says whether two articles of one site with nearly the same words are
// parts of a series, such as each day's exchange rates: their titles differ in
// numbers alone, or they appeared on different days and tell other numbers.
func inSeries(a, b *extract.Article) bool {
	if wordsOnly(a.Title) == wordsOnly(b.Title) && !sameShare(numbersOf(a.Title), numbersOf(b.Title), 1) {
		return true
	}
	at, ok1 := day(a.DatePublished)
	bt, ok2 := day(b.DatePublished)
	return ok1 && ok2 && at.Sub(bt).Abs() >= apart && !sameShare(numbersOf(a.Text), numbersOf(b.Text), sameNumbers)
}

// day is when an article says that it was published.
func day(published string) (time.Time, bool) {
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, published); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// wordsOnly is a text without its digits, case aside.
func wordsOnly(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }), " ")
}

// numbersOf counts the numbers of a text.
func numbersOf(s string) map[string]int {
	out := map[string]int{}
	for n := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsDigit(r) }) {
		out[n]++
	}
	return out
}

// sameShare says whether two texts share so much of the numbers of the one that has
// more; without any they do.
func sameShare(a, b map[string]int, share float64) bool {
	na, nb, both := 0, 0, 0
	for n, k := range a {
		na += k
		both += min(k, b[n])
	}
	for _, k := range b {
		nb += k
	}
	most := max(na, nb)
	return most == 0 || float64(both) >= share*float64(most)
}
