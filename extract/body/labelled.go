package body

import (
	"strings"
	"unicode/utf8"

	"copydesk/extract/dom"
)

// A paragraph that is a short label, a colon and one link to another page of the
// site points to another story, whatever the language of the label.
const (
	labelRunes    = 30
	titleLeast    = 4 // words of the link
	labelledMost  = 35
	labelledShare = 4 // the text has so many times their words
)

// dropLabelled leaves out such paragraphs, where there are as few of them beside
// the text as of lines that are a link alone.
func (b *Body) dropLabelled() {
	var found []int
	var words, all int32
	for i, d := range b.verdict {
		if !d.keep {
			continue
		}
		blk := &b.page.blocks[i]
		all += blk.stats.words
		if b.isLabelled(blk) {
			found = append(found, i)
			words += blk.stats.words
		}
	}
	if len(found) > loneLines || labelledShare*words > all {
		return
	}
	for _, i := range found {
		b.verdict[i] = decision{rule: rulePointer}
	}
}

func (b *Body) isLabelled(blk *Block) bool {
	const set = inItem | inList | inHeading | inCaption | inTable | inQuote
	if blk.links != 1 || blk.stats.words > labelledMost || blk.stats.words < titleLeast || 2*blk.link < blk.stats.chars || blk.stats.sentenceEnd() || b.page.frames[blk.inner].flags&set != 0 {
		return false
	}
	var label strings.Builder
	for _, leaf := range b.page.leaves[blk.leaf0:blk.leaf1] {
		if a := linkOf(leaf); a != nil {
			return isLabel(label.String()) && ownPage(dom.Attr(a, "href")) && len(strings.Fields(dom.Text(a))) >= titleLeast
		}
		label.WriteString(leaf.Data)
	}
	return false
}

// isLabel says whether a text in front of a link is a label.
func isLabel(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && utf8.RuneCountInString(s) <= labelRunes && (strings.HasSuffix(s, ":") || strings.HasSuffix(s, "："))
}

// ownPage says whether an address is written as one of the same site.
func ownPage(href string) bool {
	return strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//")
}
