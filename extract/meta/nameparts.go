package meta

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// partMarks stand between two names of a byline.
const partMarks = ";|/\n•·、，؛،,"

// joining are the words between names.
var joining = wordSet("and und et y e ed och og ja ve i oraz и та dan en és și a və και with mit avec con sowie և و और và ir un และ ও এবং & +")

// written are those of them that some write with a capital, and that bylines in
// capitals have: others are initials then, as in "John E Smith".
var written = wordSet("and und et och og oraz with mit ve и та και y")

// partsOf cuts a byline into its names.
func partsOf(s string) []string {
	s = withWaw(withVav(s))
	shouted := s == strings.ToUpper(s)
	var parts []string
	for _, part := range splitMarks(s) {
		words := strings.Fields(part)
		from := 0
		for i := 1; i+1 < len(words); i++ {
			if joins(words[from:], i-from, shouted) {
				parts = append(parts, strings.Join(words[from:i], " "))
				from = i + 1
			}
		}
		if parts = append(parts, strings.Join(words[from:], " ")); len(parts) >= maxParts {
			break
		}
	}
	return parts
}

// splitMarks cuts a text at the marks between names. The dot between the parts of
// a name that Chinese letters write is none of them.
func splitMarks(s string) []string {
	var parts []string
	from := 0
	for i, r := range s {
		if !strings.ContainsRune(partMarks, r) || r == '·' && insideName(s[from:i], s[i+len("·"):]) {
			continue
		}
		parts = append(parts, s[from:i])
		from = i + utf8.RuneLen(r)
	}
	return append(parts, s[from:])
}

// insideName says whether the texts around a dot are parts of one name:
// 阿卜杜拉·买买提.
func insideName(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	return unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, first) && utf8.RuneCountInString(before) > 1
}

// joins says whether the i-th of some words stands between two names. Behind one
// that is short for "and", a single word is the second half of a surname:
// "Ortega y Gasset".
func joins(words []string, i int, shouted bool) bool {
	w := words[i]
	small := strings.ToLower(w)
	if !joining[small] || small != w && !(written[small] && (shouted || utf8.RuneCountInString(w) > 1 && capital(small) == w)) {
		return false
	}
	if small != "y" && small != "e" && small != "i" || i < 2 {
		return true
	}
	return i+2 < len(words) || isAgency(words[i+1]) || roles[strings.ToLower(words[i+1])]
}

// vavNames are Hebrew given names that begin with the letter which, before a
// word, is "and".
var vavNames = wordSet("ורד ורדה ורדית ויקטור ויקטוריה ויויאן ויולט ויוי וולטר ונסה ורוניקה ולדימיר ולרי ולריה ויטלי ויאצ'סלב")

// withVav parts names that the Hebrew "and" joins, which is a letter before the
// second one: each has two words or more.
func withVav(s string) string {
	if !strings.Contains(s, " ו") {
		return s
	}
	words := strings.Fields(s)
	for i := 2; i+1 < len(words); i++ {
		if next, ok := strings.CutPrefix(words[i], "ו"); ok && utf8.RuneCountInString(next) > 1 && !vavNames[words[i]] {
			return strings.Join(words[:i], " ") + ", " + next + " " + strings.Join(words[i+1:], " ")
		}
	}
	return s
}

// wawNames are Arabic names that begin with the letter which, before a word, is
// "and".
var wawNames = wordSet("وليد وائل وسام وسيم وسيمة وفاء وفيق وفيقة وجدي وجدان وجيه وجيهة وداد وديع وديعة ورد وردة وصال وصفي وضاح وعد وهبة وهبه وهبي وهيب وهاب وحيد وحيدة واثق واصف وثاب وسن ولاء ولي ولادة ونوس وزير وطفة واكد والي وادي")

// withWaw does the same for Arabic. In Persian and Urdu, which other letters
// tell, the word stands by itself.
func withWaw(s string) string {
	if !strings.Contains(s, " و") || strings.ContainsAny(s, "یکگپچژےہٹڈ") {
		return s
	}
	words := strings.Fields(s)
	for i := 2; i+1 < len(words); i++ {
		next, ok := strings.CutPrefix(words[i], "و")
		if utf8.RuneCountInString(next) > 1 && ok && (!wawNames[words[i]] || wawNames[next]) {
			return strings.Join(words[:i], " ") + "، " + next + " " + strings.Join(words[i+1:], " ")
		}
	}
	return s
}

// maxParts is the most names that a byline is cut into.
const maxParts = 20
