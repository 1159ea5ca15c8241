package meta

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"copydesk/extract/pattern"
)

// Many pages print all that they say about an article in one line near the
// headline: "City | Автор: Иван Петров | 3 сентября 2025", "September 3, 2025
// by Jane Roe", "来源：江河日报 作者：王小明".

// maxLine bounds, in bytes, a line that is looked at part by part, and
// lineReach how much text, in characters, may stand between it and the headline.
const (
	maxLine   = 240
	lineReach = 1500
)

// lineMarks part a line.
const lineMarks = "|•·●▪◆★\n\t【】／"

// lineDashes part it where spaces stand around.
var lineDashes = []string{" - ", " – ", " — ", " / ", " // ", "   "}

// lineParts are the parts of a line between bars, dots and dashes.
func lineParts(s string) []string {
	for _, d := range lineDashes {
		if strings.Contains(s, d) {
			s = strings.ReplaceAll(s, d, "|")
		}
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(lineMarks, r) })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// bylineInside is the part of a line that names its author, where that is not
// how the line begins: a word such as "By" stands after a mark, before a colon
// or behind a date. It is empty where there is none.
func bylineInside(s string) string {
	if r, _ := utf8.DecodeRuneInString(s); r == '[' || unicode.Is(unicode.Hangul, r) {
		if names := beforeRank.FindString(s); names != "" {
			return strings.TrimSpace(names)
		}
	}
	for _, part := range lineParts(s) {
		begins := strings.HasPrefix(s, part)
		switch {
		case part == "":
		case !begins && bylineStart(part) && strings.ContainsAny(part, " :："):
			return part
		default:
			if by := behindLabel(part, begins); by != "" {
				return by
			}
			if by := byBehindDate(part); by != "" {
				return by
			}
			if r, _ := utf8.DecodeRuneInString(part); r == '[' || cjk(r) {
				if name := beforeRank.FindString(part); name != "" {
					return strings.TrimSpace(name)
				}
			}
		}
	}
	return ""
}

// behindDate is the word between a date and who wrote on it.
var behindDate = pattern.MustCompile(`[\s,](?:by|By|von|par|por|door|av|oleh|od)(?:\s+\p{Lu}|\s*$)`)

// worked are words for what others than the author did on a day.
var worked = pattern.MustCompile(`(?i)review|edited|check|updated|aktualisiert|mis à jour|actualizado|aggiornato`)

// byBehindDate is the byline that a date begins, without it: "by Jane Roe".
func byBehindDate(s string) string {
	if !dateLike(s) {
		return ""
	}
	loc := behindDate.FindStringIndex(s)
	if loc == nil || !bareDate(s[:loc[0]]) {
		return ""
	}
	return strings.TrimSpace(s[loc[0]:])
}

// bareDate says whether a text is a date with a few words beside it at most,
// none of which says that the author did something else.
func bareDate(s string) bool {
	return dateLike(s) && wordsBeside(s) <= 4 && !worked.MatchString(s)
}

// beforeRank is a Korean or Japanese name with the journalist's rank behind it.
var beforeRank = pattern.MustCompile(`^(?:\[[^\]]{1,20}\]\s*)?\p{Hangul}{2,4}(?:\s?[·,]\s?\p{Hangul}{2,4}){0,3}\s?(?:선임기자|전문기자|기자|특파원)`)

// reporters are the beginnings of articles in which agencies and papers name who
// reported: "〔記者王小明／青溪報導〕", "（中央社記者王小明台北12日電）",
// "新华社北京5月12日电（记者王小明、李华）", "(서울=연합뉴스) 김민수 기자 =".
var reporters = []*pattern.Pattern{
	pattern.MustCompile(`^[〔（【\[]?(?:本[報报])?(?:記者|记者)\s?(?P<name>\p{Han}{2,4})[／/、\s].{0,30}?(?:報導|报道|報道)`),
	pattern.MustCompile(`^[〔（(【\[]\p{Han}{2,6}社?(?:記者|记者)(?P<name>\p{Han}{3}|\p{Han}{2}|\p{Han}{4})(?:台北|臺北|台中|臺中|台南|臺南|高雄|新北|桃園|新竹|嘉義|屏東|花蓮|台東|臺東|基隆|宜蘭|南投|雲林|彰化|苗栗|澎湖|金門|東京|北京|上海|香港|紐約|華盛頓|倫敦|巴黎|柏林|\p{Han}{2,3})\d{1,2}日(?:專電|综合报道|綜合報導|[電电])`),
	pattern.MustCompile(`^.{0,40}?\d{1,2}日[電电]\s?[（(](?:本[報报])?(?:記者|记者)\s?(?P<name>\p{Han}{2,4}(?:[、，,\s]\p{Han}{2,4}){0,4})[）)]`),
	pattern.MustCompile(`^[(（\[【][^()（）]{2,30}=[^()（）]{2,30}[)）\]】]\s*(?P<name>\p{Hangul}{2,4}(?:[·,]\s?\p{Hangul}{2,4}){0,3})\s?(?:선임기자|기자|특파원|통신원)`),
}

