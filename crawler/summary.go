package crawler

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"copydesk/crawler/discover"
	"copydesk/crawler/site"
)

// Summary is what a run came to.
type Summary struct {
	Started         time.Time     `json:"started"`
	Took            time.Duration `json:"took_ns"`
	Stopped         bool          `json:"stopped"` // by the context
	DeadlineReached bool          `json:"deadline_reached"`
	Sites           []SiteSummary `json:"sites"`
}

// Failed says whether some site or page failed.
func (s *Summary) Failed() bool {
	for i := range s.Sites {
		if s.Sites[i].Error != "" || s.Sites[i].Failed > 0 {
			return true
		}
	}
	return false
}

// order sorts the sites as they were given.
func (s *Summary) order(sites []site.Site) {
	at := map[string]int{}
	for i := range sites {
		at[sites[i].ID] = i
	}
	slices.SortFunc(s.Sites, func(a, b SiteSummary) int { return cmp.Compare(at[a.SiteID], at[b.SiteID]) })
}

// SiteSummary is what a run came to for one site.
type SiteSummary struct {
	SiteID     string        `json:"site_id"`
	Skipped    string        `json:"skipped,omitempty"` // why the site was not crawled
	Requests   int           `json:"requests"`
	Pages      int           `json:"pages"`    // with a body
	Articles   int           `json:"articles"` // pages that gave one, without copies and other forms of what is there
	New        int           `json:"new"`      // of these
	Revised    int           `json:"revised"`
	Unchanged  int           `json:"unchanged"`  // pages of any kind with nothing new
	Duplicates int           `json:"duplicates"` // of the new: their text is another site's or article's
	Copies     int           `json:"copies"`     // pages, stored but in none of the above, that are the same as an article of the site at another address
	Failed     int           `json:"failed"`
	Traps      int           `json:"traps"` // links put aside
	Bytes      int64         `json:"bytes"`
	Took       time.Duration `json:"took_ns"`
	Pending    int           `json:"pending"` // links that wait for a later run
	Failures   []Failure     `json:"failures"`
	Notes      []string      `json:"notes"`
	LeftOut    string        `json:"left_out,omitempty"` // lists that are no longer looked at, and why
	Error      string        `json:"error,omitempty"`    // what ended the site's crawl

	LayoutChanged bool `json:"layout_changed"`
	LayoutAlarm   bool `json:"-"` // the run before had not noticed it

	ClockAhead time.Duration `json:"clock_ahead_ns,omitempty"` // of this machine, to the server's, when it is days; negative when behind

	Err error `json:"-"` // Error as it was, for exit codes

	failures    map[string]failedPage // by URL: what pages failed with last
	lastFailure int

	falseCanonical bool // noted that pages name others' addresses
}

// Failure is a reason for which pages failed.
type Failure struct {
	Reason  string `json:"reason"`
	Count   int    `json:"count"`
	Example string `json:"example"`
}

func (s *SiteSummary) fail(err error) {
	if err == nil || s.Err != nil {
		return
	}
	s.Err, s.Error = err, oneLine(err.Error())
}

func (s *SiteSummary) note(format string, args ...any) {
	text := oneLine(fmt.Sprintf(format, args...))
	if !slices.Contains(s.Notes, text) && len(s.Notes) < 50 {
		s.Notes = append(s.Notes, text)
	}
}

// leaveOut says in one line which lists are no longer looked at.
func (s *SiteSummary) leaveOut(lists []discover.Aside) {
	if len(lists) == 0 {
		return
	}
	const most = 8
	pages := 0
	var paths []string
	for _, l := range lists {
		pages += l.Pages
		paths = append(paths, l.Path())
	}
	slices.Sort(paths)
	if more := len(paths) - most; more > 0 {
		paths = append(paths[:most], fmt.Sprintf("%d more", more))
	}
	s.LeftOut = oneLine(fmt.Sprintf("%d pages under %s gave no new article: left out from now on", pages, strings.Join(paths, ", ")))
}

// failedPage is a page's last failure in a run.
type failedPage struct {
	reason string
	at     int // the order of failures
}

// failure counts a page under what it failed with, once however often it is
// tried.
func (s *SiteSummary) failure(reason, url string) {
	if s.failures == nil {
		s.failures = map[string]failedPage{}
	}
	s.lastFailure++
	s.failures[url] = failedPage{reason, s.lastFailure}
	s.Failed = len(s.failures)
}

// passed takes back the failures of a page that came in the end.
func (s *SiteSummary) passed(url string) {
	delete(s.failures, url)
	s.Failed = len(s.failures)
}

// FailedPage is a page that failed, and with what.
type FailedPage struct{ URL, Reason string }

// FailedPages are the pages that failed, in the order in which they did.
func (s *SiteSummary) FailedPages() []FailedPage {
	urls := slices.SortedFunc(maps.Keys(s.failures), func(a, b string) int { return cmp.Compare(s.failures[a].at, s.failures[b].at) })
	out := make([]FailedPage, len(urls))
	for i, u := range urls {
		out[i] = FailedPage{u, s.failures[u].reason}
	}
	return out
}

// finish puts the failures in order, the most frequent first, each with the
// first page of its kind.
func (s *SiteSummary) finish() {
	byReason := map[string]*Failure{}
	first := map[string]int{}
	for url, p := range s.failures {
		f := byReason[p.reason]
		if f == nil {
			f = &Failure{Reason: p.reason}
			byReason[p.reason] = f
		}
		if f.Count++; f.Count == 1 || p.at < first[p.reason] {
			f.Example, first[p.reason] = url, p.at
		}
	}
	s.Failures = []Failure{}
	for _, f := range byReason {
		s.Failures = append(s.Failures, *f)
	}
	slices.SortFunc(s.Failures, func(a, b Failure) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Reason, b.Reason))
	})
	if s.Notes == nil {
		s.Notes = []string{}
	}
}
