package body

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// renderText writes the clean tree as plain text: blocks parted by a blank
// line, the items of a list and the rows of a table by a line break, the
// cells of a row by " | ".
func (b *Body) renderText() string {
	var s strings.Builder
	n := 0
	for i, d := range b.verdict {
		if d.keep {
			n += int(b.page.blocks[i].end-b.page.blocks[i].start) + 4
		}
	}
	s.Grow(n)
	b.writeText(&s, b.root, "")
	return strings.TrimSpace(s.String())
}

func (b *Body) writeText(s *strings.Builder, n *Node, indent string) {
	for i, k := range n.Kids {
		switch {
		case k.block >= 0:
			if n.Tag == atom.Li && i == 0 {
				b.writeBlock(s, k, indent)
				continue
			}
			part(s, i, indent)
			b.writeBlock(s, k, indent)
		case k.Tag == atom.Tr:
			part1(s)
			b.writeRow(s, k)
		case k.Tag == atom.Li && onlyLists(k):
			b.writeText(s, k, indent)
		case k.Tag == atom.Li:
			part1(s)
			s.WriteString(indent)
			s.WriteString("- ")
			b.writeText(s, k, indent+"  ")
		case k.Tag == atom.Ul || k.Tag == atom.Ol:
			if n.Tag != atom.Li && n.Tag != atom.Ul && n.Tag != atom.Ol {
				part(s, 1, indent)
			}
			b.writeText(s, k, indent)
		case k.Tag == atom.Dt || k.Tag == atom.Dd:
			part1(s)
			b.writeText(s, k, indent)
		default:
			part(s, 1, indent)
			b.writeText(s, k, indent)
		}
	}
}

// onlyLists says whether an item has no words of its own left.
func onlyLists(li *Node) bool {
	for _, k := range li.Kids {
		if k.block >= 0 || k.Tag != atom.Ul && k.Tag != atom.Ol {
			return false
		}
	}
	return true
}

// part puts a blank line before the next block, unless one is there.
func part(s *strings.Builder, i int, indent string) {
	if s.Len() == 0 || i == 0 && strings.HasSuffix(s.String(), "\n") {
		return
	}
	switch t := s.String(); {
	case strings.HasSuffix(t, "\n\n"):
	case strings.HasSuffix(t, "\n"):
		s.WriteString("\n")
	default:
		s.WriteString("\n\n")
	}
	s.WriteString(indent)
}

// part1 puts a line break before the next line, unless one is there.
func part1(s *strings.Builder) {
	if s.Len() > 0 && !strings.HasSuffix(s.String(), "\n") {
		s.WriteString("\n")
	}
}

func (b *Body) writeBlock(s *strings.Builder, k *Node, indent string) {
	t := b.page.textOf(&b.page.blocks[k.block])
	if indent != "" && strings.Contains(t, "\n") {
		t = strings.ReplaceAll(t, "\n", "\n"+indent)
	}
	s.WriteString(t)
}

func (b *Body) writeRow(s *strings.Builder, row *Node) {
	for i, cell := range row.Kids {
		if i > 0 {
			s.WriteString(" | ")
		}
		b.writeCell(s, cell)
	}
}

func (b *Body) writeCell(s *strings.Builder, n *Node) {
	if n.block >= 0 {
		s.WriteString(strings.ReplaceAll(b.page.textOf(&b.page.blocks[n.block]), "\n", " "))
		return
	}
	for i, k := range n.Kids {
		if i > 0 {
			s.WriteByte(' ')
		}
		b.writeCell(s, k)
	}
}

// Tree is the clean tree as HTML nodes below a <div>: headings, paragraphs,
// lists, quotes, tables, with links resolved by resolve ("" drops a link and
// keeps its words), and inline emphasis and code.
func (b *Body) Tree(resolve func(href string) string) *html.Node {
	root := element(atom.Div)
	b.writeTree(root, b.root, resolve)
	return root
}

func element(a atom.Atom) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
}

