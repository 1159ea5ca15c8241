package meta

import "strings"

// dateParser reads a date out of tokens.
type dateParser struct {
	c    DateContext
	toks []tok
	lang string
}

func (p *dateParser) parse() (Date, bool) {
	for _, way := range []func() (Date, int, bool){p.ideographs, p.named, p.numeric} {
		if d, at, ok := way(); ok {
			p.clock(&d, at)
			return d, true
		}
	}
	return Date{}, false
}

func (p *dateParser) num(i int) (int, bool) {
	if i < 0 || i >= len(p.toks) || p.toks[i].kind != 'n' {
		return 0, false
	}
	return p.toks[i].value, true
}

func (p *dateParser) word(i int) string {
	if i < 0 || i >= len(p.toks) || p.toks[i].kind != 'w' {
		return ""
	}
	return p.toks[i].text
}

func (p *dateParser) mark(i int) byte {
	if i < 0 || i >= len(p.toks) {
		return 0
	}
	return p.toks[i].kind
}

// ideographs reads 2022年1月10日, 令和4年1月10日, 2022년 1월 10일.
func (p *dateParser) ideographs() (Date, int, bool) {
	for i := range p.toks {
		y, ok := p.num(i)
		if !ok || !strings.HasPrefix(p.word(i+1), "年") && !strings.HasPrefix(p.word(i+1), "년") {
			continue
		}
		m, ok1 := p.num(i + 2)
		d, ok2 := p.num(i + 4)
		w := p.word(i + 3)
		if !ok1 || !ok2 || !strings.HasPrefix(w, "月") && !strings.HasPrefix(w, "월") {
			continue
		}
		y = p.eraYear(i, y)
		return Date{Year: y, Month: m, Day: d}, i + 5, y > 200
	}
	return Date{}, 0, false
}

// named reads dates with a month by name: "10 January 2022", "January 10,
// 2022", "2022 m. sausio 10", "10 de enero de 2022". Where a date stands there in
// two calendars, the Gregorian one is taken.
func (p *dateParser) named() (Date, int, bool) {
	var other Date
	at, found := 0, false
	for i := range p.toks {
		m, width, ok := p.month(i)
		if !ok {
			continue
		}
		d, end, ok := p.around(i, i+width, m)
		switch {
		case ok && m.cal == gregorian:
			return d, end, true
		case ok && !found:
			other, at, found = d, end, true
		}
	}
	return other, at, found
}

// maxMonthWords is how many words the name of a month has at most.
const maxMonthWords = 3

// month finds a month's name at token i, of several words or with dots in it, and
// says how many tokens it has.
func (p *dateParser) month(i int) (month, int, bool) {
	if m, width, ok := p.countedMonth(i); ok {
		return m, width, true
	}
	w := foldMonth(p.word(i))
	if w == "" {
		return month{}, 0, false
	}
	t := months()
	if t.heads[w] {
		for n := maxMonthWords; n > 1; n-- {
			if m, ok := t.find(foldMonth(p.words(i, n)), p.lang); ok {
				return m, n, true
			}
		}
	}
	if next := p.word(i + 2); p.mark(i+1) == '.' && next != "" {
		if m, ok := t.find(w+"."+foldMonth(next), p.lang); ok {
			return m, 3, true
		}
	}
	m, ok := t.find(w, p.lang)
	return m, 1, ok
}

// words are n words from token i on, "" where there are fewer.
func (p *dateParser) words(i, n int) string {
	all := p.word(i)
	for k := 1; k < n; k++ {
		w := p.word(i + k)
		if w == "" {
			return ""
		}
		all += " " + w
	}
	return all
}

// countedMonth reads a month by its number and the word for month: 5月, 5월, Tháng
// 5, 5-р сар.
func (p *dateParser) countedMonth(i int) (month, int, bool) {
	number, width := i, 2
	switch p.word(i) {
	case "tháng", "thg", "th":
		if p.lang != "vi" && p.word(i) != "tháng" {
			return month{}, 0, false
		}
		number = i + 1
	case "":
		word := p.word(i + 1)
		if p.mark(i+1) == '-' && p.word(i+2) == "р" {
			word, width = p.word(i+3), 4
		} else if word == "дугаар" || word == "дүгээр" {
			word, width = p.word(i+2), 3
		}
		if word != "月" && word != "월" && word != "がつ" && !strings.HasPrefix(word, "сар") {
			return month{}, 0, false
		}
	default:
		return month{}, 0, false
	}
	n, ok := p.num(number)
	return month{n: n}, width, ok && n >= 1 && n <= 12
}

