package meta

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// authors finds who wrote the article.
func (r *reader) authors() {
	groups := r.authorGroups(r.authorCandidates())
	best, bestScore := -1, 0.0
	for i := range groups {
		if s := groups[i].features.score(authorWeights); s > bestScore {
			best, bestScore = i, s
		}
	}
	if best < 0 {
		if best = r.signature(groups); best < 0 {
			return
		}
	}
	c := groups[best].cands[0]
	r.out.Authors = c.names
	r.out.Line = groups[best].byline()
	r.out.Byline = Value{Text: undated(r.out.Line, c.names), Source: c.source, Raw: c.raw}
}

// signature is the one name that is set off below the text, where nothing else on
// the page names an author: so Slavic and Vietnamese papers sign.
func (r *reader) signature(groups []authorGroup) int {
	if !r.signedAlone {
		return -1
	}
	return slices.IndexFunc(groups, func(g authorGroup) bool {
		words := strings.Fields(g.cands[0].names[0])
		return len(groups) == 1 && g.cands[0].kind == authorSigned && len(words) >= 2 && plainCase(words)
	})
}

// authorGroup is a set of names with all that give it.
type authorGroup struct {
	keys     []string // squashed names, sorted
	cands    []authorCandidate
	people   bool // all are names of people
	printed  bool // readers see them, or "By" stands before them, not far from the headline
	features features
}

// introduced says whether a word for an author stands before the names.
func (g *authorGroup) introduced() bool {
	return slices.ContainsFunc(g.cands, func(c authorCandidate) bool { return c.introduced })
}

// partOf says whether all of some names, and others too, stand in a list.
func partOf(some, list []string) bool {
	return len(some) < len(list) && !slices.ContainsFunc(some, func(k string) bool { return !slices.Contains(list, k) })
}

// byline is the byline as readers see it: the shortest with the word that
// introduces it, where there is one.
func (g *authorGroup) byline() string {
	best := g.cands[0].raw
	found := false
	for _, c := range g.cands {
		if c.introduced && (c.kind == authorText || c.kind == authorByline) && (!found || len(c.raw) < len(best)) {
			best, found = c.raw, true
		}
	}
	return best
}

// authorGroups puts candidates with the same names together and says what
// speaks for each.
func (r *reader) authorGroups(cands []authorCandidate) []authorGroup {
	slices.SortStableFunc(cands, func(a, b authorCandidate) int { return int(a.kind) - int(b.kind) })
	var groups []authorGroup
	for _, c := range cands {
		keys := make([]string, len(c.names))
		for i, n := range c.names {
			keys[i] = squash(n)
		}
		slices.Sort(keys)
		i := slices.IndexFunc(groups, func(g authorGroup) bool { return slices.Equal(g.keys, keys) })
		if i < 0 {
			i = len(groups)
			groups = append(groups, authorGroup{keys: keys})
		}
		groups[i].cands = append(groups[i].cands, c)
	}
	groups = slices.DeleteFunc(groups, func(g authorGroup) bool {
		return r.justTheSite(&g) || !slices.ContainsFunc(g.cands, func(c authorCandidate) bool { return c.spot == nil || !r.besideArticle(*c.spot) })
	})
	for i := range groups {
		groups[i].features = r.authorFeatures(groups, i)
	}
	for i := range groups {
		besideAuthors(&groups[i].features, groups, i)
	}
	return groups
}

// besideArticle says whether a spot stands in a box of other stories beside
// the article: what only such a box says is not believed.
func (r *reader) besideArticle(s spot) bool {
	in := r.place(s)
	return r.headline != nil && in&placeRelated != 0 && in&placeAside != 0 && in&placeAuthorBox == 0
}

