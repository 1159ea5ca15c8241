package body

import (
	"regexp"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// captionNames are what classes call the text at a picture, in the languages of
// those who write themes.
var captionNames = regexp.MustCompile(`(?i)caption|(?:^|[\s_-])(?:legend[ae]?|bildtext|bildunterschrift|bu|untertitel|(?:photo|image|img|picture)?-?credits?|didascalia|pie(?:-?(?:de-?)?foto)?|(?:img|image|photo|foto|pic(?:ture)?)-?(?:desc(?:ription)?|text|info|title)|leyenda|podpis|kuvateksti|billedtekst|bildetekst|onderschrift)(?:[\s_-]|$)`)

// captionLevels is how far up from a text the element is looked for that holds
// the picture too.
const captionLevels = 4

// captionMost is how many words a caption has at most that is told by what
// stands around it; longer ones tell a part of the story.
const captionMost = 45

// isBesidePicture says whether a block is the text at a picture just before it:
// in a <figure>, in an element whose class says so, or all in italics below a
// picture's paragraph.
func (b *Body) isBesidePicture(i int, picture *html.Node) bool {
	blk := &b.page.blocks[i]
	fr := &b.page.frames[blk.frame]
	if blk.stats.words > captionMost || isHeading(fr.tag) || fr.flags&(inQuote|inItem) != 0 {
		return false
	}
	named := false
	for f, level := blk.inner, 0; f >= 0 && level < captionLevels; f, level = b.page.frames[f].parent, level+1 {
		up := &b.page.frames[f]
		named = named || captionNames.MatchString(dom.Attr(up.node, "class"))
		if holds(up.node, picture) {
			return (named || up.tag == atom.Figure) && up.block1-up.block0 <= 3
		}
	}
	return false
}

// holds says whether a node is above another, a few levels up.
func holds(n, below *html.Node) bool {
	for level := 0; below != nil && level < 2*captionLevels; below, level = below.Parent, level+1 {
		if below == n {
			return true
		}
	}
	return false
}

// dropCaptions leaves out the texts at pictures.
func (b *Body) dropCaptions() {
	for _, im := range b.page.images {
		for i := int(im.block); i < min(int(im.block)+2, len(b.verdict)); i++ {
			if b.verdict[i].keep && b.isBesidePicture(i, im.node) {
				b.verdict[i] = decision{rule: ruleCaption}
			}
		}
	}
}
