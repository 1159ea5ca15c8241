package discover

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// TrapBudget is how many fruitless pages of one pattern are looked at before it
// is put aside; those that breed more of it count twice.
const TrapBudget = 7

// Budgets of what may be a trap.
const (
	trapBonus    = 3    // more for every page of a pattern that bore fruit
	maxSegments  = 16   // of a path
	maxURLLength = 1200 // of a link that is followed
	maxParams    = 8
	sameContent  = 4 // URLs of one pattern that lead to one article
	maxPatterns  = 2000
	reopenAfter  = 30 * 24 * time.Hour
)

// Traps notices links that lead nowhere for ever: calendars, growing paths,
// endless combinations of parameters. It counts, per pattern of address, the
// pages that brought no article and no way to a new one.
type Traps struct {
	patterns map[string]*pattern
	closed   map[string]time.Time
}

type pattern struct {
	fruitless, fruitful int
	pages, lists        int
	same                map[string]int // article to the number of URLs that led to it
}

// Seen is what a page of a pattern brought.
type Seen struct {
	Fruit     bool // an article, or a link to one that was not known
	Breeds    bool // new links of its own pattern
	List      bool // a list of articles, new or known
	ArticleID string
}

// Aside is a pattern that is put aside.
type Aside struct {
	Pattern string // "" for none
	Pages   int    // that were looked at
	List    bool   // lists of what was found by other ways, and no trap
}

// Path is the pattern without its host.
func (a Aside) Path() string {
	_, path, _ := strings.Cut(a.Pattern, "/")
	return "/" + path
}

// NewTraps starts with the patterns that an earlier run put aside. They are
// tried again after a month.
func NewTraps(closed map[string]time.Time, now time.Time) *Traps {
	t := &Traps{patterns: map[string]*pattern{}, closed: map[string]time.Time{}}
	for k, at := range closed {
		if age := now.Sub(at); age < reopenAfter && age > -reopenAfter { // or a clock was wrong
			t.closed[k] = at
		}
	}
	return t
}

// Closed are the patterns that were put aside, for the next run.
func (t *Traps) Closed() map[string]time.Time { return t.closed }

// Check says why a link is not to be followed, "" when it is.
func (t *Traps) Check(u string, now time.Time) string {
	if why := Suspicious(u, now); why != "" {
		return why
	}
	if p := Pattern(u); !t.closed[p].IsZero() {
		return "pattern put aside: " + p
	}
	return ""
}

// Visited notes what a page brought. It returns the page's pattern when that
// is now put aside.
func (t *Traps) Visited(u string, seen Seen, now time.Time) Aside {
	name := Pattern(u)
	if !t.closed[name].IsZero() {
		return Aside{}
	}
	p := t.patterns[name]
	if p == nil {
		if len(t.patterns) >= maxPatterns {
			clear(t.patterns)
		}
		p = &pattern{same: map[string]int{}}
		t.patterns[name] = p
	}
	p.pages++
	if seen.List {
		p.lists++
	}
	switch {
	case seen.Fruit:
		p.fruitful++
	case seen.Breeds:
		p.fruitless += 2
	default:
		p.fruitless++
	}
	if seen.ArticleID != "" && len(p.same) < 1000 {
		p.same[seen.ArticleID]++
	}
	if p.fruitless >= TrapBudget+trapBonus*p.fruitful || p.repeats() {
		t.closed[name] = now
		delete(t.patterns, name)
		return Aside{Pattern: name, Pages: p.pages, List: p.lists*2 > p.pages && isPlain(name, u)}
	}
	return Aside{}
}

// Bears says whether a page of a URL's pattern bore fruit.
func (t *Traps) Bears(u string) bool {
	p := t.patterns[Pattern(u)]
	return p != nil && p.fruitful > 0
}

// isPlain says whether a pattern is a folder of names, as tags and authors
// are: a calendar has numbers in it, a growing path more parts than its
// pattern, and a filter or session parameters.
func isPlain(name, u string) bool {
	_, rest, _ := strings.Cut(u, "://")
	return !strings.ContainsAny(name, "?#") && strings.Count(strings.Trim(rest, "/"), "/") == strings.Count(name, "/")
}

