package meta

import (
	"regexp"
	"slices"
	"strconv"

	"golang.org/x/net/html"
)

// dateCandidate is a date from one source.
type dateCandidate struct {
	date   Date
	raw    string
	source string
	kind   dateKind
	says   dateLabel
	spot   *spot // where readers see it; nil for what only machines read
	order  int   // among the candidates that readers see
}

// dateKind is a kind of source.
type dateKind uint8

const (
	dateLD        dateKind = iota // the article's node
	dateLDPage                    // a WebPage's node
	dateLDOther                   // any other node's
	dateMeta                      // a meta that is for nothing else
	dateMetaWeak                  // a meta that is called something like it
	dateMicrodata                 //
	dateTime                      // <time>
	dateClass                     // an element whose names promise a date
	dateText                      // a short text
	dateLine                      // the beginning of a paragraph
	dateURL                       // the address's path
	dateScript                    // the data of a script
	dateKinds
)

// dateKindNames are their features.
var dateKindNames = [dateKinds]string{"json-ld", "json-ld page", "json-ld other", "meta", "meta weak", "microdata", "time", "class", "text", "dateline", "url", "script"}

// machine says whether a kind of source is for machines alone.
func (k dateKind) machine() bool { return k <= dateMicrodata }

// dateLabel is what the words beside a date say that it is.
type dateLabel uint8

const (
	saysNothing dateLabel = iota
	saysPublished
	saysUpdated
)

// dates finds when the article was published and modified.
func (r *reader) dates() {
	cands := r.dateCandidates()
	r.modified(cands)
	groups := r.dateGroups(cands)
	best, bestScore := -1, 0.0
	for i := range groups {
		if s := groups[i].features.score(dateWeights); s > bestScore {
			best, bestScore = i, s
		}
	}
	if best < 0 {
		return
	}
	c := groups[best].word()
	r.out.Published, r.out.PubFrom = c.date, Value{c.date.String(), c.source, c.raw}
	if groups[best].update {
		r.out.PubFrom.Source = "modified:" + c.source
	}
}

// modified takes the date of the last update: what machines are told before
// what readers are, and of that the latest.
func (r *reader) modified(cands []dateCandidate) {
	var best *dateCandidate
	better := func(a, b *dateCandidate) bool {
		if a.kind.machine() != b.kind.machine() {
			return a.kind.machine()
		}
		if a.kind != b.kind && a.kind.machine() {
			return a.kind < b.kind
		}
		if x, y := a.date, b.date; x.Year == y.Year && x.Month == y.Month && x.Day == y.Day && x.HasTime != y.HasTime {
			return x.HasTime
		}
		return a.date.Time().After(b.date.Time())
	}
	for i := range cands {
		if c := &cands[i]; c.says == saysUpdated && (best == nil || better(c, best)) {
			best = c
		}
	}
	if best != nil {
		r.out.Modified, r.out.ModFrom = best.date, Value{best.date.String(), best.source, best.raw}
	}
}

// dateGroup is a day with all that name it.
type dateGroup struct {
	cands    []dateCandidate
	features features
	update   bool // it is the day of an update, and nothing says more
}

// word is the candidate that a group's day is taken from: the surest source,
// but one with a time and an offset before one with a day alone.
func (g *dateGroup) word() dateCandidate {
	best := g.cands[0]
	for _, c := range g.cands[1:] {
		if c.date.HasOffset && c.date.HasTime && !best.date.HasOffset && c.says != saysUpdated {
			best = c
		}
	}
	return best
}

// apart is how far from each other two spots are that are not one and the
// same text, in characters.
const apart = 80

// dateGroups puts candidates of one day together and says what speaks for
// each day. Where machines are told when the article was published, the day
// of an update is no candidate.
func (r *reader) dateGroups(cands []dateCandidate) []dateGroup {
	slices.SortStableFunc(cands, func(a, b dateCandidate) int {
		if u := int(a.says/saysUpdated) - int(b.says/saysUpdated); u != 0 {
			return u
		}
		return int(a.kind) - int(b.kind)
	})
	var groups []dateGroup
	declared := false
	for _, c := range cands {
		declared = declared || c.kind.machine() && c.kind != dateMetaWeak && c.says != saysUpdated
		i := slices.IndexFunc(groups, func(g dateGroup) bool { return g.holds(c) })
		if i < 0 {
			i = len(groups)
			groups = append(groups, dateGroup{})
		}
		groups[i].cands = append(groups[i].cands, c)
	}
	headed := r.headline != nil && slices.ContainsFunc(groups, r.atHeadline)
	kept := groups[:0]
	for _, g := range groups {
		g.update = g.updated()
		printed := slices.ContainsFunc(g.cands, func(c dateCandidate) bool { return c.spot != nil })
		if headed && r.mastheadDay(&g) {
			continue
		}
		beside := !slices.ContainsFunc(g.cands, func(c dateCandidate) bool { return c.spot == nil || !r.besideArticle(*c.spot) })
		if !beside && (!g.update || printed && !declared) {
			kept = append(kept, g)
		}
	}
	for i := range kept {
		kept[i].features = r.dateFeatures(kept, i)
	}
	return kept
}

// updated says whether a group's day is that of an update: something says so,
// and nothing but a date without a label says otherwise.
func (g *dateGroup) updated() bool {
	said := false
	for _, c := range g.cands {
		switch {
		case c.says == saysUpdated:
			said = true
		case c.spot == nil || c.says == saysPublished:
			return false
		}
	}
	return said
}