// authorFeatures says what speaks for the names of group i.
func (r *reader) authorFeatures(groups []authorGroup, i int) features {
	g := &groups[i]
	f := features{{"any", 1}}
	var kinds [authorKinds]bool
	machine, introduced := false, g.introduced()
	body, nick, second := true, true, true
	first := -1
	for j := range g.cands {
		c := &g.cands[j]
		kinds[c.kind] = true
		machine = machine || c.kind.machine()
		body, nick, second = body && c.body, nick && c.nick, second && c.second
		if c.spot != nil && (first < 0 || c.order < g.cands[first].order) {
			first = j
		}
	}
	introduced = introduced || slices.ContainsFunc(groups, func(o authorGroup) bool { return partOf(o.keys, g.keys) && o.introduced() })
	n := 0
	for k, has := range kinds {
		f.add(authorKindNames[k], has)
		if has {
			n++
		}
	}
	f.add("two sources", n == 2)
	f.add("more sources", n > 2)
	f.add("introduced", introduced)
	f.add("second reading", second)
	f.add("for machines and readers", machine && first >= 0)
	f.add("for readers only", !machine)
	f.add("for machines only", first < 0)
	people := r.nameFeatures(&f, g.cands[0].names, body, nick)
	declared := kinds[authorLD] || kinds[authorLDOrg]
	tools := kinds[authorMeta] || kinds[authorMetaOther] || kinds[authorWritten]
	f.add("json-ld names people", kinds[authorLD] && people)
	f.add("nothing for machines", len(r.f.metas) == 0 && len(r.ld.nodes) == 0)
	f.add("json-ld and readers", declared && first >= 0)
	f.add("json-ld and metas", declared && tools)
	f.add("metas and readers", tools && !declared && first >= 0)
	f.add("metas alone", tools && !declared && first < 0)
	if first >= 0 {
		f.add("first seen", g.cands[first].order <= 1)
		r.bylinePlace(&f, g.cands[first].spot)
	}
	r.bareFeatures(&f, g)
	g.people = people
	g.printed = first >= 0 && r.near(*g.cands[first].spot) && r.place(*g.cands[first].spot)&(placeRelated|placeOther|placeAside) == 0
	return f
}

// nameFeatures say whether names look like those of people.
func (r *reader) nameFeatures(f *features, names []string, body, nick bool) (people bool) {
	site, single, digits, agency, desk := 0, 0, 0, 0, 0
	for _, n := range names {
		if r.isSite(n) {
			site++
		}
		words := strings.Fields(n)
		if len(words) == 1 && !strings.ContainsFunc(n, cjk) && !isAgency(n) && !r.isSite(n) {
			single++
		}
		if strings.ContainsFunc(n, unicode.IsDigit) {
			digits++
		}
		if isAgency(n) {
			agency++
		}
		if slices.ContainsFunc(words, func(w string) bool { return roles[strings.ToLower(strings.Trim(w, ".,"))] }) {
			desk++
		}
	}
	f.add("the site", site == len(names))
	f.add("the site, called like a person", site == len(names) && len(names) == 1 && r.personsSite(names[0]))
	f.add("an organisation", body && site < len(names))
	f.add("an agency", agency == len(names))
	f.add("a desk", desk == len(names) && !body)
	f.add("an organisation with a desk", desk > 0 && body)
	f.add("a nickname", nick)
	f.add("one word", single == len(names) && !nick)
	f.add("digits", digits > 0)
	f.add("two names", len(names) == 2)
	f.add("three names", len(names) == 3)
	f.add("many names", len(names) > 3)
	f.add("several names, some of one word", single > 0 && len(names) > 1)
	if site == len(names) && len(names) == 1 && r.personsSite(names[0]) {
		site = 0
	}
	return !body && !nick && site == 0 && single == 0 && desk == 0 && agency < len(names)
}

// personsSite says whether the site is at an address that is a person's name.
func (r *reader) personsSite(name string) bool {
	words := strings.Fields(name)
	return r.opt.URL != nil && (len(words) == 2 || len(words) == 3) && personal(words) && longestLabel(r.opt.URL.Hostname()) == squash(name)
}