// around finds day and year on both sides of a month that spans tokens
// [from, to).
func (p *dateParser) around(from, to int, m month) (Date, int, bool) {
	to = p.twice(to, m)
	before, after := p.skipBack(from-1), p.skip(to)
	b, okb := p.num(before)
	a, oka := p.num(after)
	var day, year, end int
	switch {
	case okb && p.toks[before].len <= 2 && oka && p.toks[after].len == 4: // 10 January 2022
		day, year, end = b, a, after+1
	case oka && p.toks[after].len <= 2 && !p.clockAt(new(Date), after): // January 10, 2022
		day, year, end = p.dayBehind(before, after)
	case okb && p.toks[before].len <= 2: // 10 Jan 08:05:09 EST 2022
		if y, ok := p.afterClock(after); ok {
			day, year, end = b, y, after
		}
	}
	if year == 0 && okb && p.toks[before].len <= 2 { // 2022. gada 10. janvāris
		if y, ok := p.num(p.skipBack(before - 1)); ok && y > 1900 {
			day, year, end = b, y, to
		}
	}
	if day == 0 || year == 0 {
		return Date{}, 0, false
	}
	d, ok := p.convert(year, m, day)
	return d, end, ok
}

// twice skips a month's other name behind its first, as in Arabic: "مايو (أيار)".
func (p *dateParser) twice(to int, m month) int {
	at := p.skip(to)
	if o, width, ok := p.month(at); ok && at > to && o == m {
		return at + width
	}
	return to
}

// dayBehind is the date of a month with the day, of two digits at most, at token
// after; the year stands behind that, or at token before.
func (p *dateParser) dayBehind(before, after int) (day, year, end int) {
	a := p.toks[after].value
	at := p.skip(after + 1)
	if y, ok := p.num(at); ok && p.toks[at].len == 4 {
		return a, y, at + 1
	}
	if y, ok := p.afterClock(at); ok { // Mar 19 10:14:22 EST 2024
		return a, y, after + 1
	}
	b, ok := p.num(before)
	switch {
	case !ok:
	case p.toks[before].len == 4: // 2022 January 10
		return a, b, after + 1
	case p.toks[before].len <= 2 && p.toks[after].len == 2 && p.mark(after-1) != ':' && p.mark(after+1) != ':': // 10 Jan 22
		return b, p.shortYear(a), after + 1
	}
	return 0, 0, 0
}

// shortYear is the year that two digits stand for, of the Buddhist calendar in
// Thai.
func (p *dateParser) shortYear(y int) int {
	switch {
	case p.lang == "th" && y > 40:
		return y + 2500
	case y < 70:
		return y + 2000
	}
	return y
}

// afterClock is the year that stands behind a time of day and its zone, as in
// what Unix and old portals print; the time begins at token i.
func (p *dateParser) afterClock(i int) (int, bool) {
	if p.mark(i) == '@' {
		i++
	}
	if p.mark(i) != 'n' || p.mark(i+1) != ':' || p.mark(i+2) != 'n' {
		return 0, false
	}
	i += 3
	if p.mark(i) == ':' && p.mark(i+1) == 'n' {
		i += 2
	}
	if p.mark(i) == 'w' {
		i++
	}
	if k := p.mark(i); k == '+' || k == '-' {
		i += 2
	}
	y, ok := p.num(i)
	return y, ok && p.toks[i].len == 4
}

// convert turns a date of any calendar into a Gregorian one, where the year is one
// of that calendar's.
func (p *dateParser) convert(y int, m month, d int) (Date, bool) {
	ok := true
	switch {
	case m.cal == persian && y > 1300 && y < 1500:
		y, m.n, d = jalali(y, m.n, d)
	case m.cal == hijri && y > 1300 && y < 1600:
		y, m.n, d = fromHijri(y, m.n, d)
	case m.cal == bikram:
		y, m.n, d, ok = fromBikram(y, m.n, d)
	case m.cal == ethiopian && y > 1980 && y < 2100:
		y, m.n, d = fromEthiopian(y, m.n, d)
	case m.cal != gregorian:
		ok = false
	case y > 2400 && y < 2700:
		y -= 543 // Thai Buddhist
	}
	return Date{Year: y, Month: m.n, Day: d}, ok
}

// small says whether token i is a word or mark that stands between the parts of a
// date, or what is joined to a number: "17th", "2024ko", "17-нчы", "2024(e)ko".
func (p *dateParser) small(i int) bool {
	t := p.toks[i]
	switch t.kind {
	case '.', ',', '-', '/', '\'', '(', ')':
		return true
	case 'w':
		if t.glued && len(t.text) <= maxJoined && p.joins(i) {
			return true
		}
		switch t.text {
		case "日", "일", "年", "년", "ta", "ж", "жыл", "жылы", "жылғы", "жылдын", "il", "yil", "йил", "ел", "оны", "сарын", "ខែ", "ឆ្នាំ", "ເດືອນ", "ປີ", "เดือน", "ရက်", "ခုနှစ်", "ቀን", "මස", "د", "ng", "na", "tarehe", "de", "del", "of", "th", "st", "nd", "rd", "do", "da", "di", "den", "le", "er", "the", "m", "d", "og", "ngày", "năm", "a", "พ", "ศ", "ค", "г", "року", "год", "года", "tahun", "i", "שנת", "ה", "em", "у", "в", "року́", "mwaka", "gada", "թ", "يوم", "عام", "سنة", "لعام", "ال", "के":
			return true
		}
	}
	return false
}

