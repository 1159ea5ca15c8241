package meta

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// What is printed beside a date, and around it, says whether it is the
// publication's or an update's.

// addSaid adds the dates of a text that may name two, the publication's and an
// update's: "3 September 2025 | Updated 5 September 2025" and the other way
// round. A date that stands before the word is the publication's, where
// another follows or the word says how long ago the update was.
func (c *dateCollector) addSaid(t, source string, kind dateKind, says dateLabel, s *spot) {
	loc := updateIn(t)
	if loc == nil || says == saysUpdated {
		c.add(t, source, kind, says, s)
		return
	}
	head, tail := t[:loc[0]], t[loc[1]:]
	switch {
	case dateLike(head) && strings.ContainsFunc(tail, unicode.IsLetter) || dateLike(head) && dateLike(tail):
		c.add(head, source, kind, says, s)
		c.add(tail, source, kind, saysUpdated, s)
	case dateLike(head): // "5 September 2025, updated"
		c.add(head, source, kind, saysUpdated, s)
	default:
		if first := publishedRE.FindFolded(tail); first != nil && dateLike(tail[:first[0]]) {
			c.add(tail[first[0]:], source, kind, saysPublished, s)
			tail = tail[:first[0]]
		}
		c.add(tail, source, kind, saysUpdated, s)
	}
}

// textBefore is the short text right before a spot, where a label may stand.
func textBefore(s spot) string {
	for n, up := s.node, 0; n != nil && up < 3; n, up = n.Parent, up+1 {
		for p := n.PrevSibling; p != nil; p = p.PrevSibling {
			t, short := dom.TextWithin(p, 3*maxLabelBefore)
			if !short || !labelSized(t) {
				return ""
			}
			if t == "" && p.Type == html.ElementNode { // an icon
				t = cmp.Or(dom.Attr(p, "title"), dom.Attr(p, "aria-label"))
			}
			if t != "" {
				if !labelSized(t) {
					return ""
				}
				return t
			}
		}
	}
	return ""
}

// maxLabelBefore is how long, in bytes, the label before a date is at most, and
// maxLabelLetters in characters where those need several.
const (
	maxLabelBefore  = 39
	maxLabelLetters = 32
)

func labelSized(t string) bool {
	return len(t) <= maxLabelBefore || len(t) <= 3*maxLabelBefore && utf8.RuneCountInString(t) <= maxLabelLetters
}

// inUpdate says whether a text is what a <time> of an update shows.
func inUpdate(text *html.Node) bool {
	p := text.Parent
	return p != nil && p.DataAtom == atom.Time && updatedNames(spot{node: p})
}

// besidePublished says whether another <time> beside one is called the
// publication's: then the one that is called "updated" is no more than that.
func besidePublished(n *html.Node) bool {
	if n.Parent == nil {
		return false
	}
	for c := n.Parent.FirstChild; c != nil; c = c.NextSibling {
		if c != n && c.DataAtom == atom.Time && strings.Contains(strings.ToLower(dom.Attr(c, "class")), "published") {
			return true
		}
	}
	return false
}

// updatedNames says whether a <time> is the time of an update: by its own
// names, or by the words right before it. The class "updated" alone says
// nothing: in hAtom, which blogs' themes still follow, it is on the only date
// that an entry has.
func updatedNames(s spot) bool {
	n := s.node
	names := strings.ToLower(dom.Attr(n, "class") + " " + dom.Attr(n, "itemprop"))
	if strings.Contains(names, "updated") && !strings.Contains(names, "published") && besidePublished(n) {
		return true
	}
	for name := range strings.FieldsSeq(names) {
		if name != "updated" && saysUpdate(name) && !strings.Contains(names, "published") {
			return true
		}
	}
	if n.Parent == nil {
		return false
	}
	if updatedParent(n) || n.DataAtom == atom.Time && updatedText(n) {
		return true
	}
	if n.PrevSibling == nil {
		return false
	}
	prev := n.PrevSibling
	if prev.FirstChild == nil {
		return len(prev.Data) < 60 && saysUpdate(prev.Data)
	}
	t := dom.ShortText(prev, 3*maxLabelBefore)
	return labelSized(t) && saysUpdate(t)
}

// updatedParent says whether a <time> is alone in an element that is called an
// update's, as in Joomla's <dd class="modified">.
func updatedParent(n *html.Node) bool {
	up := n.Parent
	names := strings.ToLower(dom.Attr(up, "class") + " " + dom.Attr(up, "itemprop"))
	if strings.Contains(names, "publi") || strings.Contains(names, "entry-meta") {
		return false
	}
	for name := range strings.FieldsSeq(names) {
		if name != "updated" && saysUpdate(name) {
			for c := range up.ChildNodes() {
				if c != n && c.DataAtom == atom.Time {
					return false
				}
			}
			return true
		}
	}
	return false
}

// updatedText says whether the text of a <time> begins with the words for an
// update.
func updatedText(n *html.Node) bool {
	t := dom.ShortText(n, maxDateSpot)
	at := updateIn(t)
	return at != nil && !dateLike(t[:at[0]]) && !saysPublication(t[:at[0]])
}
