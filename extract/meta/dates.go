package meta

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Date is a point in time as a page gives it: a day, or a day with a time and
// perhaps an offset. Nothing is made up: no midnight, no zone.
type Date struct {
	Year, Month, Day int
	HasTime          bool
	Hour, Min, Sec   int
	HasOffset        bool
	Offset           int  // seconds east of UTC
	Swappable        bool // day and month may be the other way round
}

// IsZero says whether there is no date.
func (d Date) IsZero() bool { return d.Year == 0 }

// String is RFC 3339 where there is a time with an offset, else a plain day:
// a time without an offset is no point in time.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	if !d.HasTime || !d.HasOffset {
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	}
	return d.Time().Format(time.RFC3339)
}

// Time is the point in time; a plain day is its noon in UTC.
func (d Date) Time() time.Time {
	if !d.HasTime {
		return time.Date(d.Year, time.Month(d.Month), d.Day, 12, 0, 0, 0, time.UTC)
	}
	loc := time.UTC
	if d.HasOffset && d.Offset != 0 {
		loc = time.FixedZone("", d.Offset)
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Min, d.Sec, 0, loc)
}

// turned is the date with day and month the other way round.
func (d Date) turned() Date {
	d.Month, d.Day, d.Swappable = d.Day, d.Month, false
	return d
}

// DayFirst reads a date again whose day and month may be the other way round,
// once the language of the text shows that the day stands first: the month did
// where the page says that it is in English, or nothing. A day after now is
// impossible.
func (d Date) DayFirst(now time.Time) Date {
	if !d.Swappable || !(DateContext{Now: now}).plausible(d.turned()) {
		return d
	}
	return d.turned()
}

// SameDay says whether two dates name the same day as written.
func (d Date) SameDay(o Date) bool { return d.Year == o.Year && d.Month == o.Month && d.Day == o.Day }

// DateContext is what helps to read a date.
type DateContext struct {
	Language   string         // "de", "en-US": months' names, and whether the day or the month comes first
	MonthFirst bool           // the page's other dates, or its country, put the month first
	Location   *time.Location // of times without an offset; nil when unknown
	Republic   bool           // years of three digits are those of Taiwan
	Now        time.Time      // nothing lies later than a day after
}

// earliest is the first year believed: the web is not older.
const earliest = 1990

// plausible says whether d exists and lies between 1990 and a day from now.
func (c DateContext) plausible(d Date) bool {
	if d.Year < earliest || d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Hour > 24 || d.Min > 59 || d.Sec > 60 {
		return false
	}
	t := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	if t.Day() != d.Day {
		return false
	}
	if !c.Now.IsZero() && d.Time().After(c.Now.Add(24*time.Hour)) && t.After(c.Now) {
		return false
	}
	return true
}

// maxDateText bounds what is looked at, in bytes, of which Indic letters have
// three: a date is short.
const maxDateText = 240

// ParseDate reads a date out of text: ISO 8601 and RFC 1123, numbers with
// years first or last, months by name in some ninety languages, ideographs,
// non-Latin digits, and the Persian, Thai Buddhist, Hijri, Japanese, Taiwanese,
// Nepali and Ethiopian calendars. The zero Date means none that can be believed.
func ParseDate(text string, c DateContext) Date {
	text = strings.TrimSpace(text)
	text = atMost(text, maxDateText)
	text = strings.Replace(text, "元年", "1年", 1) // the first of an era
	if d, ok := parseISO(text); ok && !c.otherYear(d.Year) {
		return c.settle(d)
	}
	toks := tokenize(text)
	if len(toks) == 0 || len(toks) > 60 {
		return Date{}
	}
	p := &dateParser{c: c, toks: toks, lang: base(c.Language)}
	d, ok := p.parse()
	if !ok {
		return Date{}
	}
	return c.settle(d)
}

// otherYear says whether a year of a date written like ISO 8601's is that of the
// Persian or the Hijri calendar, or of Nepal's on a Nepali page.
func (c DateContext) otherYear(y int) bool {
	return y > 1300 && y < 1500 || y >= bikramFirst && base(c.Language) == "ne"
}

// settle gives a time without an offset the site's, and refuses what can't be.
func (c DateContext) settle(d Date) Date {
	if d.HasTime && d.Hour == 24 {
		d.Hour = 0
	}
	if d.HasTime && d.Sec == 60 {
		d.Sec = 59
	}
	if d.HasTime && !d.HasOffset && c.Location != nil {
		_, off := time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Min, d.Sec, 0, c.Location).Zone()
		d.HasOffset, d.Offset = true, off
	}
	if !c.plausible(d) {
		if d.Swappable {
			d.Month, d.Day, d.Swappable = d.Day, d.Month, false
			if c.plausible(d) {
				return d
			}
		}
		return Date{}
	}
	return d
}

func base(lang string) string {
	lang = strings.ToLower(lang)
	if i := strings.IndexAny(lang, "-_"); i > 0 {
		return lang[:i]
	}
	return lang
}

