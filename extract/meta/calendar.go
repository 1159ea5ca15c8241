package meta

import (
	"strconv"
	"strings"
	"time"
)

// jalali converts a date of the Persian calendar (33-year cycle arithmetic,
// right for 1244–1472 AP).
func jalali(y, m, d int) (int, int, int) {
	y -= 979
	days := 365*y + y/33*8 + (y%33+3)/4
	for i := 1; i < m; i++ {
		if i <= 6 {
			days += 31
		} else {
			days += 30
		}
	}
	days += d - 1
	t := time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days+79)
	return t.Year(), int(t.Month()), t.Day()
}

// fromHijri converts a date of the tabular Islamic calendar; the observed one
// may differ by a day.
func fromHijri(y, m, d int) (int, int, int) {
	days := (11*y+3)/30 + 354*y + 30*m - (m-1)/2 + d - 385
	t := julianDay(days + 1948440)
	return t.Year(), int(t.Month()), t.Day()
}

// julianDay is the day with that Julian day number.
func julianDay(jd int) time.Time {
	const unixEpoch = 2440588
	return time.Unix(0, 0).UTC().AddDate(0, 0, jd-unixEpoch)
}

// fromEthiopian converts a date of the Ethiopian calendar.
func fromEthiopian(y, m, d int) (int, int, int) {
	const epoch = 1724221 // the Julian day before the first of the first month of year 1
	t := julianDay(epoch + 365*(y-1) + y/4 + 30*(m-1) + d - 1)
	return t.Year(), int(t.Month()), t.Day()
}

// The months of Nepal's Bikram Sambat calendar have as many days as its almanac
// gives them each year: bikramDays are those of the years from bikramFirst on, as
// the calendars have them that Nepali sites use (Medic's bikram-sambat,
// nepali-date-converter). Where these differ, for years to come, none is read.
const (
	bikramFirst = 2060
	bikramDays  = `
313132323130302930293030 313231323130303029293031 303231323131293029302931 313132313131302930293030
313132323130302930293030 313231323130303029293031 313131323131293030292931 313132313131302930293030
313132323130302930293030 313231323130303029293031 313131323131293030293030 313132313131302930293030
313231323130302930293030 313231323130303029293031 313131323131302930293030 313132313131302930293030
313231323130303029293030 313231323130303029302931 313131323131302930293030 313132313131302930293030
313231323130303029293030 313231323130303029302931 313132313131302930293030 313132313131302930293030`
)

// fromBikram converts a date of Nepal's calendar, where it is one.
func fromBikram(y, m, d int) (int, int, int, bool) {
	years := strings.Fields(bikramDays)
	if y < bikramFirst || y >= bikramFirst+len(years) || m < 1 || m > 12 {
		return 0, 0, 0, false
	}
	days, in := 0, 0
	for year, lengths := range years[:y-bikramFirst+1] {
		for k := 0; k < 12 && (year < y-bikramFirst || k < m); k++ {
			in, _ = strconv.Atoi(lengths[2*k : 2*k+2])
			days += in
		}
	}
	t := time.Date(2003, 4, 14, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days-in+d-1)
	return t.Year(), int(t.Month()), t.Day(), d >= 1 && d <= in
}

// republic are the years before the first of the Chinese republic, which Taiwan
// counts from.
const republic = 1911

// republican says whether a number may be a year of the republic.
func republican(y int) bool { return y >= 90 && y <= 130 }

// eraYears are the years before the first of a Japanese era, and of the
// calendar of Taiwan.
var eraYears = map[string]int{"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": republic, "民国": republic}

// eraLetters are short for the Japanese eras.
var eraLetters = map[string]int{"r": 2018, "h": 1988, "s": 1925}

// eraYear is the year of a number at token i, by the era that stands before it.
func (p *dateParser) eraYear(i, y int) int {
	if y >= 200 {
		return y
	}
	if before, ok := eraLetters[p.word(i-1)]; ok && p.lang == "ja" && p.toks[i].glued {
		return y + before
	}
	for era, before := range eraYears {
		if strings.HasSuffix(p.word(i-1), era) {
			return y + before
		}
	}
	if p.c.Republic && republican(y) {
		return y + republic
	}
	return y
}

// era reads R6.5.12, 令和6.5.12 and 民國113/5/12.
func (p *dateParser) era(y, m, d, i int) (Date, bool) {
	year := p.eraYear(i, y)
	return Date{Year: year, Month: m, Day: d}, year != y
}

// version says whether a letter is joined to the number at token i: "v1.2.24", or
// a year of an era that isn't known.
func (p *dateParser) version(i int) bool {
	w := p.word(i - 1)
	return len(w) == 1 && p.toks[i].glued
}
