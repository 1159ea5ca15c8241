package body

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Node is an element of the clean tree: a container such as a list or quote
// with Kids, or a block of text.
type Node struct {
	Tag   atom.Atom // ul, ol, li, blockquote, table, tr, td, th, dl, dt, dd, h1–h6, pre, p
	Kids  []*Node
	block int32 // the block of text, -1 in a container
	from  *html.Node
}

// build makes the clean tree: the kept blocks in order, inside those of the
// elements around them that mean something to a reader.
func (b *Body) build() {
	b.root = &Node{block: -1}
	open := []*Node{b.root}
	layout := map[*html.Node]bool{}
	var chain []*html.Node
	for i := range b.verdict {
		if !b.verdict[i].keep {
			continue
		}
		blk := &b.page.blocks[i]
		chain = b.chain(chain[:0], blk.frame, layout)
		shared := 1
		for shared < len(open) && shared <= len(chain) && open[shared].from == chain[len(chain)-shared] {
			shared++
		}
		open = open[:shared]
		for k := len(chain) - shared; k >= 0; k-- {
			n := &Node{Tag: chain[k].DataAtom, block: -1, from: chain[k]}
			top := open[len(open)-1]
			top.Kids = append(top.Kids, n)
			open = append(open, n)
		}
		top := open[len(open)-1]
		top.Kids = append(top.Kids, &Node{Tag: b.blockTag(blk), block: int32(i)})
	}
	b.Text = b.renderText()
}

// chain lists the meaningful containers around a frame, innermost first.
func (b *Body) chain(dst []*html.Node, f int32, layout map[*html.Node]bool) []*html.Node {
	for ; f >= 0; f = b.page.frames[f].parent {
		fr := &b.page.frames[f]
		switch fr.tag {
		case atom.Ul, atom.Ol, atom.Li, atom.Blockquote, atom.Dl, atom.Dt, atom.Dd:
			dst = append(dst, fr.node)
		case atom.Table:
			if !b.layoutTable(fr, layout) {
				dst = append(dst, fr.node)
			} else {
				dst = dropCells(dst, fr.node)
			}
		case atom.Tr, atom.Td, atom.Th:
			dst = append(dst, fr.node)
		}
	}
	return dst
}

// dropCells takes out the rows and cells of a layout table.
func dropCells(chain []*html.Node, table *html.Node) []*html.Node {
	out := chain[:0]
	for _, n := range chain {
		switch n.DataAtom {
		case atom.Tr, atom.Td, atom.Th:
			if tableOf(n) == table {
				continue
			}
		}
		out = append(out, n)
	}
	return out
}

func tableOf(n *html.Node) *html.Node {
	for n = n.Parent; n != nil; n = n.Parent {
		if n.DataAtom == atom.Table {
			return n
		}
	}
	return nil
}

// layoutTable tells a table that arranges a page from one that holds data: a
// cell with much text, or no row with two kept cells.
func (b *Body) layoutTable(f *frame, known map[*html.Node]bool) bool {
	if l, ok := known[f.node]; ok {
		return l
	}
	var cell, row, lastRow int32 = -1, -1, -1
	rows, inCell := 0, int32(0)
	layout := false
	for i := f.block0; i < f.block1; i++ {
		if !b.verdict[i].keep {
			continue
		}
		c, r := b.cellOf(i)
		if c != cell {
			inCell = 0
			if r == row && r != lastRow {
				rows++
				lastRow = r
			}
		}
		cell, row = c, r
		if inCell += b.page.blocks[i].stats.words; inCell > 120 {
			layout = true
		}
	}
	layout = layout || rows == 0
	known[f.node] = layout
	return layout
}

// cellOf is the cell and the row that a block stands in.
func (b *Body) cellOf(i int32) (cell, row int32) {
	cell, row = -1, -1
	for f := b.page.blocks[i].frame; f >= 0; f = b.page.frames[f].parent {
		switch b.page.frames[f].tag {
		case atom.Td, atom.Th:
			if cell < 0 {
				cell = f
			}
		case atom.Tr:
			return cell, f
		case atom.Table:
			return cell, row
		}
	}
	return cell, row
}

// blockTag is the element that a block becomes.
func (b *Body) blockTag(blk *Block) atom.Atom {
	for f := blk.frame; f >= 0; f = b.page.frames[f].parent {
		switch tag := b.page.frames[f].tag; tag {
		case atom.H1:
			return atom.H2 // the headline is the only h1
		case atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre:
			return tag
		case atom.Listing, atom.Xmp:
			return atom.Pre
		case atom.Div, atom.Section, atom.Li, atom.Td, atom.Th, atom.Blockquote, atom.Article, atom.Body, atom.P:
			return atom.P
		}
	}
	return atom.P
}
