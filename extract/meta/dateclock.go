package meta

import "strings"

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
