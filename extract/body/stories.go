package body

import (
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// Pages that never end load the next articles below the first: elements like the
// one that holds the headline, beside it and after it, each with a headline of
// its own. They are looked for so many levels above the headline, which stands
// at the beginning of its article, and there is enough text below it.
const (
	storyLevels    = 10
	storyWords     = 60
	headlineBlocks = 8
)

// dropFurtherStories leaves out all such articles but the first.
func (b *Body) dropFurtherStories() {
	if b.view.title < 0 {
		return
	}
	f := b.page.blocks[b.view.title].frame
	for level := 0; f >= 0 && level < storyLevels; f, level = b.page.frames[f].parent, level+1 {
		fr := &b.page.frames[f]
		if b.view.title-int(fr.block0) > headlineBlocks {
			return
		}
		if next := b.nextStory(f); next >= 0 {
			b.dropFrom(int(next))
			return
		}
	}
}

// nextStory is the first block of the article after the one in frame f, -1 when
// there is none.
func (b *Body) nextStory(f int32) int32 {
	fr := &b.page.frames[f]
	if _, kept := b.wordsIn(fr); kept < storyWords {
		return -1
	}
	class := dom.Attr(fr.node, "class")
	for n := f + 1; int(n) < len(b.page.frames); n++ {
		o := &b.page.frames[n]
		if o.parent < fr.parent {
			break // beyond the element that holds both
		}
		if o.parent == fr.parent && o.tag == fr.tag && o.block0 >= fr.block1 && dom.Attr(o.node, "class") == class && b.hasHeadline(o) {
			return o.block0
		}
	}
	return -1
}

// dropFrom leaves out everything from a block on.
func (b *Body) dropFrom(first int) {
	for i := first; i < len(b.verdict); i++ {
		if b.verdict[i].keep {
			b.verdict[i] = decision{rule: ruleStory}
		}
	}
}

// hasHeadline says whether an element begins with a headline: an <h1>; or an
// <h2>, which may as well head a section, where it leads to the article or the
// element has an address of its own.
func (b *Body) hasHeadline(fr *frame) bool {
	addressed := dom.Has(fr.node, "data-url") || dom.Has(fr.node, "data-article-url") || dom.Has(fr.node, "data-post-url") || dom.Has(fr.node, "data-href")
	for i := fr.block0; i < min(fr.block1, fr.block0+headlineBlocks); i++ {
		blk := &b.page.blocks[i]
		switch b.page.frames[blk.frame].tag {
		case atom.H1:
			return true
		case atom.H2:
			return addressed || fr.tag == atom.Article && blk.link >= blk.stats.chars
		}
	}
	return false
}