// maxJoined is how long, in bytes, what is joined to a number is at most.
const maxJoined = 12

// joins says whether the word at token i is joined to a number before it, which a
// hyphen, a dot or a bracket may part from it.
func (p *dateParser) joins(i int) bool {
	switch p.mark(i - 1) {
	case 'n', '(', ')':
		return true
	case '-', '.':
		return p.mark(i-2) == 'n'
	}
	return false
}

func (p *dateParser) skip(i int) int {
	for n := 0; i < len(p.toks) && n < 4 && p.small(i); n++ {
		i++
	}
	return i
}

func (p *dateParser) skipBack(i int) int {
	for n := 0; i >= 0 && n < 4 && p.small(i); n++ {
		i--
	}
	return i
}

// numeric reads 10.01.2022, 1/10/2022, 2022/01/10, 10-01-22.
func (p *dateParser) numeric() (Date, int, bool) {
	for i := range p.toks {
		a, ok1 := p.num(i)
		b, ok2 := p.num(i + 2)
		y, ok3 := p.num(i + 4)
		sep := p.mark(i + 1)
		if !ok1 || !ok2 || !ok3 || sep != p.mark(i+3) || sep != '.' && sep != '/' && sep != '-' {
			continue
		}
		if prev := p.mark(i - 1); (prev == sep || prev == ':') && p.mark(i-2) == 'n' { // but "Published: 10.01.2022"
			continue
		}
		if _, time := p.num(i + 6); p.toks[i+4].len == 2 && p.mark(i+5) == ':' && time {
			continue // "11. 3. 18:32": no year, but a time
		}
		if d, ok := p.era(a, b, y, i); ok {
			return d, i + 5, true
		}
		if p.version(i) {
			continue
		}
		if d, ok := p.order(a, b, y, i, sep); ok {
			return d, i + 5, true
		}
	}
	return Date{}, 0, false
}

// order decides which number is what.
func (p *dateParser) order(a, b, y, i int, sep byte) (Date, bool) {
	la, lb, ly := p.toks[i].len, p.toks[i+2].len, p.toks[i+4].len
	switch {
	case la == 4 && lb <= 2 && ly <= 2:
		return p.numericYear(a, b, y), true
	case la == 3 && lb <= 2 && ly <= 2 && p.c.Republic && republican(a):
		return Date{Year: a + republic, Month: b, Day: y}, true
	case ly == 4 && la <= 2 && lb <= 2:
		y = thaiYear(y)
	case ly == 2 && la == 2 && lb == 2 && yearFirst[p.lang] && p.c.plausible(Date{Year: p.shortYear(a), Month: b, Day: y}):
		return Date{Year: p.shortYear(a), Month: b, Day: y}, true
	case ly == 2 && la <= 2 && lb <= 2:
		y += 2000
		if y > 2069 {
			return Date{}, false
		}
	default:
		return Date{}, false
	}
	if y < 1500 && y > 1300 { // a year of another calendar, last
		return p.numericYear(y, b, a), true
	}
	day, mon := a, b
	monthFirst := p.c.MonthFirst && sep != '.'
	if monthFirst {
		day, mon = b, a
	}
	swappable := day <= 12 && mon <= 12 && day != mon && sep != '.'
	if mon > 12 {
		day, mon = mon, day
	}
	return Date{Year: y, Month: mon, Day: day, Swappable: swappable}, true
}

// yearFirst are the languages in which the year stands first, when it is short too.
var yearFirst = map[string]bool{"ko": true, "ja": true, "zh": true}

func thaiYear(y int) int {
	if y > 2400 && y < 2700 {
		return y - 543
	}
	return y
}

// numericYear reads year, month and day, of the Persian or the Hijri calendar
// where the year says so.
func (p *dateParser) numericYear(y, m, d int) Date {
	if p.lang == "ne" {
		if y, m, d, ok := fromBikram(y, m, d); ok {
			return Date{Year: y, Month: m, Day: d}
		}
	}
	if y > 1300 && y < 1500 && m <= 12 {
		if p.lang == "ar" || p.lang == "ur" || y > 1420 && p.lang != "fa" {
			y, m, d = fromHijri(y, m, d)
		} else {
			y, m, d = jalali(y, m, d)
		}
		return Date{Year: y, Month: m, Day: d}
	}
	return Date{Year: thaiYear(y), Month: m, Day: d}
}
