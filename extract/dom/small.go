package dom

import (
	"regexp"
	"strings"
)

// InSmall compiles a pattern for texts in small letters: to fold case in the
// pattern costs several times as much as to fold the text once.
func InSmall(pattern string) *regexp.Regexp {
	if pattern != strings.ToLower(pattern) {
		panic("dom: capitals in " + pattern) // would never match: a bug, seen at once
	}
	return regexp.MustCompile(pattern)
}

// FindFolded finds what a pattern for small letters matches in a text of any
// case: where it begins and ends, nil where it doesn't match. A text whose
// small letters are longer or shorter than itself is looked at as it is.
func FindFolded(re *regexp.Regexp, text string) []int {
	small := strings.ToLower(text)
	if len(small) != len(text) {
		small = text
	}
	return re.FindStringIndex(small)
}
