package body

import (
	"cmp"
	"strings"
	"unicode"

	"golang.org/x/net/html/atom"
)

// evenTables keeps all cells of a data table, or none: half a table tells
// nothing. Layout tables, whose cells hold paragraphs, are left as they are.
func (b *Body) evenTables() {
	for f := range b.page.frames {
		fr := &b.page.frames[f]
		n := fr.block1 - fr.block0
		if fr.tag != atom.Table || n < 4 || !b.dataTable(fr) {
			continue
		}
		var kept, all int32
		for i := fr.block0; i < fr.block1; i++ {
			if b.view.ruled(int(i)) != ruleNone {
				continue
			}
			w := b.page.blocks[i].stats.words + 1
			all += w
			if b.verdict[i].keep {
				kept += w
			}
		}
		if kept == 0 || kept == all {
			continue
		}
		for i := fr.block0; i < fr.block1; i++ {
			if keep := 2*kept >= all; b.verdict[i].rule == ruleNone && b.verdict[i].keep != keep {
				b.verdict[i] = decision{keep: keep, rule: ruleTable}
			}
		}
	}
}

// The most words that a line of a data table holds, and a cell of one with a
// single row.
const (
	lineWords = 35
	cellWords = 70
)

// dataTable says whether a table holds data: short cells, and no table in it. A
// single row of cells, one of which holds many lines, is a page's columns.
func (b *Body) dataTable(fr *frame) bool {
	var lastCell, lastRow, words, most int32 = -1, -1, 0, 0
	rows, cells := 0, 0
	for i := fr.block0; i < fr.block1; i++ {
		n := b.page.blocks[i].stats.words
		if n > lineWords {
			return false
		}
		for f := b.page.blocks[i].frame; f >= 0 && b.page.frames[f].node != fr.node; f = b.page.frames[f].parent {
			if b.page.frames[f].tag == atom.Table {
				return false
			}
		}
		cell, row := b.cellOf(i)
		if cell != lastCell {
			words = 0
			cells++
		}
		if row != lastRow {
			rows++
		}
		words += n
		most, lastCell, lastRow = max(most, words), cell, row
	}
	return rows > 1 || cells < 2 || most <= cellWords
}

// A list that a kept sentence announces belongs to it, though its items are
// links, when it is no longer than this and the sentence no shorter.
const (
	introWords    = 5
	introducedMax = 12
)

// keepIntroduced keeps the items of a list right below a kept sentence that
// ends with a colon.
func (b *Body) keepIntroduced() {
	for i := 1; i < len(b.verdict); i++ {
		intro := &b.page.blocks[i-1]
		if b.verdict[i].keep || b.verdict[i].rule != ruleNone || !b.verdict[i-1].keep || intro.stats.marks&markColonEnd == 0 || intro.stats.words < introWords ||
			isHeading(b.page.frames[intro.frame].tag) || points(intro, b.page.textOf(intro)) > 0 {
			continue
		}
		f := b.page.blocks[i].frame
		for f >= 0 && b.page.frames[f].tag != atom.Ul && b.page.frames[f].tag != atom.Ol {
			f = b.page.frames[f].parent
		}
		if f < 0 || int(b.page.frames[f].block0) != i || b.page.frames[f].block1-b.page.frames[f].block0 > introducedMax || b.page.frames[f].parent != b.page.frames[intro.frame].parent {
			continue
		}
		for j := i; j < int(b.page.frames[f].block1); j++ {
			if b.verdict[j].rule == ruleNone {
				b.verdict[j] = decision{keep: true, rule: ruleIntroduced}
			}
		}
	}
}

// A thread of comments is believed to begin at its heading when most of the
// text, and enough of it, stands before.
const (
	wordsBeforeThread = 80
	shareBeforeThread = 0.6
)

// dropThread leaves out what follows the heading of a comment thread or form.
func (b *Body) dropThread() {
	total := b.keptWords()
	before := int32(0)
	for i := range b.verdict {
		blk := &b.page.blocks[i]
		if blk.stats.words <= threadHeadingWords && before >= wordsBeforeThread && float64(before) >= shareBeforeThread*float64(total) && b.beginsThread(blk) {
			for j := i; j < len(b.verdict); j++ {
				if b.verdict[j].keep {
					b.verdict[j] = decision{rule: ruleThread}
				}
			}
			return
		}
		if b.verdict[i].keep {
			before += blk.stats.words
		}
	}
}

