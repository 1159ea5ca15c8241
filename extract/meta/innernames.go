package meta

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// inner is a byline's text, or the names that its own links and elements hold.
func inner(text string, b *spot) []namedSpot {
	var out []namedSpot
	names := innerNames(b.node)
	if len(names) == 0 && namesJob(text) && severalTexts(b.node) {
		names = besideRoles(b.node)
	}
	if len(names) == 0 {
		names = sideBySide(b.node)
	}
	for _, n := range names {
		out = append(out, namedSpot{n, b})
	}
	if len(out) == 0 {
		out = append(out, namedSpot{text, b})
	}
	return out
}

// isLabel says whether an element is the label of another, which then is the byline.
func (c *authorCollector) isLabel(n *html.Node) bool {
	id := dom.Attr(n, "id")
	return id != "" && slices.ContainsFunc(c.r.f.labelled, func(l spot) bool { return l.key == id })
}

// firstValue is the name in the first item of a labelled list, behind a label of its
// own: "Author, Jane Roe".
func firstValue(l *spot) []namedSpot {
	for d := range dom.Elements(l.node) {
		if d.DataAtom != atom.Li {
			continue
		}
		var texts []string
		for t := range d.Descendants() {
			if s := dom.Fold(t.Data); t.Type == html.TextNode && s != "" {
				texts = append(texts, s)
			}
		}
		if len(texts) != 2 || len(texts[1]) > 90 {
			return nil
		}
		return []namedSpot{{texts[1], l}}
	}
	return nil
}

// innerNames are the names that a byline's own links and name elements hold:
// surer than its whole text, where roles and dates stand beside them.
func innerNames(n *html.Node) []string {
	var out []string
	for d := range dom.Elements(n) {
		class := strings.ToLower(dom.Attr(d, "class") + " " + dom.Attr(d, "itemprop"))
		link := d.DataAtom == atom.A && (authorPage(dom.Attr(d, "href")) || strings.Contains(dom.Attr(d, "rel"), "author"))
		named := strings.Contains(class, "name") || strings.HasPrefix(class, "fn ")
		if !link && !named {
			continue
		}
		t := dom.Text(d)
		if strings.Contains(class, "username") && !strings.Contains(t, " ") && strings.ContainsFunc(t, notEastAsian) { // an account's
			continue
		}
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

// notEastAsian is true for what stands in no Chinese, Japanese or Korean name.
func notEastAsian(r rune) bool { return !cjk(r) && !kana(r) }

// maxRoleLines bounds the texts of a byline that are looked at one by one.
const maxRoleLines = 16

// severalTexts says whether an element holds more than one.
func severalTexts(n *html.Node) bool {
	for n.FirstChild != nil && n.FirstChild.NextSibling == nil {
		n = n.FirstChild
	}
	return n.FirstChild != nil
}

// maxSideBySide bounds how many names stand side by side.
const maxSideBySide = 6

// sideBySide are the names of an element that holds nothing but elements of one
// kind, two or more, with a name each and nothing between them.
func sideBySide(n *html.Node) []string {
	for n.FirstChild != nil && onlyElement(n) != nil {
		n = onlyElement(n)
	}
	var names []string
	var first *html.Node
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.TextNode && blank(k.Data) || k.Type == html.CommentNode {
			continue
		}
		if k.Type != html.ElementNode || first != nil && !likeEachOther(first, k) || len(names) >= maxSideBySide {
			return nil
		}
		b, bare := readBare(dom.ShortText(k, 60))
		if !bare || b.dated || b.job || len(b.names) != 1 {
			return nil
		}
		first = k
		names = append(names, b.names[0])
	}
	if len(names) < 2 {
		return nil
	}
	return names
}

// onlyElement is the one element that n holds, where it holds no text beside.
func onlyElement(n *html.Node) *html.Node {
	var only *html.Node
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		switch {
		case k.Type == html.TextNode && blank(k.Data), k.Type == html.CommentNode:
		case k.Type != html.ElementNode || only != nil:
			return nil
		default:
			only = k
		}
	}
	return only
}

// besideRoles are the names of a byline whose people stand in elements of
// their own, each followed by what they do: "Mara Quill", "Transport
// correspondent, Harbour News". Nil unless every text is a name, a job or a
// date.
func besideRoles(n *html.Node) []string {
	var names []string
	texts, roles := 0, 0
	for d := range n.Descendants() {
		if d.Type != html.TextNode {
			continue
		}
		t := dom.Fold(d.Data)
		if t == "" {
			continue
		}
		if texts++; texts > maxRoleLines {
			return nil
		}
		b, bare := readBare(withoutPrefix(t))
		switch {
		case len(t) > 60:
			return nil
		case bare && !b.dated && !b.job:
			names = append(names, b.names...)
		case len(names) > 0 && namesJob(t):
			roles++
		case strings.ContainsAny(t, "0123456789"), introduced(t + " "), strings.Trim(t, ",&|·•") == "", t == "and", t == "und", t == "et", t == "y":
		default:
			return nil
		}
	}
	if roles == 0 || len(names) > 6 {
		return nil
	}
	return names
}
