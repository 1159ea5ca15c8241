package meta

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// scots are the beginnings of names that keep small letters among capitals.
var scots = strings.NewReplacer("Mc", "MC", "Mac", "MAC")

// uncapital gives an all-capitals name the usual case.
func uncapital(s string, words []string) string {
	if strings.ToLower(s) == s || len(words) < 2 {
		return s
	}
	from, to := capitals(words)
	for i := from; i < to; i++ {
		w := words[i]
		if n := utf8.RuneCountInString(w); n <= 2 && (strings.HasSuffix(w, ".") || i == 0) {
			continue // initials
		}
		words[i] = titleWord(w)
		if first := words[i]; i > 0 && (first == "le" || first == "la") && !particles[words[i-1]] { // Le Goff, but de la Cruz
			words[i] = strings.ToUpper(first[:1]) + first[1:]
		}
	}
	return strings.Join(words, " ")
}

// leastCapitals is from how many letters on a word in capitals is a surname
// beside others that aren't, and leastAlone the same for one such word alone;
// shorter ones are degrees, agencies and channels.
const (
	leastCapitals = 4
	leastAlone    = 5
)

// capitals is which words of a name are in capitals: all of them, or the
// surname at its end or beginning, as in French and Hungarian bylines.
func capitals(words []string) (from, to int) {
	upper := func(w string) bool {
		plain := scots.Replace(w)
		return strings.ToUpper(plain) == plain && strings.ToLower(w) != w
	}
	for from = len(words); from > 0 && upper(words[from-1]); from-- {
	}
	if from == 0 {
		return 0, len(words)
	}
	surname := func(w string, run int) bool {
		least := leastCapitals
		if run == 1 {
			least = leastAlone
		}
		return utf8.RuneCountInString(w) >= least && !strings.ContainsAny(w, ".0123456789") && !isAgency(w) && !bodies[strings.ToLower(w)]
	}
	if from < len(words) {
		if last := words[len(words)-1]; surname(last, len(words)-from) && !upper(words[0]) && len(words) <= 5 {
			return from, len(words)
		}
		return 0, 0
	}
	for to < len(words) && upper(words[to]) {
		to++
	}
	if to > 0 && len(words)-to <= 2 && surname(words[to-1], to) {
		return 0, to
	}
	return 0, 0
}

// cased gives a full name in small letters its capitals.
func cased(name string) string {
	words := strings.Fields(name)
	if strings.ContainsFunc(name, georgian) || strings.ToLower(name) != name || len(words) < 2 || len(words) > 4 || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune(" -'’.", r) }) {
		return name
	}
	for i, w := range words {
		if !particles[w] {
			words[i] = titleWord(strings.ToUpper(w))
		}
	}
	return strings.Join(words, " ")
}

// turkishCased gives words in capitals their usual case where a small I has no dot:
// in Turkish and Azerbaijani.
func turkishCased(s string) string {
	if !strings.ContainsAny(s, "Iİ") {
		return s
	}
	words := strings.Fields(s)
	for i, w := range words {
		if _, n := utf8.DecodeRuneInString(w); len(w) > n && strings.ToUpper(w) == w {
			words[i] = w[:n] + strings.ToLowerSpecial(unicode.TurkishCase, w[n:])
		}
	}
	return strings.Join(words, " ")
}

func titleWord(w string) string {
	var b strings.Builder
	up := true
	rs := []rune(w)
	for i, r := range rs {
		if up {
			b.WriteRune(r)
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
		up = r == '-' || r == '\'' || r == '’' || r == '.' || i == 1 && strings.HasPrefix(strings.ToUpper(w), "MC")
	}
	lw := strings.ToLower(w)
	if particles[lw] && (len(rs) > 1 || lw == "y") { // other single letters are initials
		return lw
	}
	return b.String()
}
