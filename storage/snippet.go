package storage

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Marks around a match in a snippet. Control characters can't stand in an
// article's text, so that whoever shows a snippet can turn them into colour.
const (
	MarkStart = "\x02"
	MarkEnd   = "\x03"
)

// snippetBytes is how much of a text a snippet shows.
const snippetBytes = 240

// match is where a term stands in a text.
type match struct{ term, start, end int }

// Snippet is the part of a text with most of a query's terms in it, matches
// marked. Without a match it is the text's beginning.
func Snippet(text string, terms []Term) string {
	found := matches(text, terms)
	start := 0
	if len(found) > 0 {
		start = max(0, bestStart(found)-snippetBytes/4)
	}
	start, end := window(text, start)
	var b strings.Builder
	if start > 0 {
		b.WriteString("…")
	}
	at := start
	for _, m := range found {
		if m.start < at || m.end > end {
			continue
		}
		b.WriteString(text[at:m.start])
		b.WriteString(MarkStart + text[m.start:m.end] + MarkEnd)
		at = m.end
	}
	b.WriteString(text[at:end])
	if end < len(text) {
		b.WriteString("…")
	}
	return flat(b.String())
}

// matches finds the terms in a text, in the order of the text.
func matches(text string, terms []Term) []match {
	tokens := slices.Collect(Tokens(text))
	var found []match
	for i := range tokens {
		for n, t := range terms {
			if matchesAt(tokens[i:], t) {
				end := tokens[i+len(t.Tokens)-1].End
				if len(t.Tokens) == 1 && t.Prefix {
					end = max(end, tokens[i].Start+len(t.Tokens[0]))
				}
				found = append(found, match{n, tokens[i].Start, end})
			}
		}
	}
	return found
}

func matchesAt(tokens []Token, t Term) bool {
	if len(tokens) < len(t.Tokens) {
		return false
	}
	for i, want := range t.Tokens {
		got := tokens[i].Text
		last := i == len(t.Tokens)-1
		if got != want && !(last && t.Prefix && strings.HasPrefix(got, want)) {
			return false
		}
	}
	return true
}

// bestStart is the first match of the stretch with most different terms.
func bestStart(found []match) int {
	best, most := 0, 0
	for i := range found {
		seen := map[int]bool{}
		for _, m := range found[i:] {
			if m.end-found[i].start > snippetBytes*3/4 {
				break
			}
			seen[m.term] = true
		}
		if len(seen) > most {
			best, most = found[i].start, len(seen)
		}
	}
	return best
}

// window is the stretch of text to show: from a word's beginning, on to where
// a word ends.
func window(text string, start int) (int, int) {
	end := min(len(text), start+snippetBytes)
	if start > 0 {
		if i := strings.IndexAny(text[start:min(len(text), start+snippetBytes/4)], " \n"); i >= 0 {
			start += i + 1
		}
	}
	if end < len(text) {
		if i := strings.LastIndexAny(text[start:end], " \n"); i > snippetBytes/2 {
			end = start + i
		}
	}
	for start > 0 && start < len(text) && !utf8.RuneStart(text[start]) {
		start--
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	return start, end
}
