// Package site reads the sites file: which sites are to be crawled, how often,
// how politely, and what is special about their pages. A file that is wrong in
// any way is refused whole, with one line that says where, what and what to
// do. It fetches nothing.
//
// Start at Load.
package site

import (
	"net/url"
	"regexp"
	"slices"
	"time"

	"copydesk/crawler/fetch"
	"copydesk/crawler/urlnorm"
	"copydesk/extract"
)

// File is a sites file that was read and found right.
type File struct {
	Path     string
	Sites    []Site
	Warnings []string // one line each: what is allowed but should be known
}

// Site is one entry with the defaults filled in.
type Site struct {
	ID        string
	Home      string
	Languages []string
	Timezone  *time.Location // nil when none is named
	Paused    bool

	Discover Discover
	Articles Articles
	Schedule Schedule
	Windows  []Window // hours in which the site may be crawled; none means any

	MaxPages int           // fetched per run; 0 means DefaultMaxPages
	MaxTime  time.Duration // of one run; 0 is unbounded
	KeepAge  time.Duration // of archived pages; 0 keeps them
	KeepSize int64

	Policy  fetch.Policy
	URLs    urlnorm.Config
	RuleSet extract.RuleSet
	Rules   *extract.Rules // RuleSet made ready; nil when it is empty

	Tests []Test
	Line  int // of the entry in the file
}

// DefaultMaxPages bounds a run over one site.
const DefaultMaxPages = 500

// Discover says where a site's links come from.
type Discover struct {
	Feeds    Sources
	Sitemaps Sources
	Pages    []string // section pages, besides the home page
	Links    bool     // links of pages are followed
	MaxDepth int      // clicks from the home page; 0 means 5
	Hosts    []string // other hosts that belong to the site
}

// Sources is where feeds or sitemaps are: found, named, or not wanted.
type Sources struct {
	Auto bool
	URLs []string
}

// Articles says which pages are wanted.
type Articles struct {
	Include []*regexp.Regexp // in the path and query; none means all
	Exclude []*regexp.Regexp
	MaxAge  time.Duration // 0 is unbounded
}

// Wanted says whether a URL passes include and exclude. A pattern that begins
// with "^http" is matched against the whole URL, any other against its path
// and query.
func (a *Articles) Wanted(u string) bool {
	return (len(a.Include) == 0 || matchAny(a.Include, u)) && !matchAny(a.Exclude, u)
}

// Excluded says whether a URL is ruled out even as a page to look for links on.
func (a *Articles) Excluded(u string) bool { return matchAny(a.Exclude, u) }

func matchAny(list []*regexp.Regexp, u string) bool {
	path := pathOf(u)
	for _, re := range list {
		s := path
		if p := re.String(); len(p) > 5 && p[:5] == "^http" {
			s = u
		}
		if re.MatchString(s) {
			return true
		}
	}
	return false
}

func pathOf(u string) string {
	p, err := url.Parse(u)
	if err != nil {
		return u
	}
	return p.RequestURI()
}

// Schedule says how often a site is due.
type Schedule struct {
	Every    time.Duration // 0 with Adaptive
	Adaptive bool
	Min, Max time.Duration
}

// Test is a page kept in a file and what must come out of it.
type Test struct {
	File          string
	URL           string
	Title         string
	DatePublished string
	Authors       []string
	Language      string
	Contains      []string
	Excludes      []string
	NotArticle    bool
}

// Window is a span of hours of the day, in the site's time zone.
type Window struct {
	From, To time.Duration // since midnight; To before From goes over midnight
}

// Open says whether a time lies in one of the windows, and when the next one
// opens otherwise.
func (s *Site) Open(now time.Time) (bool, time.Time) {
	if len(s.Windows) == 0 {
		return true, time.Time{}
	}
	loc := s.Timezone
	if loc == nil {
		loc = time.Local
	}
	now = now.In(loc)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, loc)
	at := now.Sub(midnight)
	var next time.Time
	for _, w := range s.Windows {
		if w.From <= w.To && at >= w.From && at < w.To || w.From > w.To && (at >= w.From || at < w.To) {
			return true, time.Time{}
		}
		opens := midnight.Add(w.From)
		if opens.Before(now) {
			opens = opens.AddDate(0, 0, 1)
		}
		if next.IsZero() || opens.Before(next) {
			next = opens
		}
	}
	return false, next
}

// Find returns the sites with the given ids, in that order; all of them when
// no id is given. unknown is the first id that is not there.
func (f *File) Find(ids []string) (sites []Site, unknown string) {
	if len(ids) == 0 {
		return f.Sites, ""
	}
	for _, id := range ids {
		found := false
		for _, s := range f.Sites {
			if s.ID != id {
				continue
			}
			found = true
			if !slices.ContainsFunc(sites, func(have Site) bool { return have.ID == id }) { // named twice
				sites = append(sites, s)
			}
		}
		if !found {
			return nil, id
		}
	}
	return sites, ""
}
