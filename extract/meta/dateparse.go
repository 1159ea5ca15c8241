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
		for era, before := range eraYears {
			if strings.HasSuffix(p.word(i-1), era) && y < 200 {
				y += before
			}
		}
		return Date{Year: y, Month: m, Day: d}, i + 5, y > 200
	}
	return Date{}, 0, false
}

// named reads dates with a month by name: "10 January 2022", "January 10,
// 2022", "2022 m. sausio 10", "10 de enero de 2022".
func (p *dateParser) named() (Date, int, bool) {
	for i := range p.toks {
		m, width, ok := p.month(i)
		if !ok {
			continue
		}
		d, end, ok := p.around(i, i+width, m)
		if ok {
			return d, end, true
		}
	}
	return Date{}, 0, false
}

// month finds a month's name at token i, of up to two words or with dots in
// it.
func (p *dateParser) month(i int) (month, int, bool) {
	w := p.word(i)
	if w == "" {
		return month{}, 0, false
	}
	t := months()
	if next := p.word(i + 1); next != "" {
		if m, ok := t.find(w+" "+next, p.lang); ok {
			return m, 2, true
		}
	}
	if w == "tháng" {
		if n, ok := p.num(i + 1); ok && n >= 1 && n <= 12 {
			return month{n: n}, 2, true
		}
	}
	if next := p.word(i + 2); p.mark(i+1) == '.' && next != "" {
		if m, ok := t.find(w+"."+next, p.lang); ok {
			return m, 3, true
		}
	}
	m, ok := t.find(w, p.lang)
	return m, 1, ok
}

