package meta

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// authorCandidate is a list of names from one source.
type authorCandidate struct {
	names  []string
	raw    string
	source string
	kind   authorKind
	spot   *spot // where readers see it; nil for what only machines read
	order  int   // among the bylines that readers see

	introduced bool // a word such as "By" stands before
	body       bool // no person, but a desk, a team or an agency
	second     bool // the same text reads as names of people too
	nick       bool // a name such as users of a forum have
	bare       *bareName
}

// authorKind is a kind of source.
type authorKind uint8

const (
	authorLD        authorKind = iota // author of the article's node
	authorLDOrg                       // the same, an organisation
	authorLDCreator                   // its creator
	authorLDPerson                    // the one person that the page's JSON-LD describes
	authorMeta                        // <meta name=author>
	authorMetaOther                   // the metas of measuring tools, and the like
	authorWritten                     // a labelled meta: "Written by"
	authorMicrodata
	authorRel    // rel=author
	authorHref   // a link to an author's page
	authorByline // an element called byline
	authorClass  // an element whose name promises an author
	authorText   // a text that begins with a word such as "By"
	authorBare   // a line of a name alone, near the headline
	authorSigned // the same, below the text
	authorKinds
)

// authorKindNames are their features.
var authorKindNames = [authorKinds]string{"json-ld", "json-ld organisation", "json-ld creator", "json-ld person", "meta author", "meta other", "meta written by", "microdata", "rel=author", "author link", "byline", "class", "text", "bare", "signature"}

// machine says whether a kind of source is for machines alone.
func (k authorKind) machine() bool { return k <= authorWritten }

// authorMetas are the metas besides "author" that name authors.
var authorMetas = []string{"article:author", "article:author_name", "sailthru.author", "parsely-author", "dc.creator", "dcterms.creator", "citation_author", "byl", "cxenseparse:author", "og:article:author", "dc.contributor", "authors", "mrf:authors", "article_author", "cse_author"}

// authorCollector gathers candidates.
type authorCollector struct {
	r    *reader
	list []authorCandidate
	seen int // bylines that readers see
}

func (r *reader) authorCandidates() []authorCandidate {
	c := authorCollector{r: r}
	c.fromLD()
	c.fromMetas()
	c.fromProps()
	c.fromBylines()
	c.fromTexts()
	c.fromIntroduced()
	c.fromBare()
	return c.list
}

// add reads the names of a byline, or of several that belong together. Where
// they may also be the name of one organisation, both readings are candidates.
func (c *authorCollector) add(raw []string, source string, kind authorKind, s *spot) {
	if len(raw) == 0 {
		return
	}
	cand := authorCandidate{raw: cleanText(strings.Join(raw, ", ")), source: source, kind: kind, spot: s, order: c.seen}
	var first *bylineReading
	for i, t := range raw {
		if s != nil { // machines are told names alone, and Na, Nga and Per are names, too
			t = c.r.withoutIntroduction(t)
		}
		b := c.r.readByline(t)
		if i == 0 {
			first = b
		}
		cand.introduced = cand.introduced || b.introduced || kind == authorText
		for _, n := range b.names {
			cand.names = appendNew(cand.names, n)
		}
	}
	if len(cand.names) > 1 {
		cand.names = c.r.withoutSite(cand.names)
	}
	if len(cand.names) > 0 {
		c.list = append(c.list, cand)
	} else if first.nick != "" {
		cand.names, cand.nick = []string{first.nick}, true
		c.list = append(c.list, cand)
	}
	if n := first.body; n != "" && len(raw) == 1 && !(len(cand.names) == 1 && squash(cand.names[0]) == squash(n)) {
		cand.second = len(cand.names) > 0
		cand.names, cand.body, cand.nick = []string{n}, true, false
		c.list = append(c.list, cand)
	}
	if s != nil {
		c.seen++
	}
}

// bylineReading is what a byline says, however it is read.
type bylineReading struct {
	names      []string
	body       string // an organisation's name
	nick       string
	introduced bool
}

// betweenHan is the space between two Chinese names. Japanese ones have one in
// the middle.
var betweenHan = pattern.MustCompile(`(\p{Han}{2,4})[ \x{3000}](\p{Han}{2,4})$`)