// repeats says whether the pattern's pages are mostly one and the same.
func (p *pattern) repeats() bool {
	most, total := 0, 0
	for _, n := range p.same {
		most, total = max(most, n), total+n
	}
	return most >= sameContent && most*2 > total
}

// Suspicious says what is wrong with a URL by itself, "" when nothing is.
func Suspicious(u string, now time.Time) string {
	if len(u) > maxURLLength {
		return "the address is longer than " + strconv.Itoa(maxURLLength) + " bytes"
	}
	_, rest, _ := strings.Cut(u, "://")
	rest, query, _ := strings.Cut(rest, "?")
	_, path, _ := strings.Cut(rest, "/")
	segs := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case len(segs) > maxSegments:
		return "the path has more than " + strconv.Itoa(maxSegments) + " parts"
	case repeated(segs):
		return "parts of the path repeat"
	case strings.Count(query, "&") >= maxParams:
		return "more than " + strconv.Itoa(maxParams) + " parameters"
	case isFarOff(segs, query, now):
		return "a calendar page far from today"
	case isAction(segs, query):
		return "following it would do something"
	}
	return ""
}

// repeated says whether a part comes three times, or a run of parts twice in
// a row, as broken relative links make them.
func repeated(segs []string) bool {
	counts := map[string]int{}
	for _, s := range segs {
		if s == "" || tokenOf(s) == tokDay {
			continue
		}
		if counts[s]++; counts[s] >= 3 {
			return true
		}
	}
	for size := 2; size <= len(segs)/2; size++ {
		for i := 0; i+2*size <= len(segs); i++ {
			if slices.Equal(segs[i:i+size], segs[i+size:i+2*size]) && !allDays(segs[i:i+size]) {
				return true
			}
		}
	}
	return false
}

func allDays(segs []string) bool {
	for _, s := range segs {
		if tokenOf(s) != tokDay {
			return false
		}
	}
	return true
}

// isFarOff says whether an address ends in a date that no news can have.
func isFarOff(segs []string, query string, now time.Time) bool {
	if now.IsZero() {
		return false
	}
	far := func(year, month int) bool {
		if year < 1990 {
			return year > 1000
		}
		at := time.Date(year, time.Month(max(month, 1)), 1, 0, 0, 0, 0, time.UTC)
		return at.After(now.AddDate(0, 3, 0))
	}
	for i, s := range segs {
		if tokenOf(s) != tokYear || !onlyDays(segs[i+1:]) {
			continue
		}
		month := 0
		if i+1 < len(segs) {
			month, _ = strconv.Atoi(segs[i+1])
		}
		year, _ := strconv.Atoi(s)
		return far(year, month)
	}
	for pair := range strings.SplitSeq(query, "&") {
		_, v, _ := strings.Cut(pair, "=")
		if len(v) < 7 || len(v) > 10 || v[4] != '-' {
			continue
		}
		year, err1 := strconv.Atoi(v[:4])
		month, err2 := strconv.Atoi(v[5:7])
		if err1 == nil && err2 == nil && month <= 12 && far(year, month) {
			return true
		}
	}
	return false
}

func onlyDays(segs []string) bool { return len(segs) == 0 || allDays(segs) }

// Pattern is the family that a URL belongs to: its first words, the kinds of
// the rest with repetitions as one, and whether parameters follow.
func Pattern(u string) string {
	_, rest, _ := strings.Cut(u, "://")
	rest, query, _ := strings.Cut(rest, "?")
	host, path, _ := strings.Cut(rest, "/")
	var b strings.Builder
	b.WriteString(host)
	words, last := 0, ""
	for seg := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		name, _ := splitExt(seg)
		tok := tokenOf(name)
		switch {
		case tok == tokWord && words < 2 && !strings.ContainsAny(name, "0123456789") && (last == "" || last == tokWord):
			words++
			last = tokWord
			b.WriteString("/" + cut(name, 40))
			continue
		case tok == tokYear || tok == tokDay || tok == tokNum:
			tok = "#"
		default:
			tok = "*"
		}
		if tok != last {
			b.WriteString("/" + tok)
			last = tok
		}
	}
	switch {
	case query == "":
	case PageNumber(u) > 0 && !strings.Contains(query, "&"):
		b.WriteString("?page")
	default:
		b.WriteString("?…")
	}
	return b.String()
}
