package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// How much text, in words and bytes, an element must hold to be opened.
const (
	unopenedWords = 60
	unopenedBytes = 2 << 20
)

// openRest puts into the tree what a parser that runs scripts leaves out of
// it: the contents of <noscript> and <noframes>, which are text to it, and of
// <template shadowrootmode>, which browsers show. Only pages with hardly any
// text else are worth it: on others, what stands there repeats the page. It is
// false when there was nothing to open.
func (d *Document) openRest() bool {
	var found []*html.Node
	for n := range d.root.Descendants() {
		if dom.IsElement(n, atom.Noscript, atom.Noframes) || dom.IsElement(n, atom.Template) && dom.Has(n, "shadowrootmode") {
			found = append(found, n)
		}
	}
	opened := false
	for _, n := range found {
		opened = open(n) || opened
	}
	if opened {
		d.meta = nil
	}
	return opened
}

// open makes a plain element of one whose contents are not shown.
func open(n *html.Node) bool {
	if n.DataAtom != atom.Template {
		c := n.FirstChild
		if c == nil || c.Type != html.TextNode || c.NextSibling != nil || len(c.Data) > unopenedBytes || !strings.Contains(c.Data, "</") {
			return false
		}
		context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
		nodes, err := html.ParseFragment(strings.NewReader(c.Data), context)
		if err != nil {
			return false
		}
		for _, k := range nodes {
			context.AppendChild(k)
		}
		if countWords(dom.Text(context)) < unopenedWords {
			return false
		}
		n.RemoveChild(c)
		for _, k := range nodes {
			context.RemoveChild(k)
			n.AppendChild(k)
		}
	} else if countWords(childText(n)) < unopenedWords {
		return false
	}
	n.Data, n.DataAtom = "div", atom.Div
	return true
}

// childText is the text below an element that itself shows none.
func childText(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(dom.Text(c))
		b.WriteByte(' ')
	}
	return b.String()
}
