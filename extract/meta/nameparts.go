package meta

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// splitRE is what stands between two names of a byline.
var splitRE = regexp.MustCompile(`(?i)\s*(?:[;|/\n•·、，؛,]|\s(?:and|und|et|y|e|ed|och|og|ja|ve|i|oraz|и|та|и|ve|dan|en|és|și|a|və|και|with|mit|avec|con|sowie|और|và|ir|un|և|และ|ও|এবং|&|\+)\s|(?:\s|^)و)\s*`)

// joining are the words between names that splitRE cuts at.
var joining = wordSet("and und et y e ed och og ja ve i oraz и та dan en és și a və και with mit avec con sowie और và ir un և และ ও এবং")

// partsOf cuts a byline into its names. Most have one, which a look at their
// words tells quicker than the expression.
func partsOf(s string) []string {
	s = withVav(s)
	if strings.ContainsAny(s, ";|/\n•·、，؛,&+و") {
		return splitRE.Split(s, maxParts)
	}
	for w := range strings.FieldsSeq(s) {
		if joining[strings.ToLower(w)] {
			return splitRE.Split(s, maxParts)
		}
	}
	return []string{s}
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

// maxParts is the most names that a byline is cut into.
const maxParts = 20
