package meta

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// subtitle is the standfirst: what the page says under its headline.
func (r *reader) subtitle() {
	if r.node != nil {
		if v := r.ld.str(r.node["alternativeHeadline"]); v != "" && squash(v) != squash(r.out.Title.Text) {
			r.out.Subtitle = Value{v, r.nodeSource("alternativeHeadline"), v}
			return
		}
	}
	if r.headline == nil {
		return
	}
	looked := 0
	for i := range r.f.leads {
		s := &r.f.leads[i]
		if !isLead(s.key) || !r.atSubtitle(s) {
			continue
		}
		if looked++; looked > mostSpots {
			break
		}
		if r.takeSubtitle(s, "css:."+firstClass(s.key)) {
			return
		}
	}
	if r.described() {
		return
	}
	for i := range r.f.props {
		if s := &r.f.props[i]; (s.key == "alternativeheadline" || s.key == "description") && r.atSubtitle(s) && r.takeSubtitle(s, "microdata:"+s.key) {
			return
		}
	}
}

// describedWithin is how many elements below the headline are looked at.
const describedWithin = 60

// described takes what stands below the headline in an element of its own, whatever
// that is called, where the page's description has the same words; the text's first
// paragraph, with another beside it, is no standfirst.
func (r *reader) described() bool {
	description, _ := r.meta("og:description", "description", "twitter:description")
	if len(description) < leastDescription {
		return false
	}
	key := squash(description)
	n := r.headline.node
	for range describedWithin {
		if n = following(n, false); n == nil {
			return false
		}
		if n.Type != html.ElementNode || within(n, r.headline.node) || n.FirstChild == nil || !dom.Block(n) {
			continue
		}
		if t := dom.ShortText(n, 2*len(description)); squash(t) != key || paragraphBeside(n) {
			continue
		}
		return r.takeSubtitle(&spot{node: n}, "css:"+n.Data)
	}
	return false
}

// leastDescription is how long, in bytes, a description is at least that is found
// again.
const leastDescription = 30

// paragraphBeside says whether an element has a paragraph of the text beside it.
func paragraphBeside(n *html.Node) bool {
	if n.DataAtom != atom.P {
		return false
	}
	for k := n.NextSibling; k != nil; k = k.NextSibling {
		if k.DataAtom == atom.P && len(dom.Text(k)) >= paragraphBytes {
			return true
		}
	}
	return false
}

// subtitleReach is how much text may lie between the headline and a
// standfirst, in characters.
const subtitleReach = 800

// atSubtitle says whether a spot is where a standfirst stands: below the
// headline and above the article's first paragraph. What is called so further
// down is a heading of the body.
func (r *reader) atSubtitle(s *spot) bool {
	d := s.at - r.headline.at
	return r.place(*s)&(elsewhere|placeAside) == 0 && d >= 0 && d <= subtitleReach && !r.belowText(s)
}

// takeSubtitle takes an element's text for the standfirst, if it may be one.
func (r *reader) takeSubtitle(s *spot, source string) bool {
	t := withoutLabel(s.node)
	if !r.mayLead(t) {
		return false
	}
	r.out.Subtitle = Value{t, source, t}
	return true
}

// mayLead says whether a text may be a standfirst: no byline, date or heading.
func (r *reader) mayLead(t string) bool {
	if len(t) <= 15 || len(t) >= 600 || introduced(t) || len(strings.Fields(t)) < 3 && !strings.ContainsFunc(t, unspaced) {
		return false
	}
	if utf8.RuneCountInString(t) < 80 && dateLike(t) && wordsBeside(t) <= maxBeside && r.readDate(t) != (Date{}) {
		return false
	}
	title := squash(r.out.Title.Text)
	return title == "" || !strings.HasPrefix(squash(t), title)
}

// unspaced says whether a letter is of a script without spaces.
func unspaced(r rune) bool { return cjk(r) || kana(r) || r >= 0xe00 && r < 0xf00 }

// belowText says whether a paragraph stands between the headline and a spot.
func (r *reader) belowText(s *spot) bool {
	for _, at := range r.f.longTexts {
		if at >= s.at {
			return false
		}
		if at > r.headline.at+utf8.RuneCountInString(r.out.Title.Text) {
			return true
		}
	}
	return false
}

// leadWords are the parts of names of a standfirst; leadEnds are those with
// which a part of a name may end; what else such a name may say, in notLeads,
// is that of something else.
var (
	leadWords = wordSet("subheading lead lede dek deck chapeau chapo entradilla bajada vorspann summary excerpt intro strapline ingress introduction leadin leadtext perex preamble manchet underrubrik sumario copete accroche linhafina subtitulo subtítulo soustitre untertitel unterzeile sottotitolo sommario catenaccio ondertitel undertitel podtytul podnaslov podtitulek sapo anons annons anonce anotace resumen resumo documentdescription")
	leadEnds  = []string{"standfirst", "subtitle", "subheadline", "teasertext", "introtext", "leadtext", "excerpt", "dek"}
	notLeads  = wordSet("avatar leader leading leaderboard leads comments related link links button buttons image img media figure caption author authors editor bio date info wrapper container list item items widget section rating fivestar banner promo ai")
)

// joined writes names of two words as one.
var joined = strings.NewReplacer("sub-titulo", "subtitulo", "sous-titre", "soustitre", "sotto-titolo", "sottotitolo", "detail-preview", "leadtext", "preview-text", "leadtext", "preview_text", "leadtext", "sub-title", "subtitle", "sub-headline", "subheadline", "sub_title", "subtitle", "teaser-text", "teasertext", "intro-text", "introtext", "lead-text", "leadtext", "linha-fina", "linhafina")

// isLead says whether the names of an element promise a standfirst: one of its
// classes has such a word, and none that says that it is something around or
// beside it.
func isLead(names string) bool {
	for name := range strings.FieldsSeq(names) {
		lead, other := false, false
		for part := range strings.FieldsFuncSeq(joined.Replace(name), func(r rune) bool { return r == '-' || r == '_' }) {
			lead = lead || leadWords[part] || slices.ContainsFunc(leadEnds, func(end string) bool { return strings.HasSuffix(part, end) })
			other = other || notLeads[part]
		}
		if lead && !other {
			return true
		}
	}
	return false
}
