package body

import (
	"slices"
	"strings"

	"copydesk/extract/pattern"
)

// dropTitle leaves out the headline where it stands again at the top of the
// text.
func (b *Body) dropTitle() {
	seen := 0
	for i := range b.verdict {
		if !b.verdict[i].keep {
			continue
		}
		blk := &b.page.blocks[i]
		if b.view.matches[i].like >= 0.999 && blk.stats.words > 1 && b.view.isTitle(b.view.wordsOf(blk)) || b.headlineBlock(blk) {
			b.verdict[i] = decision{rule: ruleTitle}
			continue
		}
		if seen += int(blk.stats.words); seen > 60 {
			return
		}
	}
}

// bylineBlockWords is how many words may stand below the headline in a block
// that is headline, byline and date in one.
const bylineBlockWords = 16

// headlineBlock says whether a block of several lines is the headline with
// byline and date below it.
func (b *Body) headlineBlock(blk *Block) bool {
	text := b.page.textOf(blk)
	first, rest, ok := strings.Cut(text, "\n")
	if !ok || len(strings.Fields(rest)) > bylineBlockWords {
		return false
	}
	words := appendWords(nil, []byte(first))
	for _, t := range b.view.titleHashes {
		if len(t) == len(words) && len(words) > 1 && slices.Equal(t, words) {
			return true
		}
	}
	return false
}

// dropPath leaves out the way to the page, from the front over the section to
// the headline, where it stands above the text in a line of its own.
func (b *Body) dropPath() {
	for i := range b.verdict {
		if !b.verdict[i].keep {
			continue
		}
		if b.isPath(&b.page.blocks[i]) {
			b.verdict[i] = decision{rule: ruleTitle}
		}
		return
	}
}

// pathWords is how many words the path has before the headline.
const pathWords = 8

func (b *Body) isPath(blk *Block) bool {
	if blk.links == 0 || !strings.ContainsAny(b.page.textOf(blk), "»›>/→|") {
		return false
	}
	words := b.view.wordsOf(blk)
	for _, t := range b.view.titleHashes {
		if n := len(words) - len(t); len(t) > 1 && n > 0 && n <= pathWords && slices.Equal(words[n:], t) {
			return true
		}
	}
	return false
}

// formerTitle names the headline that an article had where it was taken from.
var formerTitle = pattern.InSmall(`^[\s（(【]*(?:原标题|原標題|原题)\s*[:：]`)

// dropFormerTitle leaves out such a line among the first ones.
func (b *Body) dropFormerTitle() {
	seen := 0
	for i := range b.verdict {
		if !b.verdict[i].keep {
			continue
		}
		if t := b.page.textOf(&b.page.blocks[i]); len(t) <= 4*closingRunes && formerTitle.MatchString(t) {
			b.verdict[i] = decision{rule: ruleTitle}
			continue
		}
		if seen++; seen > 2 {
			return
		}
	}
}
