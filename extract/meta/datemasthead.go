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
	return r.headline != nil && s.in&placeHeader != 0 && s.in&(placeArticle|placeMain) == 0 && s.order < r.headline.order && r.otherHeader(s.node)
}

// otherHeader says whether an element stands in a <header> in which the headline
// doesn't.
func (r *reader) otherHeader(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.Header {
			return !within(r.headline.node, n)
		}
	}
	return false
}

// pageTop says whether a spot stands above the headline, outside of the article,
// in the masthead or before the page's navigation.
func (r *reader) pageTop(s *spot) bool {
	if s.order >= r.headline.order || s.in&(placeArticle|placeMain) != 0 {
		return false
	}
	return inMasthead(s.node) || r.masthead(*s) || r.aboveNavigation(s.node)
}

// maxAbove is how many nodes lie between the top of a page and its headline at
// most, of those that are looked at.
const maxAbove = 5000

// aboveNavigation says whether a <nav>, or a link to the front page, stands
// between an element and the headline below it.
func (r *reader) aboveNavigation(n *html.Node) bool {
	for range maxAbove {
		if n = following(n, false); n == nil || n == r.headline.node {
			return false
		}
		if n.DataAtom == atom.Nav || n.DataAtom == atom.A && slices.Contains(r.f.fronts, n) {
			return true
		}
	}
	return false
}

// mastheadDay says whether a day is none of the article's: printed by nothing but
// texts above the headline and outside of the article, at the page's top; or, where
// it is the day on which the page was read, with the weekday beside it.
func (r *reader) mastheadDay(g *dateGroup) bool {
	if r.headline == nil {
		return false
	}
	age := r.opt.Now.Sub(g.cands[0].date.Time()).Hours()
	today := !r.opt.Now.IsZero() && age > -36 && age < 36
	printed := false
	for i := range g.cands {
		c := &g.cands[i]
		switch {
		case c.spot != nil && c.says == saysUpdated && today: // of the same day, as it is with today's
		case c.spot == nil || c.spot.order >= r.headline.order || c.spot.in&(placeArticle|placeMain) != 0:
			return false
		case !r.pageTop(c.spot) && !(today && r.besideWeekday(c)):
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

// atHeadline says whether a day stands close to the headline, and not at the
// page's top, or says that it is the publication's, or is told to machines.
func (r *reader) atHeadline(g dateGroup) bool {
	return slices.ContainsFunc(g.cands, func(c dateCandidate) bool {
		if c.spot == nil {
			return c.kind.machine() && c.kind != dateMetaWeak
		}
		d := c.spot.at - r.headline.at
		if r.place(*c.spot)&(placeRelated|placeAside|placeList|placeOther) != 0 || c.spot.order < r.headline.order && (d < -bareBefore || r.pageTop(c.spot)) {
			return false
		}
		return d < sectionReach || c.says == saysPublished
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