// maxReporter is how much of a text, in bytes, is looked at for one.
const maxReporter = 160

// reporter is such a beginning's names, as a byline.
func reporter(s string) string {
	s = strings.TrimLeft(s, " \n\t\u3000\u00a0")
	if len(s) < 12 || s[0] != '(' && s[0] != '[' && (s[0] < 0xe3 || s[0] > 0xef) {
		return ""
	}
	s = atMost(s, maxReporter)
	if !strings.Contains(s, "者") && !strings.Contains(s, "기자") && !strings.Contains(s, "특파원") && !strings.Contains(s, "통신원") {
		return ""
	}
	for _, re := range reporters {
		if m := re.FindStringSubmatch(s); m != nil {
			return "記者 " + m[1]
		}
	}
	return ""
}

// behindLabel is the text from the first label of an author on: a word with a
// colon behind it, at the beginning of the line only where begins is false.
func behindLabel(s string, begins bool) string {
	for at := 0; ; {
		i := strings.IndexAny(s[at:], ":：")
		if i < 0 {
			return ""
		}
		i += at
		start := strings.LastIndexFunc(s[:i], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) + 1
		if start > 0 {
			_, n := utf8.DecodeRuneInString(s[start-1:])
			start += n - 1
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		if (start > 0 || !begins) && bylineWords[strings.ToLower(s[start:i])] && !othersWorkRE.MatchString(s[:i+n]) {
			return s[start:]
		}
		at = i + n
	}
}

// namesSomebody says whether a byline found inside of a line names people, or
// breaks off at the word that introduces them.
func namesSomebody(by string) bool {
	names := Names(by, "")
	if len(names) == 0 {
		return strings.TrimSpace(withoutPrefix(by+" ")) == ""
	}
	for _, n := range names {
		if words := strings.Fields(n); !strings.ContainsFunc(n, cjk) && (len(words) < 2 || len(words) > 4 || !personal(words)) {
			return false
		}
	}
	return true
}

// inside says whether a byline was found inside of its line.
func (s spot) inside() bool { return !strings.HasPrefix(strings.TrimSpace(s.node.Data), s.key) }

// readingTime stands in lines of a date, a name and how long reading takes.
var readingTime = pattern.MustCompile(`(?i)\d+ ?min\b.*[|·•]|[|·•].*\d+ ?min\b`)

// line looks at a line near the headline part by part. starts is true of one
// that is a byline from its beginning on.
func (c *collector) line(s string, has glance, starts bool, at spot) {
	if c.f.headAt < 0 || c.f.textAt-c.f.headAt > lineReach {
		return
	}
	if len(c.f.bylineTexts) < maxTextSpots && !starts && (has != 0 || strings.Contains(s, "   ")) {
		if at.key = bylineInside(s); at.key != "" && namesSomebody(at.key) {
			c.f.bylineTexts = append(c.f.bylineTexts, at)
		}
	}
	if strings.Contains(s, "min") && readingTime.MatchString(s) && len(c.f.bare) < maxBare {
		for _, part := range lineParts(s) {
			if at.key = part; bareLike(part) {
				c.f.bare = append(c.f.bare, at)
			}
		}
	}
	if has&hasDigit == 0 || !dateLike(s) || len(s) <= maxDateSpot && wordsBeside(s) <= maxBeside {
		return
	}
	for _, part := range lineParts(s) {
		if len(part) >= 6 && len(part) <= maxDateSpot && len(c.f.dateTexts) < maxTextSpots && dateLike(part) {
			at.key = part
			c.f.dateTexts = append(c.f.dateTexts, at)
		}
	}
}