// parseISO reads 2022-01-10, 2022-01-10T08:00, …:30.123+02:00, …Z, with a
// space for the T, 20220110T080000Z and 20220110.
func parseISO(s string) (Date, bool) {
	if len(s) < 8 || s[0] < '0' || s[0] > '9' {
		return Date{}, false
	}
	r := isoReader{s: s}
	var d Date
	d.Year = r.digits(4)
	dash := r.accept('-')
	d.Month = r.digits(2)
	if dash && !r.accept('-') {
		return Date{}, false
	}
	d.Day = r.digits(2)
	if r.bad {
		return Date{}, false
	}
	if r.done() {
		return d, true
	}
	if !(r.accept('T') || r.accept('t') || r.accept(' ')) {
		return Date{}, false
	}
	r.time(&d)
	r.offset(&d)
	if r.bad || !r.done() {
		return Date{}, false
	}
	return d, true
}

type isoReader struct {
	s   string
	bad bool
}

func (r *isoReader) done() bool { return r.s == "" }

func (r *isoReader) accept(c byte) bool {
	if r.s != "" && r.s[0] == c {
		r.s = r.s[1:]
		return true
	}
	return false
}

func (r *isoReader) digits(n int) int {
	if len(r.s) < n {
		r.bad = true
		return 0
	}
	v, err := strconv.Atoi(r.s[:n])
	if err != nil || r.s[0] == '-' || r.s[0] == '+' {
		r.bad = true
		return 0
	}
	r.s = r.s[n:]
	return v
}

func (r *isoReader) time(d *Date) {
	d.HasTime = true
	d.Hour = r.digits(2)
	colon := r.accept(':')
	if r.s == "" || r.s[0] < '0' || r.s[0] > '9' {
		return
	}
	d.Min = r.digits(2)
	if colon && !r.accept(':') {
		return
	}
	if r.s != "" && r.s[0] >= '0' && r.s[0] <= '9' {
		d.Sec = r.digits(2)
	}
	if r.accept('.') || r.accept(',') {
		for r.s != "" && r.s[0] >= '0' && r.s[0] <= '9' {
			r.s = r.s[1:]
		}
	}
}

func (r *isoReader) offset(d *Date) {
	r.accept(' ')
	switch {
	case r.done():
	case r.accept('Z'), r.accept('z'):
		d.HasOffset = true
	case r.s == "UTC", r.s == "GMT":
		d.HasOffset, r.s = true, ""
	case r.s[0] == '+' || r.s[0] == '-':
		sign := 1
		if r.s[0] == '-' {
			sign = -1
		}
		r.s = r.s[1:]
		h := r.digits(2)
		r.accept(':')
		m := 0
		if r.s != "" {
			m = r.digits(2)
		}
		if h > 15 || m > 59 {
			r.bad = true
		}
		d.HasOffset, d.Offset = true, sign*(h*3600+m*60)
	default:
		r.bad = true
	}
}

// tok is a number, a word or a mark of a date's text.
type tok struct {
	kind  byte // 'n', 'w' or the mark itself
	text  string
	value int
	len   int  // digits of a number
	glued bool // no space stands before it
}

// tokenize cuts text into numbers (in any script's digits), lower-case words
// and marks; white space is left out, but what follows none is glued.
func tokenize(s string) []tok {
	var out []tok
	space := true
	add := func(t tok) {
		t.glued = !space
		space = false
		out = append(out, t)
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case digit(r) >= 0:
			v, k := 0, 0
			for i < len(s) {
				r, n = utf8.DecodeRuneInString(s[i:])
				dv := digit(r)
				if dv < 0 {
					break
				}
				if v < 1<<40 {
					v = v*10 + dv
				}
				k++
				i += n
			}
			add(tok{kind: 'n', value: v, len: k})
		case unicode.IsLetter(r) || unicode.IsMark(r):
			j := i
			ideograph := cjk(r)
			for j < len(s) {
				r, n = utf8.DecodeRuneInString(s[j:])
				if !(unicode.IsLetter(r) || unicode.IsMark(r) || r == 0x200c || r == 0x200d) || cjk(r) != ideograph {
					break
				}
				j += n
			}
			add(tok{kind: 'w', text: strings.ToLower(s[i:j])})
			i = j
		default:
			switch {
			case unicode.IsSpace(r):
				space = true
			case r < 128:
				add(tok{kind: byte(r)})
			case r == '٫' || r == '،' || r == '，':
				add(tok{kind: ','})
			}
			i += n
		}
		if len(out) > 64 {
			return out
		}
	}
	return out
}

func cjk(r rune) bool { return r >= 0x3400 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3 }

// zeros are the digit zeros of the scripts that have their own.
var zeros = [...]rune{'0', 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0xff10}

func digit(r rune) int {
	if r < 0x660 {
		if r >= '0' && r <= '9' {
			return int(r - '0')
		}
		return -1
	}
	for _, z := range zeros {
		if r >= z && r < z+10 {
			return int(r - z)
		}
	}
	return -1
}
