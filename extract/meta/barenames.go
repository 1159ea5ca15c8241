package meta

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// Many pages print their author with no word before the name and nothing in
// the markup that promises one: in a line of its own under the headline, with
// the date or the author's job beside it, or as a signature below the text.

// SourceBare is the source of authors who stand in a line of their own, with
// nothing to say that they are.
const SourceBare = "text:name"

// maxBare bounds how many such texts are kept.
const maxBare = 300

// bareLike is a cheap look at whether a text may be names, jobs and dates
// alone: short, a few words that all begin with a capital or a digit.
func bareLike(s string) bool {
	if len(s) < 5 || len(s) > 100 {
		return false
	}
	words, capitals := 0, 0
	begin, number := true, false // the word before has a digit: a month may follow
	for _, r := range s {
		if r == ' ' || r == '\u00a0' || r == '\n' || r == '\t' {
			begin = true
			continue
		}
		if begin {
			words++
			switch {
			case unicode.IsUpper(r):
				capitals++
			case unicode.IsLower(r):
				if words == 1 {
					return false
				}
				if !number {
					capitals--
				}
			}
			begin, number = false, false
		}
		number = number || r >= '0' && r <= '9'
		if r == '?' || r == '!' || r == '%' || r == '$' || r == '€' || r == '@' || r == '"' || r == '“' {
			return false
		}
	}
	return words >= 2 && words <= 14 && capitals >= 2
}

// bareName is what a bare line says.
type bareName struct {
	names []string
	dated bool
	job   bool
}

var bareParts = regexp.MustCompile(`\s*(?:[|•·,;/\n]|\s[–—-]\s)\s*`)

// readBare parts a line and is false when it says anything else than names,
// jobs and dates.
func readBare(s string) (b bareName, ok bool) {
	for _, part := range bareParts.Split(strings.Trim(s, " |•·–—-,"), 8) {
		words := strings.Fields(part)
		switch {
		case len(words) == 0:
		case strings.ContainsAny(part, "0123456789"):
			if utf8.RuneCountInString(part) > 40 {
				return b, false
			}
			b.dated = true
		case namesJob(part) && (len(b.names) > 0 || len(words) == 1):
			b.job = true
		case len(words) == 1 && notNames[strings.ToLower(strings.Trim(part, ".:"))]:
		default:
			if len(words) < 2 || len(words) > 4 || !personal(words) {
				return b, false
			}
			list := Names(part, "")
			if len(list) != 1 || squash(list[0]) != squash(part) {
				return b, false
			}
			b.names = appendNew(b.names, list[0])
		}
	}
	return b, len(b.names) > 0 && len(b.names) <= 3
}

// personal says whether words look like a person's name and not like a
// heading's: letters alone, none of them in capitals throughout but the
// initials, the first and the last with a capital.
func personal(words []string) bool {
	for i, w := range words {
		for _, r := range w {
			if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("-.'’", r) {
				return false
			}
		}
		if (i == 0 || i == len(words)-1) && !capitalised(w) || notNames[strings.ToLower(w)] || headingWords[strings.ToLower(w)] && !(i > 0 && w == "An") {
			return false
		}
	}
	return !roles[strings.ToLower(words[0])]
}

// headingWords are words of headings, labels and buttons that stand near
// headlines in capitals, and of clubs, and are hardly anybody's name.
var headingWords = wordSet(`fc afc vfb vfl tsv fsv ssv bsc cf the a an of and or to for with our your my we you us this that how what why who when where new best top more most all also related latest popular recent key main quick free next previous back last first
	contents table introduction overview conclusion summary highlights takeaways topics topic section sections story stories guide guides tips tools resources insights insight report reports research data law legal policy privacy terms cookie cookies use media market markets marketing real estate home house health care wellness food drink recipes recipe life style living world local national international global us uk eu american european breaking live tv radio podcast podcasts events event news opinion review reviews interview feature features special case study studies white paper papers product products customer customers support contact get started start learn sign in up download watch listen play book buy shop sale deal deals gift add save print email share follow join donate account my login register
	reset password settings profile status index checkout shipping returns warranty availability recruitment hiring careers membership pricing demo trial webinar ebook template templates calculator quiz survey request appointment reservation gallery photos videos directions location locations hours address copyright reserved version updates release changelog documentation docs api reference manual faq forum community network partners investors awards testimonials clients portfolio projects thoughts
	university college school institute department center centre street avenue road park city county state north south east west saint mount lake river united states kingdom new york los angeles san francisco washington london paris berlin getty images credit caption courtesy
	und oder mit für der die das ein eine mehr neue alle zum zur im über uns impressum datenschutz inhalt themen thema ratgeber startseite lager lieferbar verfügbar warenkorb bestellen kasse konto passwort einstellungen versand auf`)