// readByline reads a byline, and remembers it: the same one stands in several
// places.
func (r *reader) readByline(s string) *bylineReading {
	b := r.known[s]
	if b == nil {
		text, lang := cleanText(s), base(r.out.Language.Text)
		if lang == "tr" || lang == "az" {
			text = turkishCased(text)
		}
		c := cutByline(text)
		if lang == "zh" {
			c.bare, c.core = betweenHan.ReplaceAllString(c.bare, "$1、$2"), betweenHan.ReplaceAllString(c.core, "$1、$2") // two people
		}
		b = &bylineReading{names: c.names(""), body: c.organisation(), introduced: c.bare != c.clean}
		if len(b.names) == 0 {
			b.nick = nickname(s)
		}
		r.known[s] = b
	}
	return b
}

// withoutIntroduction takes the word off a byline that introduces authors in the
// page's language alone.
func (r *reader) withoutIntroduction(s string) string {
	s = cleanText(s)
	word := introducing[base(r.out.Language.Text)]
	if word != "" && len(s) > len(word) && strings.EqualFold(s[:len(word)], word) && capitalised(s[len(word):]) && strings.Contains(s[len(word):], " ") {
		return s[len(word):]
	}
	return s
}

func (c *authorCollector) fromLD() {
	r := c.r
	if r.node != nil {
		people, orgs := r.ldPeople(r.node["author"], 0)
		c.add(people, r.nodeSource("author"), authorLD, nil)
		if len(people) == 0 {
			c.add(orgs, r.nodeSource("author"), authorLDOrg, nil)
		}
		if r.node["author"] == nil {
			people, _ = r.ldPeople(r.node["creator"], 0)
			c.add(people, r.nodeSource("creator"), authorLDCreator, nil)
		}
	}
	if n := r.medium(); n != nil && r.node == nil {
		people, _ := r.ldPeople(n["author"], 0)
		if len(people) == 0 {
			people, _ = r.ldPeople(n["creator"], 0)
		}
		c.add(people, "json_ld:"+types(n)[0]+".author", authorLD, nil)
	}
	c.onlyPerson()
}

// onlyPerson takes the one person whom a page's JSON-LD describes, where the
// article's own node names nobody: so WordPress plugins put its author.
func (c *authorCollector) onlyPerson() {
	r := c.r
	if r.node != nil && r.node["author"] != nil {
		return
	}
	name := ""
	for _, n := range r.ld.nodes {
		if !isType(n, "Person") {
			continue
		}
		s := r.ld.str(n["name"])
		if s == "" || name != "" && s != name {
			return
		}
		name = s
	}
	if name != "" {
		c.add([]string{name}, "json_ld:Person.name", authorLDPerson, nil)
	}
}

func (c *authorCollector) fromMetas() {
	named := func(name string) (raw []string) {
		for _, v := range c.r.metaAll(name) {
			if !strings.Contains(v, "://") && !strings.HasPrefix(v, "www.") {
				raw = append(raw, v)
			}
		}
		return raw
	}
	c.add(named("author"), "meta:author", authorMeta, nil)
	for _, name := range authorMetas {
		c.add(named(name), "meta:"+name, authorMetaOther, nil)
	}
	c.labelledMeta()
}

var writtenBy = wordSet("written verfasst geschrieben escrito écrit scritto geschreven skrevet skriven autor author автор napisane par kirjoittanut")

// labelledMeta reads twitter:label1 and twitter:data1, where WordPress puts
// "Written by".
func (c *authorCollector) labelledMeta() {
	for _, k := range []string{"1", "2"} {
		label, _ := c.r.meta("twitter:label" + k)
		first, _, _ := strings.Cut(strings.ToLower(label), " ")
		if writtenBy[first] {
			if v, n := c.r.meta("twitter:data" + k); v != "" {
				c.add([]string{v}, "meta:"+n, authorWritten, nil)
			}
		}
	}
}

// together is how far from each other, in characters of text, two bylines stand at
// most that are one list.
const together = 40

// maxBylines bounds how many groups of bylines are looked at.
const maxBylines = 16

// namedSpot is a byline's text and where it stands.
type namedSpot struct {
	text string
	spot *spot
}

