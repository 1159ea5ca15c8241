package meta

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// authorCandidate is a list of names from one source.
type authorCandidate struct {
	names  []string
	raw    string
	source string
	weight float64
}

// authors gathers candidates and ranks them: by source, and by how many other
// sources say the same.
func (r *reader) authors() {
	cands := r.authorCandidates()
	best, bestScore := -1, 0.0
	for i, c := range cands {
		s := c.weight
		for j, o := range cands {
			if i != j {
				s += 0.4 * o.weight * overlapNames(c.names, o.names)
			}
		}
		if s > bestScore {
			best, bestScore = i, s
		}
	}
	if best < 0 || bestScore < 0.3 {
		return
	}
	c := cands[best]
	r.out.Authors = c.names
	r.out.Byline = Value{Text: c.raw, Source: c.source, Raw: c.raw}
}

// overlapNames is the share of names that two lists have in common.
func overlapNames(a, b []string) float64 {
	n := 0
	for _, x := range a {
		for _, y := range b {
			if squash(x) == squash(y) {
				n++
				break
			}
		}
	}
	return 2 * float64(n) / float64(len(a)+len(b))
}

// people is Names, remembered: the same byline stands in several places.
func (r *reader) people(s string) []string {
	names, ok := r.known[s]
	if !ok {
		names = Names(s, "")
		r.known[s] = names
	}
	return names
}

// declared is the weight from which on a source says outright who the author
// is: then an organisation, and even the site, is believed when it is all
// there is.
const declared = 0.8

func (r *reader) authorCandidates() []authorCandidate {
	var out []authorCandidate
	add := func(raw []string, source string, weight float64) {
		var names []string
		for _, s := range raw {
			for _, n := range r.people(s) {
				if weight >= declared || !r.isSite(n) {
					names = appendNew(names, n)
				}
			}
		}
		if len(names) == 0 && weight >= declared {
			for _, s := range raw {
				if n := organisation(s); n != "" {
					names = appendNew(names, n)
					weight *= 0.6
				}
			}
		}
		if len(names) > 0 && r.allSite(names) {
			weight *= 0.5
		} else if len(names) > 1 {
			names = r.withoutSite(names)
		}
		if len(names) > 0 {
			out = append(out, authorCandidate{names, cleanText(strings.Join(raw, ", ")), source, weight})
		}
	}
	if r.node != nil {
		people, orgs := r.ldPeople(r.node["author"], 0)
		add(people, "json_ld:$.author", 1.2)
		if len(people) == 0 {
			add(orgs, "json_ld:$.author", 0.5)
		}
		if r.node["author"] == nil {
			people, _ = r.ldPeople(r.node["creator"], 0)
			add(people, "json_ld:$.creator", 0.9)
		}
	}
	for _, m := range []struct {
		name   string
		weight float64
	}{{"author", 0.9}, {"article:author", 0.8}, {"article:author_name", 0.8}, {"sailthru.author", 1}, {"parsely-author", 1}, {"dc.creator", 0.8}, {"dcterms.creator", 0.8}, {"citation_author", 1.1}, {"byl", 1}, {"cxenseparse:author", 0.8}, {"og:article:author", 0.7}, {"dc.contributor", 0.4}, {"authors", 0.8}, {"mrf:authors", 0.9}, {"article_author", 0.7}, {"cse_author", 0.7}} {
		var raw []string
		for _, v := range r.metaAll(m.name) {
			if !strings.Contains(v, "://") && !strings.HasPrefix(v, "www.") {
				raw = append(raw, v)
			}
		}
		add(raw, "meta:"+m.name, m.weight)
	}
	r.onlyPerson(add)
	r.labelledMeta(add)
	r.bylineSpots(add)
	return out
}

func (r *reader) allSite(names []string) bool {
	for _, n := range names {
		if !r.isSite(n) {
			return false
		}
	}
	return true
}

// withoutSite leaves out the site where there are people too.
func (r *reader) withoutSite(names []string) []string {
	var out []string
	for _, n := range names {
		if !r.isSite(n) {
			out = append(out, n)
		}
	}
	return out
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
			} else {
				people = append(people, name)
			}
		case []any, ldNode:
			return r.ldPeople(name, depth+1)
		}
	}
	return people, orgs
}

// onlyPerson takes the one person whom a page's JSON-LD describes, where the
// article's own node names nobody: so WordPress plugins put its author.
func (r *reader) onlyPerson(add func([]string, string, float64)) {
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
		add([]string{name}, "json_ld:Person.name", 0.7)
	}
}

var writtenBy = wordSet("written verfasst geschrieben escrito écrit scritto geschreven skrevet skriven autor author автор napisane par kirjoittanut")

