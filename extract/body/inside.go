package body

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// maxLinks bounds the links that are listed of one page.
const maxLinks = 5000

// KeptLinks lists the links inside the kept text, in order.
func (b *Body) KeptLinks() []Link {
	var out []Link
	for i, d := range b.verdict {
		if !d.keep || b.page.blocks[i].links == 0 && b.page.blocks[i].link == 0 {
			continue
		}
		blk := &b.page.blocks[i]
		stop := b.page.frames[blk.frame].node.Parent
		for _, leaf := range b.page.leaves[blk.leaf0:blk.leaf1] {
			for p := leaf.Parent; p != nil && p != stop; p = p.Parent {
				if p.DataAtom != atom.A || !dom.Has(p, "href") {
					continue
				}
				l := Link{Href: dom.Attr(p, "href"), Text: dom.Text(p)}
				if n := len(out); n == 0 || out[n-1] != l {
					out = append(out, l)
				}
				break
			}
			if len(out) >= maxLinks {
				return out
			}
		}
	}
	return out
}

// Pictures lists the page's pictures, players and embedded posts in order,
// and says which stand between kept blocks, no further than two blocks from
// one, or in a figure below the last one, in the same element as that.
func (b *Body) Pictures() []Placed {
	out := make([]Placed, 0, len(b.page.images))
	first, last := b.bounds()
	around := b.aroundLast(last)
	for n, im := range b.page.images {
		at := int(im.block)
		inside := first >= 0 && at > first && at <= last && b.keptNear(at, 2) || around != nil && at > last && figureIn(around, im.node)
		lead := first >= 0 && at <= first && (b.view.title >= 0 && at > b.view.title || first-at <= 4)
		p := Placed{Node: im.node, Inside: inside, Lead: lead}
		if i, ok := b.captions[n]; ok {
			p.Caption = b.page.textOf(&b.page.blocks[i])
		}
		out = append(out, p)
	}
	return out
}

// aroundLast is the element in which the last kept block is a paragraph of its
// own, or nil.
func (b *Body) aroundLast(last int) *html.Node {
	if last < 0 {
		return nil
	}
	fr := &b.page.frames[b.page.blocks[last].frame]
	if fr.tag != atom.P || fr.parent < 0 {
		return nil
	}
	return b.page.frames[fr.parent].node
}

// figureIn says whether a picture stands in a figure that is a child of an
// element, or in a gallery of figures.
func figureIn(around, picture *html.Node) bool {
	below := picture
	for n, level := picture.Parent, 0; n != nil && level < 2*captionLevels; n, level = n.Parent, level+1 {
		if n == around {
			return below.DataAtom == atom.Figure
		}
		below = n
	}
	return false
}

func (b *Body) keptNear(at, r int) bool {
	for i := max(0, at-r); i < min(len(b.verdict), at+r); i++ {
		if b.verdict[i].keep {
			return true
		}
	}
	return false
}

// PlainText is all text below a node that no rule by structure drops, blocks
// parted by blank lines: for a tree that somebody else has chosen.
func PlainText(root *html.Node) string {
	p := cut(root, 4096, nil, nil)
	var b strings.Builder
	for i := range p.blocks {
		blk := &p.blocks[i]
		t := p.textOf(blk)
		if p.frames[blk.inner].rule != ruleNone || textRule(blk, []byte(t), p.around(blk)) != ruleNone {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(t)
	}
	return b.String()
}