func (b *Body) writeTree(dst *html.Node, n *Node, resolve func(string) string) {
	for _, k := range n.Kids {
		if k.block < 0 {
			e := element(k.Tag)
			if k.Tag == atom.Ol {
				e.Attr = listStart(k.from)
			}
			dst.AppendChild(e)
			b.writeTree(e, k, resolve)
			continue
		}
		e := dst
		if !(dst.DataAtom == atom.Li || dst.DataAtom == atom.Td || dst.DataAtom == atom.Th || dst.DataAtom == atom.Dt || dst.DataAtom == atom.Dd) || len(n.Kids) > 1 || k.Tag != atom.P {
			e = element(k.Tag)
			dst.AppendChild(e)
		}
		b.inline(e, &b.page.blocks[k.block], resolve)
	}
}

// listStart is the number that a list begins with, where it isn't 1.
func listStart(ol *html.Node) []html.Attribute {
	n, err := strconv.Atoi(strings.TrimSpace(dom.Attr(ol, "start")))
	if err != nil || n <= 1 || n > 1_000_000 {
		return nil
	}
	return []html.Attribute{{Key: "start", Val: strconv.Itoa(n)}}
}

// inline adds a block's leaves below e, inside those of the inline elements
// around them that mean something.
func (b *Body) inline(e *html.Node, blk *Block, resolve func(string) string) {
	stop := b.page.frames[blk.frame].node
	var open []*html.Node // source elements, outermost first
	tops := []*html.Node{e}
	w := &inliner{pre: e.DataAtom == atom.Pre}
	for _, leaf := range b.page.leaves[blk.leaf0:blk.leaf1] {
		var chain []*html.Node
		for p := leaf.Parent; p != nil && p != stop; p = p.Parent {
			if inlineKept(p, resolve) {
				chain = append(chain, p)
			}
		}
		shared := 0
		for shared < len(open) && shared < len(chain) && open[shared] == chain[len(chain)-1-shared] {
			shared++
		}
		open, tops = open[:shared], tops[:shared+1]
		w.part(tops[shared], leaf)
		for k := len(chain) - 1 - shared; k >= 0; k-- {
			c := inlineCopy(chain[k], resolve)
			tops[len(tops)-1].AppendChild(c)
			tops = append(tops, c)
			open = append(open, chain[k])
		}
		w.add(tops[len(tops)-1], leaf)
	}
}

// inliner adds leaves with their white space folded across them.
type inliner struct {
	pre   bool
	space bool
	begun bool
}

func (w *inliner) add(top, leaf *html.Node) {
	if leaf.DataAtom == atom.Br {
		top.AppendChild(element(atom.Br))
		w.space, w.begun = false, false
		return
	}
	if w.pre {
		top.AppendChild(&html.Node{Type: html.TextNode, Data: leaf.Data})
		return
	}
	folded := dom.Fold(leaf.Data)
	if folded == "" {
		w.space = w.space || w.begun
		return
	}
	last, _ := utf8.DecodeLastRuneInString(leaf.Data)
	w.space = dom.Space(last)
	w.begun = true
	top.AppendChild(&html.Node{Type: html.TextNode, Data: folded})
}

// part puts the space between two leaves outside of the inline elements that
// begin or end there: Markdown's marks must stand at the words.
func (w *inliner) part(common, leaf *html.Node) {
	if w.pre || leaf.Type != html.TextNode || !w.begun {
		return
	}
	first, _ := utf8.DecodeRuneInString(leaf.Data)
	if (w.space || dom.Space(first)) && dom.Fold(leaf.Data) != "" {
		common.AppendChild(&html.Node{Type: html.TextNode, Data: " "})
		w.space = false
	}
}

func inlineKept(n *html.Node, resolve func(string) string) bool {
	switch n.DataAtom {
	case atom.Strong, atom.B, atom.Em, atom.I, atom.Code, atom.Sub, atom.Sup, atom.Q, atom.Cite, atom.Mark, atom.Kbd, atom.Samp, atom.Del, atom.Ins, atom.Abbr:
		return true
	case atom.A:
		return resolve(dom.Attr(n, "href")) != ""
	}
	return false
}

func inlineCopy(n *html.Node, resolve func(string) string) *html.Node {
	c := element(n.DataAtom)
	switch n.DataAtom {
	case atom.B:
		c = element(atom.Strong)
	case atom.I:
		c = element(atom.Em)
	case atom.A:
		c.Attr = []html.Attribute{{Key: "href", Val: resolve(dom.Attr(n, "href"))}}
	}
	return c
}