// labelledMeta reads twitter:label1 and twitter:data1, where WordPress puts
// "Written by".
func (r *reader) labelledMeta(add func([]string, string, float64)) {
	for _, k := range []string{"1", "2"} {
		label, _ := r.meta("twitter:label" + k)
		first, _, _ := strings.Cut(strings.ToLower(label), " ")
		if writtenBy[first] {
			v, n := r.meta("twitter:data" + k)
			add([]string{v}, "meta:"+n, 0.9)
		}
	}
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

// bylineSpots reads the bylines on the page itself.
func (r *reader) bylineSpots(add func([]string, string, float64)) {
	groups := map[string][]string{}
	var order []string
	weight := map[string]float64{}
	push := func(key, text string, w float64) {
		if _, ok := groups[key]; !ok {
			order = append(order, key)
			weight[key] = w
		}
		groups[key] = append(groups[key], text)
	}
	for _, p := range r.f.props {
		if (p.key == "author" || p.key == "schema:author" || p.key == "dc:creator" || p.key == "creator" || p.key == "author name") && r.place(p)&elsewhere == 0 {
			if t := r.propName(p); t != "" {
				push("microdata:author", t, 0.9)
			}
		}
	}
	for _, b := range r.f.bylines {
		if r.place(b)&elsewhere != 0 || !r.near(b) {
			continue
		}
		t := dom.Text(b.node)
		if n := utf8.RuneCountInString(t); n < 3 || n > 150 {
			continue
		}
		switch {
		case b.key == "rel=author":
			push("css:[rel=author]", t, 0.9)
		case b.key == "href":
			push("css:a[href*=author]", t, 0.6)
		case b.node.DataAtom != atom.Body && b.node.DataAtom != atom.Article:
			w := 0.6
			if strings.Contains(b.key, "byline") {
				w = 0.7
			}
			if introduced(t) {
				w += 0.3
			}
			key := "css:." + firstClass(b.key)
			if inner := innerNames(b.node); len(inner) > 0 {
				for _, n := range inner {
					push(key, n, w)
				}
				continue
			}
			if strings.Contains(b.key, "bio") || strings.Contains(b.key, "avatar") || strings.Contains(b.key, "title") && !strings.Contains(b.key, "name") || strings.Contains(b.key, "image") {
				w = 0.3
			}
			push(key, t, w)
		}
	}
	r.bylineText(push)
	for i, key := range order {
		if i > 12 {
			break
		}
		list := groups[key]
		if len(list) > 6 {
			continue // a list of other stories
		}
		add(list, key, weight[key])
	}
}

// innerNames are the names that a byline's own links and name elements hold:
// surer than its whole text, where roles and dates stand beside them.
func innerNames(n *html.Node) []string {
	var out []string
	for d := range dom.Elements(n) {
		class := strings.ToLower(dom.Attr(d, "class") + " " + dom.Attr(d, "itemprop"))
		link := d.DataAtom == atom.A && (authorHref(dom.Attr(d, "href")) || strings.Contains(dom.Attr(d, "rel"), "author"))
		named := strings.Contains(class, "name") && !strings.Contains(class, "username") || strings.HasPrefix(class, "fn ")
		if !link && !named {
			continue
		}
		t := dom.Text(d)
		if c := utf8.RuneCountInString(t); c >= 3 && c <= 60 && len(strings.Fields(t)) <= 6 {
			if len(out) == 0 || !strings.Contains(out[len(out)-1], t) && !strings.Contains(t, out[len(out)-1]) {
				out = append(out, t)
			}
		}
		if len(out) > 8 {
			return nil
		}
	}
	return out
}

// bylineText reads texts that begin like a byline, wherever they stand near
// the headline: "By Jane Doe", or "By" with the name in the element after it.
func (r *reader) bylineText(push func(key, text string, w float64)) {
	n := 0
	for _, t := range r.f.bylineTexts {
		if r.place(t)&(elsewhere|placeAside) != 0 {
			continue
		}
		weight := 0.8
		if !r.near(t) { // at the end of the text: the whole of a short block
			if weight = 0.55; len(t.key) > 40 {
				continue
			}
		}
		text := t.key
		for up := t.node.Parent; up != nil && utf8.RuneCountInString(text) < 25 && prefixes.ReplaceAllString(text+" ", "") == ""; up = up.Parent {
			text = dom.Text(up)
		}
		if utf8.RuneCountInString(text) > 90 || !introduced(text) {
			continue
		}
		words := strings.Fields(prefixes.ReplaceAllString(text, ""))
		if len(words) == 0 || len(words) > 14 || !capitalised(words[0]) {
			continue
		}
		if n++; n > 3 {
			return
		}
		if weight < 0.8 && (len(words) > 4 || len(words) < 2) {
			continue
		}
		push("text:"+strings.ToLower(strings.Fields(text)[0]), text, weight)
	}
}

func introduced(t string) bool { return prefixes.MatchString(t) }

func firstClass(k string) string {
	if f := strings.Fields(k); len(f) > 0 {
		return f[0]
	}
	return k
}

// propName is the name that an itemprop=author element gives.
func (r *reader) propName(p spot) string {
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

// reach is how much text may lie between the headline and a byline, in bytes.
const reach = 3000

// near says whether a spot stands not far from the headline; without one,
// anything is near.
func (r *reader) near(s spot) bool {
	if r.f.firstH1 < 0 {
		return true
	}
	d := s.at - r.f.firstH1
	return d > -1500 && d < reach || s.in&placeArticle != 0
}
