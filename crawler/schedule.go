package crawler

import (
	"math"
	"time"

	"copydesk/crawler/discover"
	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/storage"
)

// settledAge is the age at which an article is taken for final.
const settledAge = 30 * 24 * time.Hour

// refetch is how long until an article is looked at again, and whether at all.
// News changes within hours and settles within days; what has changed lately
// is looked at sooner, what never did later.
func refetch(age time.Duration, known *storage.Known, changed bool) (time.Duration, bool) {
	if age > settledAge {
		return 0, false
	}
	base := 14 * 24 * time.Hour
	for _, step := range [...]struct{ age, wait time.Duration }{
		{6 * time.Hour, time.Hour}, {24 * time.Hour, 4 * time.Hour}, {3 * 24 * time.Hour, 16 * time.Hour}, {7 * 24 * time.Hour, 3 * 24 * time.Hour},
	} {
		if age < step.age {
			base = step.wait
			break
		}
	}
	if changed && !known.FetchedAt.IsZero() {
		return base / 2, true
	}
	if !changed {
		base = grow(base, known.Unchanged+1, 7*24*time.Hour)
	}
	return base, true
}

// grow lengthens a wait with every fetch that brought nothing.
func grow(base time.Duration, unchanged int, most time.Duration) time.Duration {
	f := math.Pow(1.5, float64(min(unchanged, 20)))
	return max(base, min(time.Duration(float64(base)*f), most))
}

// recheckSection is how long until a section page is looked at again.
func recheckSection(k *storage.Known, changed bool) time.Duration {
	base := 30 * time.Minute << min(k.Depth, 5)
	if changed {
		return base
	}
	return grow(base, k.Unchanged+1, 7*24*time.Hour)
}

// pastPeriod is for how long a month that is over is left alone by its sitemap.
const pastPeriod = 31 * 24 * time.Hour

// recheckSitemap is how long until a sitemap without a date is read again. One
// that names a month or year of the past has hardly anything new, however much
// of it was new to us.
func recheckSitemap(k *storage.Known, changed bool, now time.Time) time.Duration {
	if end := discover.PeriodEnd(k.URL); k.Kind == storage.KindSitemap && !end.IsZero() && now.Sub(end) > pastPeriod {
		return grow(7*24*time.Hour, k.Unchanged+1, storage.LongestWait)
	}
	if changed {
		return time.Hour
	}
	return grow(time.Hour, k.Unchanged+1, 7*24*time.Hour)
}

// published is when an article came out, as far as anybody says.
func published(a *extract.Article, l *storage.Link) time.Time {
	for _, s := range [...]string{a.DatePublished, a.DateModified} {
		for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
			if t, err := time.Parse(layout, s); err == nil {
				return t
			}
		}
	}
	if !l.LastMod.IsZero() {
		return l.LastMod
	}
	return l.FoundAt
}

// isAhead says whether a moment that has passed lies in the future: the clock
// was wrong then, or is now.
func isAhead(past, now time.Time) bool { return past.Sub(now) > time.Hour }

// isDue says whether a site's time has come. A due time more than two
// intervals ahead was set by a clock that jumped.
func isDue(st *storage.SiteState, now time.Time) bool {
	interval := max(st.Interval, time.Minute)
	return !st.NextDue.After(now) || st.NextDue.Sub(now) > 2*interval
}

// NextInterval is how long until a site is due again: fixed, or shorter while
// it publishes and longer while it doesn't.
func NextInterval(s *site.Schedule, last time.Duration, brought int) time.Duration {
	if !s.Adaptive {
		if s.Every <= 0 {
			return time.Hour
		}
		return s.Every
	}
	if last <= 0 {
		last = s.Min * 2
	}
	if brought > 0 {
		last = last * 7 / 10
	} else {
		last = last * 3 / 2
	}
	return min(max(last, s.Min), s.Max)
}

// priority says how soon a link is to be fetched: what is news first, then the
// pages that lead to news, then what nobody knows; the near before the far.
func priority(kind storage.LinkKind, source string, depth int, u string) int {
	p := 0
	switch kind {
	case storage.KindArticle:
		p = 80
		if source == "feed" || source == "news" {
			p = 100
		}
	case storage.KindSection:
		p = 60 - 8*min(depth, 5)
	default:
		p = 40 - 5*min(depth, 6)
	}
	if n := discover.PageNumber(u); n > 0 {
		p = min(p, 50) - min(n, 20)
	} else if hasQuery(u) {
		p -= 10
	}
	return p
}
