package body

import (
	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// A standfirst that no name gives away stands between the headline and the text,
// so many blocks below the headline at most, and has about a sentence's length.
const (
	leadBlocks = 6
	leadLevels = 5
	leadLeast  = 6
	leadMost   = 60
)

// notLead are words of classes of what else stands between a headline and a text.
var notLead = pattern.MustCompile(`(?i)share|social|promo|newsletter|subscri|\bad[s-]|advert|sponsor|meta|date|time|author|byline|credit|caption|categor|\btags?\b|kicker|eyebrow|label|breadcrumb|comment|button|disclos|disclaim|affiliat|player|audio|related|cookie|alert|toc\b`)

// Standfirst is the text between the headline and the first kept block that is
// neither: "" where there is none, or the page has another order.
func (b *Body) Standfirst() string {
	first, _ := b.bounds()
	title := b.view.title
	if title < 0 || first <= title || first-title > 4*leadBlocks {
		return ""
	}
	for i := title + 1; i < first && i <= title+leadBlocks; i++ {
		if b.mayLead(i, title) {
			return b.page.textOf(&b.page.blocks[i])
		}
	}
	return ""
}

func (b *Body) mayLead(i, title int) bool {
	const set = inNav | inAside | inFooter | inForm | inButton | inList | inItem | inFigure | inCaption | inTable | inHidden | inDetails
	blk := &b.page.blocks[i]
	s := &blk.stats
	if b.verdict[i].rule != ruleNone || blk.link > 0 || s.words < leadLeast || s.words > leadMost || b.page.frames[blk.inner].flags&set != 0 || s.marks&(markPipe|markCopyright|markAt) != 0 {
		return false
	}
	if n := numbers(b.page.textOf(blk)); n >= 3 && (s.words <= bylineWords || 2*int32(n) >= s.words) {
		return false
	}
	if m := &b.view.matches[i]; m.title > 0.6 || m.like > 0.5 || b.belowPicture(i) {
		return false
	}
	for f, level := blk.frame, 0; f >= 0 && level < 2; f, level = b.page.frames[f].parent, level+1 {
		if notLead.MatchString(dom.Attr(b.page.frames[f].node, "class")) {
			return false
		}
	}
	for f, level := b.page.blocks[title].frame, 0; f >= 0 && level < leadLevels; f, level = b.page.frames[f].parent, level+1 {
		if fr := &b.page.frames[f]; int(fr.block0) <= i && i < int(fr.block1) {
			return true
		}
	}
	return false
}

// belowPicture says whether a picture stands right before a block: it may be its
// caption.
func (b *Body) belowPicture(i int) bool {
	for _, im := range b.page.images {
		if int(im.block) == i {
			return true
		}
	}
	return false
}