// addSpots adds bylines of one kind, those from one source that stand
// together as one.
func (c *authorCollector) addSpots(list []namedSpot, source func(*spot) string, kind authorKind) {
	slices.SortStableFunc(list, func(a, b namedSpot) int { return strings.Compare(source(a.spot), source(b.spot)) })
	var groups [][]namedSpot
	for i, s := range list {
		if i > 0 && source(s.spot) == source(list[i-1].spot) && s.spot.at-list[i-1].spot.at < together+utf8.RuneCountInString(s.text) {
			groups[len(groups)-1] = append(groups[len(groups)-1], s)
		} else {
			groups = append(groups, []namedSpot{s})
		}
	}
	slices.SortStableFunc(groups, func(a, b []namedSpot) int { return a[0].spot.order - b[0].spot.order })
	for _, g := range groups {
		if c.seen >= maxBylines {
			return
		}
		if len(g) > 8 {
			continue // a list of other stories
		}
		raw := make([]string, len(g))
		for i := range g {
			raw[i] = g[i].text
		}
		c.add(raw, source(g[0].spot), kind, g[0].spot)
	}
}

func (c *authorCollector) fromProps() {
	var list []namedSpot
	for i := range c.r.f.props {
		p := &c.r.f.props[i]
		switch p.key {
		case "author", "schema:author", "dc:creator", "creator":
			if c.r.place(*p)&(elsewhere&^placeFooter) != 0 {
				continue
			}
			if t := propName(*p); t != "" {
				list = append(list, namedSpot{t, p})
			}
		}
	}
	c.addSpots(list, func(*spot) string { return "microdata:author" }, authorMicrodata)
}

// fromBylines reads the elements whose names or links promise an author.
func (c *authorCollector) fromBylines() {
	var rel, href, byline, class []namedSpot
	for i := range c.r.f.bylines {
		b := &c.r.f.bylines[i]
		if c.isLabel(b.node) || c.r.place(*b)&notHere != 0 || !c.r.nearByline(*b) || othersWork(b.node) {
			continue
		}
		t := dom.ShortText(b.node, 600)
		if n := utf8.RuneCountInString(t); n < 2 || n > 150 {
			continue
		}
		switch {
		case b.key == "rel=author":
			rel = append(rel, inner(t, b)...)
		case b.key == "href":
			href = append(href, inner(t, b)...)
		case b.node.DataAtom == atom.Body || b.node.DataAtom == atom.Article:
		case strings.Contains(b.key, "bio") || strings.Contains(b.key, "notes") || strings.Contains(b.key, "avatar") || strings.Contains(b.key, "title") && !strings.Contains(b.key, "name") || strings.Contains(b.key, "image"):
		case strings.Contains(b.key, "byline"):
			byline = append(byline, inner(t, b)...)
		default:
			class = append(class, inner(t, b)...)
		}
	}
	for i := range c.r.f.labelled {
		if l := &c.r.f.labelled[i]; c.r.place(*l)&notHere == 0 && c.r.nearByline(*l) {
			byline = append(byline, firstValue(l)...)
		}
	}
	named := func(s *spot) string { return "css:." + firstClass(s.key) }
	c.addSpots(rel, func(*spot) string { return "css:[rel=author]" }, authorRel)
	c.addSpots(href, func(*spot) string { return "css:a[href*=author]" }, authorHref)
	c.addSpots(byline, named, authorByline)
	c.addSpots(class, named, authorClass)
}

// nearByline says whether a byline's place may be the article's: by the headline,
// or right below the text.
func (r *reader) nearByline(s spot) bool {
	return r.near(s) || s.in&placeAuthorBox != 0 || r.place(s)&elsewhere == 0 && r.endsText(&s)
}

// maxPrinted is the longest text, in characters, that is read as a byline with
// nothing to say so in the markup.
const maxPrinted = 90