// threadHeadingWords are at most in the heading of a thread, the article's
// title among them.
const threadHeadingWords = 40

// beginsThread says whether a block is the heading of a comment form or thread.
func (b *Body) beginsThread(blk *Block) bool {
	if blk.stems&stemForm == 0 {
		return false
	}
	text := b.page.textOf(blk)
	return blk.stats.words <= 6 && EndsArticle(text) || thoughtsOn(text)
}

// pointsOnly says whether a line is "Read also" and the like, and no more.
func pointsOnly(b *Block, text string) bool {
	if b.stems&stemPointer == 0 || !beginsPointer(text) {
		return false
	}
	text = strings.ToLower(text)
	loc := pointer.FindStringIndex(text)
	return loc != nil && loc[1] >= len(text)-1
}

// pointedWords is how many words a link has at most that follows such a line, and
// labelWords a line of any words with a colon at its end.
const (
	pointedWords = 30
	labelWords   = 6
)

// dropPointed leaves out the links that follow a line such as "Read also", and the
// line; and a short line with a colon at its end where the links below it, which
// are all there is, have gone.
func (b *Body) dropPointed() {
	label, points := -1, false // the line before, and whether it says that links follow
	for i := range b.verdict {
		blk := &b.page.blocks[i]
		if blk.stats.words <= labelWords {
			if pointsOnly(blk, b.page.textOf(blk)) {
				label, points = i, true
				continue
			}
			if b.verdict[i].keep && blk.stats.marks&markColonEnd != 0 && blk.link == 0 {
				label, points = i, false
				continue
			}
		}
		if label < 0 {
			continue
		}
		switch link := blk.stats.words <= pointedWords && 10*blk.link >= 9*blk.stats.chars; {
		case !link || !points && b.verdict[i].keep:
			label = -1
		default:
			b.verdict[i] = decision{rule: cmp.Or(b.verdict[i].rule, rulePointer)}
			if label == i-1 {
				b.verdict[label] = decision{rule: cmp.Or(b.verdict[label].rule, rulePointer)}
			}
			if !points {
				label = -1
			}
		}
	}
}

// A line that is one link points to another story where there are few such
// lines beside the text: elsewhere links may be what the article is about.
const (
	loneWords = 5
	loneMost  = 25
	loneShare = 10 // the text has so many times the words of such lines
	loneLines = 3
	loudShare = 4 // and this many times those of lines in capitals
)

// dropLoneLinks leaves out lines between paragraphs that are one link and no
// sentence, or that are one link and in capitals, whatever their number: some
// houses print their pointers so.
func (b *Body) dropLoneLinks() {
	var lone, loud []int
	var words, loudWords, all int32
	for i, d := range b.verdict {
		if !d.keep {
			continue
		}
		w := b.page.blocks[i].stats.words
		all += w
		switch blk := &b.page.blocks[i]; {
		case !b.loneLink(blk):
		case shouts(b.page.textOf(blk)):
			loud = append(loud, i)
			loudWords += w
		case !blk.stats.sentenceEnd():
			lone = append(lone, i)
			words += w
		}
	}
	if len(lone) > loneLines || loneShare*words > all {
		lone = nil
	}
	if loudShare*loudWords > all {
		loud = nil
	}
	for _, i := range append(lone, loud...) {
		b.verdict[i] = decision{rule: rulePointer}
	}
}

// loneLink says whether a block between paragraphs is a link and nothing else.
func (b *Body) loneLink(blk *Block) bool {
	set := inItem | inList | inHeading | inCaption | inTable | inQuote
	if b.onlyItem(blk) {
		set &^= inItem | inList
	}
	w := blk.stats.words
	return w >= loneWords && w <= loneMost && blk.link >= blk.stats.chars && b.page.frames[blk.inner].flags&set == 0
}

// shouts says whether a text is in capitals, of letters enough to tell.
func shouts(text string) bool {
	n := 0
	for _, r := range text {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n >= 15
}

// onlyItem says whether a block is all that its list holds, and the list is in no
// other.
func (b *Body) onlyItem(blk *Block) bool {
	for f := blk.frame; f >= 0; f = b.page.frames[f].parent {
		fr := &b.page.frames[f]
		if fr.block1-fr.block0 > 1 {
			return false
		}
		if fr.tag == atom.Ul || fr.tag == atom.Ol {
			return fr.parent >= 0 && b.page.frames[fr.parent].flags&(inItem|inList) == 0
		}
	}
	return false
}
