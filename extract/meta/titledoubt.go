package meta

import (
	"slices"
	"strings"
)

// What speaks against a title beyond the kinds of its sources, in the measure of
// titleWeights: most addresses were made of the headline, and a headline has a
// word in common with what is shared of the page. Houses of news address their
// stories by other words than they print above them.
const (
	farFromAddress = 1.9
	strangeToOG    = 0.8

	fewOfAddress = 0.35 // share of the address's words
	fewWords     = 3    // of an address or a title, too few to tell
)

// doubt is what speaks against group i.
func (r *reader) doubt(groups []titleGroup, i int) float64 {
	text, sum := groups[i].first.text, 0.0
	if !slices.ContainsFunc(groups, func(o titleGroup) bool { return o.kinds["news"] }) && r.ofAddress(groups[i].key) < fewOfAddress {
		sum += farFromAddress
	}
	if !groups[i].kinds["og"] && strange(groups, text) {
		sum += strangeToOG
	}
	return sum
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
