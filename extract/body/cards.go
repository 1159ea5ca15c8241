package body

import "golang.org/x/net/html/atom"

// A link around several lines is a card that shows another story: its title,
// with a summary or a date below. It has no more words than this, and all of
// them have less than this share of the text.
const (
	cardWords = 60
	cardShare = 4
)

// dropCards leaves out such cards below the first paragraph.
func (b *Body) dropCards() {
	from := int32(b.afterWords(beforeCall))
	var cards []*frame
	kept := int32(0)
	for f := range b.page.frames {
		fr := &b.page.frames[f]
		if fr.tag != atom.A || fr.block1 < fr.block0+2 || fr.block1-fr.block0 > boxBlocks || fr.block0 < from {
			continue
		}
		if all, some := b.wordsIn(fr); all <= cardWords && some > 0 {
			cards = append(cards, fr)
			kept += some
		}
	}
	if cardShare*kept > b.keptWords() {
		return
	}
	for _, fr := range cards {
		for i := fr.block0; i < fr.block1; i++ {
			if b.verdict[i].keep {
				b.verdict[i] = decision{rule: ruleCard}
			}
		}
	}
}