// block is the nearest element around a text that stands on lines of its own.
func block(n *html.Node) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if dom.Block(p) || p.DataAtom == atom.Body {
			return p
		}
	}
	return nil
}

// marked says whether a text below a block is set off as signatures are: in
// other letters, or to the right.
func marked(n, block *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.DataAtom {
		case atom.Em, atom.I, atom.B, atom.Strong, atom.Cite, atom.Small:
			return true
		}
		style := dom.Attr(p, "style")
		if dom.Attr(p, "align") == "right" || strings.Contains(style, "right") && strings.Contains(style, "text-align") {
			return true
		}
		if p == block {
			break
		}
	}
	return false
}

// How far, in characters of text, a bare line may stand before and after the
// headline, and from where on it may be a signature.
const (
	bareBefore    = 300
	bareAfter     = 700
	saidAfter     = 1500 // with a job and a date
	signatureFrom = 800
)

// fromBare reads the bare lines around the headline, and the last that looks
// like a signature.
func (c *authorCollector) fromBare() {
	r := c.r
	if r.headline == nil {
		return
	}
	signatures, n := 0, 0
	var last *spot
	var signed bareName
	for i := range r.f.bare {
		s := &r.f.bare[i]
		if r.place(*s)&(elsewhere|placeList) != 0 {
			continue
		}
		d := s.at - r.headline.at
		switch {
		case d > -bareBefore && d < saidAfter && n < 4:
			if within(s.node, r.headline.node) || r.f.firstH1 < 0 && r.belowText(s) || isDateline(s.node) {
				continue
			}
			if name, ok := readBare(s.key); ok && (d < bareAfter || name.job && name.dated) && !placed.MatchString(dom.Attr(s.node.Parent, "class")) && !c.readWith(name.names, s.node) {
				n++
				c.addBare(name, s, authorBare)
			}
		case d > signatureFrom && isSignature(s):
			if name, ok := readBare(s.key); ok && len(name.names) == 1 && !name.dated {
				signatures++
				last, signed = s, name
			}
		}
	}
	if signatures > 0 && signatures <= 2 {
		c.addBare(signed, last, authorSigned)
		r.signedAlone = signatures == 1 && r.endsText(last)
	}
}

// plainCase says whether words have no capitals but their first letters and those
// behind a mark or a Scottish beginning: nicknames have.
func plainCase(words []string) bool {
	for _, w := range words {
		before := rune(' ')
		for i, r := range scotsOff.Replace(w) {
			if i > 0 && unicode.IsUpper(r) && unicode.IsLetter(before) {
				return false
			}
			before = r
		}
	}
	return true
}

// scotsOff takes off the beginnings of names behind which a capital stands.
var scotsOff = strings.NewReplacer("Mac", "", "Mc", "", "De", "", "Di", "", "La", "", "Le", "", "Van", "")

// How far before a signature, in characters of text, the last paragraph begins, and how
// far behind it another text may.
const (
	signedWithin = 1500
	signedClear  = 1200
)

// endsText says whether a spot stands right below the text's last paragraph.
func (r *reader) endsText(s *spot) bool {
	before, after := -1, -1
	for _, at := range r.f.longTexts {
		if at < s.at {
			before = at
		} else if after < 0 {
			after = at
		}
	}
	return before >= 0 && s.at-before <= signedWithin && (after < 0 || after-s.at >= signedClear)
}

// readWith says whether names stand in a byline that has been read as a list
// of these and others.
func (c *authorCollector) readWith(names []string, n *html.Node) bool {
	return slices.ContainsFunc(c.list, func(a authorCandidate) bool {
		return a.kind == authorByline && a.spot != nil && len(a.names) > len(names) && within(n, a.spot.node) && holdsAll(strings.Join(a.names, " "), names)
	})
}

// placed are names of elements that say where something happened.
var placed = pattern.MustCompile(`(?i)location|dateline|place\b|\bcity|section|categor|kicker`)

