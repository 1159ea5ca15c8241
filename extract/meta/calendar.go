package meta

import "time"

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

// eraYears are the years before the first of a Japanese era, and of the
// calendar of Taiwan.
var eraYears = map[string]int{"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": 1911, "民国": 1911}