// bylinePlace says where readers see a byline first.
func (r *reader) bylinePlace(f *features, s *spot) {
	in := r.place(*s)
	f.add("in aside", in&placeAside != 0)
	f.add("in list", in&placeList != 0)
	f.add("in footer", in&placeFooter != 0)
	f.add("in related", in&(placeRelated|placeOther) != 0)
	f.add("in author box", in&placeAuthorBox != 0)
	f.add("in article", s.in&placeArticle != 0)
	switch d := s.at - r.f.firstH1; {
	case r.f.firstH1 < 0:
		f.add("no headline", true)
	case d < -300:
		f.add("far before headline", true)
	case d < 0:
		f.add("before headline", true)
	case d <= 150:
		f.add("right after headline", true)
	case d <= 900:
		f.add("after headline", true)
	default:
		f.add("far after headline", true)
	}
}

// besideAuthors compares a list of names with the other lists of the page.
func besideAuthors(f *features, groups []authorGroup, i int) {
	g := &groups[i]
	machine := slices.ContainsFunc(g.cands, func(c authorCandidate) bool { return c.kind.machine() })
	bare := !slices.ContainsFunc(g.cands, func(c authorCandidate) bool { return c.kind != authorBare && c.kind != authorSigned })
	byline := false
	part, partLD, whole, other, persons, short, long := false, false, false, false, false, false, false
	for j := range groups {
		if j == i {
			continue
		}
		o := &groups[j]
		n := 0
		for _, k := range g.keys {
			if slices.Contains(o.keys, k) {
				n++
			}
		}
		if n == len(g.keys) && n < len(o.keys) {
			part = true
			partLD = partLD || o.cands[0].kind == authorLD && !o.cands[0].body && !machine
		}
		whole = whole || n == len(o.keys) && n < len(g.keys)
		other = other || n == 0 && o.cands[0].kind.machine() && !o.cands[0].body
		persons = persons || n == 0 && !g.people && o.people && o.printed
		byline = byline || n == 0 && bare && o.people && slices.ContainsFunc(o.cands, func(c authorCandidate) bool { return c.introduced || c.kind == authorByline })
		short = short || shortFor(g, o) && o.people
		long = long || shortFor(o, g) && g.people
	}
	f.add("no person, and people are printed", persons)
	f.add("bare, and there is a byline", byline)
	f.add("short for another", short)
	f.add("long for another", long)
	f.add("part of another", part)
	f.add("part of json-ld's", partLD)
	f.add("more than another", whole)
	f.add("people, more than another", whole && g.people)
	f.add("machines are told another", other && !machine)
	f.add("machines are told two", other && machine)
	f.add("the only names", len(groups) == 1)
}

// shortFor says whether one name is the first word of the other, as "Jane" is
// of "Jane Roe".
func shortFor(a, b *authorGroup) bool {
	if len(a.keys) != 1 || len(b.keys) != 1 {
		return false
	}
	one, other := a.cands[0].names[0], b.cands[0].names[0]
	return !strings.Contains(one, " ") && strings.HasPrefix(other, one+" ")
}

// AuthorChoices are the lists of names that a page offers as its authors.
func AuthorChoices(root *html.Node, opt Options) []Choice {
	r := newReader(root, opt)
	var out []Choice
	for _, g := range r.authorGroups(r.authorCandidates()) {
		out = append(out, g.features.choice(strings.Join(g.cands[0].names, "; ")))
	}
	return out
}

// withoutSite leaves out the site where there are people too.
func (r *reader) withoutSite(names []string) []string {
	var out []string
	for _, n := range names {
		if !r.isSite(n) {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		return names
	}
	return out
}

// elsewhere are places whose names are not the article's authors.
const elsewhere = placeComment | placeRelated | placeNav | placeFooter | placeOther | placeFigure | placeHidden

// place is what a spot stands in and the headline doesn't: names of elements
// around the whole page say nothing.
func (r *reader) place(s spot) place {
	if r.headline != nil {
		return s.in &^ r.headline.in
	}
	return s.in
}

// reach is how much text may lie between the headline and a byline, in characters.
const reach = 2200

// near says whether a spot stands not far from the headline; without one,
// anything is near.
func (r *reader) near(s spot) bool {
	if r.f.firstH1 < 0 {
		return true
	}
	d := s.at - r.f.firstH1
	return d > -700 && d < reach || s.in&placeArticle != 0
}