// fromTexts reads texts that begin like a byline, wherever they stand near
// the headline: "By Jane Doe", or "By" with the name in the element after it.
func (c *authorCollector) fromTexts() {
	r := c.r
	n := 0
	for i := range r.f.bylineTexts {
		t := &r.f.bylineTexts[i]
		if r.place(*t)&(elsewhere|placeAside) != 0 || r.headline != nil && within(t.node, r.headline.node) {
			continue
		}
		near := r.near(*t)
		if !near && len(t.key) > 40 { // at the end of the text: the whole of a short block
			continue
		}
		text := wholeByline(t)
		if utf8.RuneCountInString(text) > maxPrinted {
			text = lineParts(text)[0]
		}
		if text != t.key && (t.inside() || strings.HasPrefix(t.key, text)) && !namesSomebody(text) {
			continue
		}
		if utf8.RuneCountInString(text) > maxPrinted || !introduced(text) && !beforeRank.MatchString(text) {
			continue
		}
		words := withoutJob(strings.Fields(withoutPrefix(text)))
		if text == t.key && authorWord.MatchString(text) && !strings.Contains(strings.ToLower(text), " by ") {
			continue // "author Jane Roe says": somebody whom the text is about
		}
		if len(words) == 0 || len(words) > 14 || !capitalised(words[0]) && !c.isUser(text) || !near && (len(words) > 4 || len(words) < 2) {
			continue
		}
		if n++; n > 4 {
			return
		}
		c.add([]string{text}, "text:"+strings.ToLower(strings.Fields(text)[0]), authorText, t)
	}
}

// postedBy is what stands before the names of a site's users.
var postedBy = pattern.MustCompile(`(?i)^(?:posted|submitted|published|written|uploaded|added|geschrieben|eingereicht|veröffentlicht|publicado|enviado|escrito|publié|soumis|inviato|pubblicato|geplaatst) (?:by|von|por|par|da|door) `)

// isUser says whether a byline names one of the site's users by the name of an
// account.
func (c *authorCollector) isUser(text string) bool {
	if !postedBy.MatchString(text) {
		return false
	}
	b := c.r.readByline(text)
	return b.nick != "" || len(b.names) == 1 && !strings.Contains(b.names[0], " ")
}

// ldPeople are the names of an author's value, people and organisations
// apart.
func (r *reader) ldPeople(v any, depth int) (people, orgs []string) {
	if depth > 4 {
		return nil, nil
	}
	switch v := r.ld.resolve(v).(type) {
	case string:
		if !strings.Contains(v, "://") {
			people = append(people, v)
		}
	case []any:
		for _, e := range v {
			p, o := r.ldPeople(e, depth+1)
			people, orgs = append(people, p...), append(orgs, o...)
		}
	case ldNode:
		if v["name"] == nil {
			given, _ := v["givenName"].(string)
			family, _ := v["familyName"].(string)
			if full := strings.TrimSpace(given + " " + family); full != "" {
				return append(people, full), orgs
			}
		}
		switch name := v["name"].(type) {
		case string:
			if isType(v, "Organization", "NewsMediaOrganization", "WebSite", "Corporation") {
				orgs = append(orgs, name)
			} else if isType(v, "Person") {
				people = append(people, cased(name))
			} else {
				people = append(people, name)
			}
		case []any, ldNode:
			return r.ldPeople(name, depth+1)
		}
	}
	return people, orgs
}

// fromIntroduced are names behind words that introduce authors in the page's
// language alone, near the headline.
func (c *authorCollector) fromIntroduced() {
	r := c.r
	for i := range r.f.namedTexts {
		t := &r.f.namedTexts[i]
		if r.place(*t)&(elsewhere|placeAside) == 0 && r.near(*t) {
			c.add([]string{t.key}, "text:"+r.f.lang, authorText, t)
			return
		}
	}
}

func introduced(t string) bool { return mayBegin(t) && prefixes.FindFolded(t) != nil }

func firstClass(k string) string {
	if f := strings.Fields(k); len(f) > 0 {
		return f[0]
	}
	return k
}

// propName is the name that an itemprop=author element gives.
func propName(p spot) string {
	if c := dom.Attr(p.node, "content"); c != "" {
		return c
	}
	for d := range dom.Elements(p.node) {
		if strings.EqualFold(dom.Attr(d, "itemprop"), "name") {
			if c := dom.Attr(d, "content"); c != "" {
				return c
			}
			return dom.Text(d)
		}
	}
	return dom.Text(p.node)
}