// around finds day and year on both sides of a month that spans tokens
// [from, to).
func (p *dateParser) around(from, to int, m month) (Date, int, bool) {
	before := p.skipBack(from - 1)
	after := p.skip(to)
	b, okb := p.num(before)
	a, oka := p.num(after)
	var day, year, end int
	switch {
	case okb && p.toks[before].len <= 2 && oka && p.toks[after].len == 4: // 10 January 2022
		day, year, end = b, a, after+1
	case oka && p.toks[after].len <= 2: // January 10, 2022
		day = a
		end = after + 1
		at := p.skip(after + 1)
		if y, ok := p.num(at); ok && p.toks[at].len == 4 {
			year, end = y, at+1
		} else if y, ok := p.afterClock(at); ok { // Mar 19 10:14:22 EST 2024
			year = y
		} else if okb && p.toks[before].len == 4 { // 2022 January 10
			year = b
		} else if okb && p.toks[before].len <= 2 && p.mark(after-1) != ':' { // 10 Jan 22
			day, year, end = b, a, after+1
			switch {
			case p.lang == "th" && year > 40: // of the Buddhist calendar
				year += 2500
			case year < 70:
				year += 2000
			}
			if p.mark(end) == ':' {
				return Date{}, 0, false
			}
		}
	}
	if day == 0 && okb && p.toks[before].len <= 2 { // 2022. gada 10. janvāris
		if y, ok := p.num(p.skipBack(before - 1)); ok && y > 1900 {
			day, year, end = b, y, to
		}
	}
	if day == 0 || year == 0 {
		return Date{}, 0, false
	}
	return p.convert(year, m, day), end, true
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

// convert turns a date of any calendar into a Gregorian one.
func (p *dateParser) convert(y int, m month, d int) Date {
	switch {
	case m.cal == persian && y < 1600:
		gy, gm, gd := jalali(y, m.n, d)
		return Date{Year: gy, Month: gm, Day: gd}
	case m.cal == hijri && y < 1600:
		gy, gm, gd := fromHijri(y, m.n, d)
		return Date{Year: gy, Month: gm, Day: gd}
	case y > 2400 && y < 2700:
		y -= 543 // Thai Buddhist
	}
	return Date{Year: y, Month: m.n, Day: d}
}

// small are the words and marks that stand between the parts of a date.
func small(t tok) bool {
	switch t.kind {
	case '.', ',', '-', '/', '\'', '(', ')':
		return true
	case 'w':
		switch t.text {
		case "de", "del", "of", "th", "st", "nd", "rd", "do", "da", "di", "den", "le", "er", "the", "m", "d", "og", "ngày", "năm", "a", "พ", "ศ", "ค", "г", "року", "год", "года", "tahun", "i", "שנת", "ה", "em", "na", "у", "в", "року́", "mwaka", "gada", "թ", "يوم", "عام", "سنة", "لعام", "ال", "के":
			return true
		}
	}
	return false
}

func (p *dateParser) skip(i int) int {
	for n := 0; i < len(p.toks) && n < 4 && small(p.toks[i]); n++ {
		i++
	}
	return i
}

func (p *dateParser) skipBack(i int) int {
	for n := 0; i >= 0 && n < 4 && small(p.toks[i]); n++ {
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
	case ly == 4 && la <= 2 && lb <= 2:
		y = thaiYear(y)
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

func thaiYear(y int) int {
	if y > 2400 && y < 2700 {
		return y - 543
	}
	return y
}

// numericYear reads year, month and day, of the Persian or the Hijri calendar
// where the year says so.
func (p *dateParser) numericYear(y, m, d int) Date {
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

// clock reads the time of day that stands after a date, or before it:
// 14:30, 14.30 Uhr, 2:30 p.m., 14h30, with a zone.
func (p *dateParser) clock(d *Date, at int) {
	for i := at; i < len(p.toks) && i < at+8; i++ {
		if p.clockAt(d, i) {
			return
		}
	}
	for i := 0; i < at; i++ {
		if p.mark(i+1) == ':' && p.clockAt(d, i) {
			return
		}
	}
}

func (p *dateParser) clockAt(d *Date, i int) bool {
	h, ok := p.num(i)
	if !ok || h > 24 || p.toks[i].len > 2 {
		return false
	}
	m, ok := p.num(i + 2)
	sep := p.mark(i + 1)
	if !ok || m > 59 || p.toks[i+2].len != 2 {
		return false
	}
	hourWord := p.word(i + 1)
	if sep != ':' && hourWord != "h" && hourWord != "u" && !strings.HasPrefix(hourWord, "時") && !strings.HasPrefix(hourWord, "시") && !(sep == '.' && p.word(i+3) == "uhr") {
		return false
	}
	d.HasTime, d.Hour, d.Min = true, h, m
	i += 3
	if s, ok := p.num(i + 1); ok && p.mark(i) == ':' && s < 60 {
		d.Sec = s
		i += 2
	}
	if p.mark(i) == '.' {
		if _, ok := p.num(i + 1); ok && p.toks[i+1].len >= 3 { // fractions
			i += 2
		}
	}
	i = p.halfDay(d, i)
	p.zone(d, i)
	return true
}

// halfDay reads am and pm.
func (p *dateParser) halfDay(d *Date, i int) int {
	w := p.word(i)
	if (w == "a" || w == "p") && p.mark(i+1) == '.' && p.word(i+2) == "m" {
		w += "m"
		i += 2
		if p.mark(i+1) == '.' {
			i++
		}
	}
	switch w {
	case "am":
		if d.Hour == 12 {
			d.Hour = 0
		}
		return i + 1
	case "pm":
		if d.Hour < 12 {
			d.Hour += 12
		}
		return i + 1
	}
	return i
}

// zones are abbreviations with one meaning wherever news is dated by them;
// IST, CST, BST and others with several are left out, but the ones that
// American sites print are taken as American.
var zones = map[string]int{
	"z": 0, "utc": 0, "gmt": 0, "wet": 0,
	"cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "мск": 3,
	"est": -5, "edt": -4, "cdt": -5, "mdt": -6, "mst": -7, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
	"jst": 9, "kst": 9, "wib": 7, "sast": 2, "eat": 3, "wat": 1, "hkt": 8, "sgt": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "art": -3, "brt": -3,
}

func (p *dateParser) zone(d *Date, i int) {
	for range 3 {
		if k := p.mark(i); k == '(' || k == ',' || k == '|' {
			i++
		}
	}
	w := p.word(i)
	if h, ok := zones[w]; ok && w != "" {
		d.HasOffset, d.Offset = true, h*3600
		i++
	}
	sign := 0
	switch p.mark(i) {
	case '+':
		sign = 1
	case '-':
		sign = -1
	}
	n, ok := p.num(i + 1)
	if sign == 0 || !ok {
		return
	}
	switch p.toks[i+1].len {
	case 4:
		if n <= 1500 && n%100 < 60 {
			d.HasOffset, d.Offset = true, sign*(n/100*3600+n%100*60)
		}
	case 1, 2:
		m := 0
		if mm, ok := p.num(i + 3); ok && p.mark(i+2) == ':' {
			m = mm
		}
		if n <= 15 && m < 60 && (w != "" || m > 0 || p.mark(i+2) == ':') {
			d.HasOffset, d.Offset = true, sign*(n*3600+m*60)
		}
	}
}