// isDateline says whether a text is the place before a paragraph's dash, or
// before an agency in brackets: "<b>Bad Homburg</b> – ", "<em>Buenos Aires</em>
// (AFP) - ".
func isDateline(n *html.Node) bool {
	if strings.HasSuffix(strings.TrimSpace(n.Data), "-") {
		return true
	}
	for ; n != nil && (n.Type == html.TextNode || dom.IsElement(n, atom.Strong, atom.B, atom.Em, atom.I, atom.Span, atom.A, atom.Font, atom.U)); n = n.Parent {
		if next := n.NextSibling; next != nil {
			return next.Type == html.TextNode && dateDash.MatchString(next.Data) && len(next.Data) > leadBytes
		}
	}
	return false
}

// leadBytes is how much text stands at least behind such a place.
const leadBytes = 60

var dateDash = pattern.MustCompile(`^\s*(?:\([^()]{2,30}\)\s*)?\.?\s*(?:[—–]|-{1,2}\s)`)

// isSignature says whether a text is set off, and all of its line.
func isSignature(s *spot) bool {
	b, text := block(s.node), dom.Fold(s.key)
	return b != nil && !heading(b) && marked(s.node, b) && dom.ShortText(b, max(len(text), 100)) == text
}

func heading(n *html.Node) bool {
	return dom.IsElement(n, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6)
}

func (c *authorCollector) addBare(b bareName, s *spot, kind authorKind) {
	source := SourceBare
	if kind == authorSigned {
		source = "text:signature"
	}
	c.list = append(c.list, authorCandidate{names: b.names, raw: s.key, source: source, kind: kind, spot: s, order: c.seen, bare: &b,
		introduced: b.job && b.dated}) // "Jane Roe, Staff Writer - May 12" says it as well as "By"
	c.seen++
}

// justTheSite says whether nothing but a line of its own gives a name, and that
// is the site's: hardly a page is without it.
func (r *reader) justTheSite(g *authorGroup) bool {
	name := g.cands[0].names[0]
	if slices.ContainsFunc(g.cands, func(c authorCandidate) bool { return c.bare == nil }) {
		return false
	}
	key := squash(name)
	return r.isSite(name) || strings.Contains(squash(r.f.title), key) && !strings.Contains(squash(r.out.Title.Text), key)
}

// bareFeatures say what speaks for a bare line being a byline.
func (r *reader) bareFeatures(f *features, g *authorGroup) {
	var c *authorCandidate
	for i := range g.cands {
		if g.cands[i].bare == nil {
			return // something else names them too
		}
		c = &g.cands[i]
	}
	if c == nil {
		return
	}
	line := block(c.spot.node)
	f.add("bare with date", c.bare.dated)
	f.add("bare with job", c.bare.job)
	f.add("bare with date near", !c.bare.dated && r.dateNear(c.spot))
	f.add("bare with job near", !c.bare.job && namesJob(atMost(restOfLine(c.spot.node), 40)))
	f.add("bare alone in its line", dom.Text(line) == dom.Fold(c.spot.key))
	f.add("bare in a heading", heading(line))
	f.add("bare with picture", r.pictured(c.names[0]))
	f.add("bare name said again", r.saidAgain(c.names[0], c.spot.node))
	f.add("bare name in headline", strings.Contains(squash(r.out.Title.Text), squash(c.names[0])))
	f.add("bare names several", len(c.names) > 1)
	f.add("bare three words", len(strings.Fields(c.names[0])) > 2)
	f.add("bare link", r.place(*c.spot)&placeLink != 0)
	f.add("bare before headline", c.spot.at < r.headline.at)
}

// dateNear says whether a text that looks like a date stands close by.
func (r *reader) dateNear(s *spot) bool {
	for i := range r.f.dateTexts {
		if d := r.f.dateTexts[i].at - s.at; d > -120 && d < 120 {
			return true
		}
	}
	for i := range r.f.times {
		if d := r.f.times[i].at - s.at; d > -120 && d < 120 {
			return true
		}
	}
	return false
}

// pictured says whether a picture's description begins or ends with the name.
func (r *reader) pictured(name string) bool {
	for i := range r.f.images {
		alt := dom.Attr(r.f.images[i].node, "alt")
		if len(alt) < len(name)+30 && strings.Contains(alt, name) {
			return true
		}
	}
	return false
}

// saidAgain says whether the name stands in another bare line of the page, as
// that of a box about the author does.
func (r *reader) saidAgain(name string, at *html.Node) bool {
	for i := range r.f.bare {
		if r.f.bare[i].node != at && strings.Contains(r.f.bare[i].key, name) {
			return true
		}
	}
	return false
}