// holds says whether a candidate names the group's day, or the same point in
// time in another zone.
func (g *dateGroup) holds(c dateCandidate) bool {
	for _, o := range g.cands {
		if o.date.SameDay(c.date) || o.date.HasOffset && c.date.HasOffset && o.date.HasTime && c.date.HasTime && o.date.Time().Equal(c.date.Time()) {
			return true
		}
	}
	return false
}

// dateFeatures says what speaks for the day of group i.
func (r *reader) dateFeatures(groups []dateGroup, i int) features {
	g := &groups[i]
	f := features{{"any", 1}}
	var kinds [dateKinds]bool
	var published, updated, machine bool
	seen := 0
	first, last := -1, -1
	for j := range g.cands {
		c := &g.cands[j]
		published = published || c.says == saysPublished
		if c.says == saysUpdated {
			updated = true
			f.add("modified for machines", c.kind.machine())
			continue
		}
		kinds[c.kind] = true
		machine = machine || c.kind.machine()
		if c.spot != nil {
			if last < 0 || c.spot.at-last > apart || last-c.spot.at > apart {
				seen++
			}
			last = c.spot.at
			if first < 0 || c.order < g.cands[first].order {
				first = j
			}
		}
	}
	for k, has := range kinds {
		f.add(dateKindNames[k], has)
	}
	f.add("said to be published", published)
	f.add("said to be updated", updated)
	f.add("update only", g.update)
	f.add("for machines and readers", machine && seen > 0)
	f.add("seen twice", seen > 1)
	if first >= 0 {
		r.placeFeatures(&f, &g.cands[first])
	}
	r.besideFeatures(&f, groups, i, machine)
	return f
}

// placeFeatures say where readers see a date first.
func (r *reader) placeFeatures(f *features, c *dateCandidate) {
	f.add("first seen", c.order == 0)
	f.add("second seen", c.order == 1)
	f.add("seen late", c.order > 3)
	f.add("in a byline", bylineStart(c.raw) || bylineInside(c.raw) != "")
	f.add("before headline and byline", r.topOfPage(c.spot))
	in := r.place(*c.spot)
	f.add("in aside", in&placeAside != 0)
	f.add("in list", in&placeList != 0)
	f.add("in footer", in&placeFooter != 0)
	f.add("in related", in&(placeRelated|placeOther) != 0)
	f.add("in link", in&placeLink != 0)
	f.add("in article", c.spot.in&placeArticle != 0)
	from := r.f.firstH1
	if from < 0 && r.headline != nil { // a headline that is no <h1>
		from = r.headline.at
	}
	above := r.headline != nil && c.spot.order < r.headline.order
	switch d := c.spot.at - from; {
	case from < 0:
		f.add("no headline", true)
	case d < -400:
		f.add("far before headline", true)
	case d < 0, above:
		f.add("before headline", true)
	case d <= 300:
		f.add("right after headline", true)
	case d <= 1500:
		f.add("after headline", true)
	default:
		f.add("far after headline", true)
	}
}

// topOfPage says whether a spot stands before the headline, and a byline after
// that.
func (r *reader) topOfPage(s *spot) bool {
	return r.headline != nil && s.order < r.headline.order && len(r.f.bylineTexts) > 0 && r.f.bylineTexts[0].order > r.headline.order
}

// besideFeatures compare a day with the other days of the page.
func (r *reader) besideFeatures(f *features, groups []dateGroup, i int, machine bool) {
	f.add("the only day", len(groups) == 1)
	seen := 0
	for j := range groups {
		o := &groups[j]
		if o.cands[0].spot != nil {
			seen++
		}
		if j == i || o.update || !o.cands[0].kind.machine() {
			continue
		}
		f.add("machines are told another", !machine)
		f.add("machines are told two", machine)
		d := groups[i].cands[0].date.Time().Sub(o.cands[0].date.Time()).Hours() / 24
		f.add("a day beside", d > -1.9 && d < 1.9)
		f.add("later than machines'", d >= 1.9)
		break
	}
	f.add("many days", seen > 4)
	if m := r.out.Modified; !m.IsZero() {
		f.add("day of the update", m.SameDay(groups[i].cands[0].date))
	}
	if r.opt.URL != nil {
		if y := yearIn(r.opt.URL.Path); y != "" {
			f.add("year of the address", y == strconv.Itoa(groups[i].cands[0].date.Year))
			f.add("another year than the address'", y != strconv.Itoa(groups[i].cands[0].date.Year))
		}
	}
}

var yearRE = regexp.MustCompile(`(?:^|\D)((?:19[89]|20[0-4])\d)(?:\D|$)`)

// yearIn is the first year in a path; "" without.
func yearIn(path string) string {
	if m := yearRE.FindStringSubmatch(path); m != nil {
		return m[1]
	}
	return ""
}

// DateChoices are the days that a page offers as that of its publication.
func DateChoices(root *html.Node, opt Options) []Choice {
	r := newReader(root, opt)
	var out []Choice
	for _, g := range r.dateGroups(r.dateCandidates()) {
		d := g.cands[0].date
		d.HasTime = false
		out = append(out, g.features.choice(d.String()))
	}
	return out
}
