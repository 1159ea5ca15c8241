package meta

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// The day on which a page is read stands at the top of many newspapers' pages. It
// is none of the article's.

// masthead says whether a spot stands in the page's header, where the day on
// which a page is read is printed, and not in the article's.
func (r *reader) masthead(s spot) bool {
	return r.headline != nil && r.place(s)&placeHeader != 0 && s.in&(placeArticle|placeMain) == 0 && s.at < r.f.firstH1
}

// mastheadDay says whether a day is that on which the page was read, printed
// by nothing but texts above the headline and outside of the article, in the
// masthead or with the weekday beside it: the paper's own date.
func (r *reader) mastheadDay(g *dateGroup) bool {
	if r.opt.Now.IsZero() || r.headline == nil {
		return false
	}
	age := r.opt.Now.Sub(g.cands[0].date.Time()).Hours()
	if age < -36 || age > 36 {
		return false
	}
	printed := false
	for i := range g.cands {
		c := &g.cands[i]
		switch {
		case c.spot != nil && c.says == saysUpdated: // of the same day, as it is with today's
		case c.spot == nil || c.spot.order >= r.headline.order || c.spot.in&(placeArticle|placeMain) != 0 || !inMasthead(c.spot.node) && !r.besideWeekday(c):
			return false
		default:
			printed = true
		}
	}
	return printed
}

// besideWeekday says whether a text is a date without a time, before or behind
// one word.
func (r *reader) besideWeekday(c *dateCandidate) bool {
	if c.date.HasTime || wordsBeside(c.raw) > maxBeside {
		return false
	}
	part := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }
	if end := strings.IndexFunc(c.raw, part); end > 0 && r.readDate(c.raw[end:]).SameDay(c.date) {
		return true
	}
	bare := strings.TrimRightFunc(c.raw, part)
	start := strings.LastIndexFunc(bare, part)
	return start > 0 && len(bare)-start <= maxWeekday && r.readDate(bare[:start]).SameDay(c.date)
}

// maxWeekday is the longest name of a day, in bytes.
const maxWeekday = 36

// atHeadline says whether a day stands close to the headline, and not in the
// masthead, or is told to machines.
func (r *reader) atHeadline(g dateGroup) bool {
	return slices.ContainsFunc(g.cands, func(c dateCandidate) bool {
		if c.spot == nil {
			return c.kind.machine() && c.kind != dateMetaWeak
		}
		d := c.spot.at - r.headline.at
		if c.spot.order < r.headline.order && (d < -bareBefore || inMasthead(c.spot.node)) {
			return false
		}
		return d < sectionReach && r.place(*c.spot)&(placeRelated|placeAside|placeList) == 0
	})
}

// mastheads are parts of the names of what stands at the top of every page,
// ofArticles are those of an article's head.
var (
	mastheads  = []string{"header", "topbar", "top-bar", "masthead", "navbar", "toolbar", "td_data_time"}
	ofArticles = []string{"article", "entry", "post", "story", "content", "page-header"}
)

// inMasthead says whether an element's names, or those around it, are those of
// the top of every page.
func inMasthead(n *html.Node) bool {
	found := false
	for ; n != nil && n.DataAtom != atom.Body; n = n.Parent {
		names := strings.ToLower(dom.Attr(n, "class") + " " + dom.Attr(n, "id"))
		in := func(w string) bool { return strings.Contains(names, w) }
		if slices.ContainsFunc(ofArticles, in) {
			return false
		}
		found = found || slices.ContainsFunc(mastheads, in)
	}
	return found
}
