// Package dom holds what every walk over a parsed page needs: attributes,
// text, kinds of element. It knows nothing of articles.
package dom

import (
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Attr is the value of an attribute, or "".
func Attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

// Has says whether an attribute is there, whatever its value.
func Has(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// IsElement says whether n is an element of one of the kinds given.
func IsElement(n *html.Node, kinds ...atom.Atom) bool {
	if n == nil || n.Type != html.ElementNode {
		return false
	}
	for _, k := range kinds {
		if n.DataAtom == k {
			return true
		}
	}
	return false
}

// Elements walks the elements below n in document order.
func Elements(n *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && !yield(d) {
				return
			}
		}
	}
}

// First is the first element of a kind below n, or nil.
func First(n *html.Node, kind atom.Atom) *html.Node {
	for d := range Elements(n) {
		if d.DataAtom == kind {
			return d
		}
	}
	return nil
}

// Text is the text below n, white space folded, with a space where a block
// or line ends.
func Text(n *html.Node) string {
	var b strings.Builder
	appendText(&b, n)
	return Fold(b.String())
}

// ShortText is Text where that has at most limit bytes, and "" where it has
// more: it does not go on through a large element to find that out.
func ShortText(n *html.Node, limit int) string {
	t, _ := TextWithin(n, limit)
	return t
}

// TextWithin is ShortText that is false where the text has more than limit
// bytes, as an empty one has not.
func TextWithin(n *html.Node, limit int) (string, bool) {
	var b strings.Builder
	if !appendShort(&b, n, 4*limit) {
		return "", false
	}
	t := Fold(b.String())
	if len(t) > limit {
		return "", false
	}
	return t, true
}

// appendShort is appendText that stops, and is false, after limit bytes: of
// white space too.
func appendShort(b *strings.Builder, n *html.Node, limit int) bool {
	if n.Type == html.TextNode {
		if strings.TrimSpace(n.Data) == "" {
			b.WriteByte(' ')
		} else {
			b.WriteString(n.Data)
		}
		return b.Len() <= limit
	}
	if n.Type == html.ElementNode && Silent(n.DataAtom) {
		return true
	}
	block := n.Type == html.ElementNode && (Block(n) || n.DataAtom == atom.Br)
	if block {
		b.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if !appendShort(b, c, limit) {
			return false
		}
	}
	if block {
		b.WriteByte(' ')
	}
	return true
}

func appendText(b *strings.Builder, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		b.WriteString(n.Data)
		return
	case html.ElementNode:
		if Silent(n.DataAtom) {
			return
		}
	}
	block := n.Type == html.ElementNode && (Block(n) || n.DataAtom == atom.Br)
	if block {
		b.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		appendText(b, c)
	}
	if block {
		b.WriteByte(' ')
	}
}

// Fold makes every run of white space one space, trims, and drops soft
// hyphens and zero-width spaces, which are no text.
func Fold(s string) string {
	if !needsFolding(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for i := 0; i < len(s); {
		if c := s[i]; c > ' ' && c < utf8.RuneSelf {
			end := i + 1
			for end < len(s) && s[end] > ' ' && s[end] < utf8.RuneSelf {
				end++
			}
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteString(s[i:end])
			i = end
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case Space(r):
			space = b.Len() > 0
			continue
		case Invisible(r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

func needsFolding(s string) bool {
	prev := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x80 || c < ' ' || c == ' ' && prev == ' ' {
			return true
		}
		prev = c
	}
	return prev == ' ' && s != ""
}

// Space says whether r is white space on a page: no-break and typographic
// spaces too.
func Space(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\f', '\v', 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000:
		return true
	}
	return r >= 0x2000 && r <= 0x200a
}

// Invisible says whether r takes no room and parts no words: soft hyphen,
// zero-width space, byte order mark, word joiner and marks of direction. The
// zero-width joiners stay: Persian and Indic spelling needs them.
func Invisible(r rune) bool {
	switch r {
	case 0xad, 0x200b, 0xfeff, 0x2060, 0x200e, 0x200f:
		return true
	}
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// Silent says whether an element's text is never a reader's: scripts, styles,
// pictures made of markup, fields of forms.
func Silent(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Head, atom.Title,
		atom.Iframe, atom.Object, atom.Embed, atom.Canvas, atom.Audio, atom.Video, atom.Map,
		atom.Select, atom.Option, atom.Textarea, atom.Input, atom.Datalist, atom.Noframes, atom.Applet,
		atom.Link, atom.Meta, atom.Progress, atom.Meter:
		return true
	}
	return false
}

// Block says whether an element begins and ends on a line of its own.
// Elements with a dash in their name are taken for blocks: they are
// components.
func Block(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Aside, atom.Header, atom.Footer, atom.Nav,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hgroup, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd,
		atom.Table, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Caption,
		atom.Blockquote, atom.Pre, atom.Figure, atom.Figcaption, atom.Form, atom.Fieldset, atom.Legend, atom.Button,
		atom.Details, atom.Summary, atom.Address, atom.Center, atom.Hr, atom.Body, atom.Html, atom.Dialog,
		atom.Menu, atom.Dir, atom.Iframe, atom.Video, atom.Audio, atom.Listing, atom.Xmp, atom.Search:
		return true
	case 0:
		return strings.IndexByte(n.Data, '-') > 0
	}
	return false
}
