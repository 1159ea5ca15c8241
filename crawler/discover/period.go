package discover

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// period is a year, a month or a day in an address, which other digits don't
// go on from.
var period = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)[0-9]{2})(?:[-_/.]?(0[1-9]|1[0-2]|[1-9])(?:[-_/.]?(0[1-9]|[12][0-9]|3[01]))?)?(?:[^0-9]|$)`)

// PeriodEnd is when the year, month or day ends that a sitemap's address names;
// zero when it names none.
func PeriodEnd(u string) time.Time {
	_, rest, _ := strings.Cut(u, "://")
	_, rest, _ = strings.Cut(rest, "/")
	m := period.FindStringSubmatch(rest)
	if m == nil {
		return time.Time{}
	}
	return endOf(m[1], m[2], m[3])
}

// dated is the date in the path of an article's address: /2026/03/09/, also
// without the day, /2026-03-09/, /20260309/ or /2026/0309/.
var dated = regexp.MustCompile(`/((?:19|20)[0-9]{2})(?:/(0[1-9]|1[0-2])(?:/?(0[1-9]|[12][0-9]|3[01]))?|-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01]))/`)

// DatedBy is when the day or month ends that a URL's path names as an article's
// date; zero when it names none.
func DatedBy(u string) time.Time {
	u, _, _ = strings.Cut(u, "?")
	m := dated.FindStringSubmatch(u)
	if m == nil {
		return time.Time{}
	}
	return endOf(m[1], m[2]+m[4]+m[6], m[3]+m[5]+m[7])
}

// endOf is when a year ends, or its month, or its day.
func endOf(year, month, day string) time.Time {
	y, _ := strconv.Atoi(year) // digits, by the patterns
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	switch {
	case m == 0:
		return time.Date(y+1, 1, 1, 0, 0, 0, 0, time.UTC)
	case d == 0:
		return time.Date(y, time.Month(m)+1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(y, time.Month(m), d+1, 0, 0, 0, 0, time.UTC)
}
