package meta

import (
	"slices"
	"strings"
)

// What speaks against a title beyond the kinds of its sources: most addresses were
// made of the headline, and a headline has a word in common with what is shared of
// the page. Houses of news address their stories by other words than they print
// above them.
const (
	fewOfAddress = 0.35 // share of the address's words
	fewWords     = 3    // of an address or a title, too few to tell
)

// doubts adds what speaks against group i.
func (r *reader) doubts(f *features, groups []titleGroup, i int) {
	news := slices.ContainsFunc(groups, func(o titleGroup) bool { return o.kinds["news"] })
	f.add("far from the address", !news && r.ofAddress(groups[i].key) < fewOfAddress)
	f.add("strange to og", !groups[i].kinds["og"] && strange(groups, groups[i].first.text))
}

// ofAddress is the share of the words of the last part of the page's address
// that a title, squashed, has; 1 where they are too few to tell.
func (r *reader) ofAddress(key string) float64 {
	n, has := 0, 0
	for w := range strings.FieldsFuncSeq(strings.ToLower(r.slug()), func(c rune) bool { return c == '-' || c == '_' || c == '+' }) {
		if len(w) < 3 {
			continue
		}
		if n++; strings.Contains(key, w) {
			has++
		}
	}
	if n < fewWords {
		return 1
	}
	return float64(has) / float64(n)
}

// strange says whether a text has no word in common with the title that is
// shared; false without one.
func strange(groups []titleGroup, text string) bool {
	shared := false
	for _, o := range groups {
		if o.kinds["og"] {
			shared = true
			if strings.Count(o.first.text, " ")+1 < fewWords || similar(o.first.text, text) > 0 {
				return false
			}
		}
	}
	return shared && strings.Count(text, " ")+1 >= fewWords
}
