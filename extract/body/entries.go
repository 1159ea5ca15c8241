package body

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// Entries are the entries of a list of stories: a headline that is a link, and
// below it the lead of the story, or the story itself, up to the next one.
type Entries struct {
	Leads  int // entries with a lead
	Words  int // kept words of those
	Marked int // those of them that have a date, a second link to their story, or a lead that is cut off
	Posts  int // entries with any text, however long
	Told   int // kept words of all entries
}

// An entry's headline has so many words, its lead so many at the most, and so
// many blocks hold it.
const (
	entryHeadLeast = 3
	entryHeadMost  = 30
	entryLead      = 90
	entryBlocks    = 10
	postWords      = 5
)

// Entries looks for such a list in the page.
func (b *Body) Entries() Entries {
	var e Entries
	for i := 0; i < len(b.page.blocks); {
		href := b.entryHead(i)
		if href == "" {
			i++
			continue
		}
		next := i + 1
		for next < len(b.page.blocks) && (b.entryHead(next) == "" || b.entryHead(next) == href) {
			next++
		}
		b.weighEntry(&e, i, next, href)
		i = next
	}
	return e
}

// entryHead is where a block leads that is one link of a headline's length to
// another page; "" for any other block.
func (b *Body) entryHead(i int) string {
	blk := &b.page.blocks[i]
	if w := blk.stats.words; w < entryHeadLeast || w > entryHeadMost || 10*blk.link < 7*blk.stats.chars || b.page.frames[blk.inner].flags&(inNav|inFooter|inAside) != 0 {
		return ""
	}
	for _, leaf := range b.page.leaves[blk.leaf0:blk.leaf1] {
		if a := linkOf(leaf); a != nil {
			if href := strings.TrimSpace(dom.Attr(a, "href")); href != "" && href[0] != '#' {
				return href
			}
			return ""
		}
	}
	return ""
}

// weighEntry adds the entry that begins with a headline and goes on up to a block.
func (b *Body) weighEntry(e *Entries, head, to int, href string) {
	from := head + 1
	words, marked, headline := 0, false, 0
	if b.told(head) {
		headline = int(b.page.blocks[head].stats.words)
	}
	for i := from; i < to; i++ {
		blk := &b.page.blocks[i]
		if b.told(i) {
			words += int(blk.stats.words)
		}
		if i < from+entryBlocks {
			marked = marked || b.marksEntry(blk, href)
		}
	}
	if words < postWords {
		return
	}
	e.Posts++
	e.Told += words + headline
	if words > entryLead || to > from+entryBlocks && b.keptBeyond(from+entryBlocks, to) {
		return
	}
	e.Leads++
	e.Words += words + headline
	if marked {
		e.Marked++
	}
}

// told says whether a block is part of the text, or may be where nothing was kept.
func (b *Body) told(i int) bool {
	if b.Kept > 0 {
		return b.verdict[i].keep
	}
	return b.verdict[i].rule == ruleNone && b.page.frames[b.page.blocks[i].inner].flags&(inNav|inFooter|inAside) == 0
}

// keptBeyond says whether a block of a range is kept.
func (b *Body) keptBeyond(from, to int) bool {
	for i := from; i < to; i++ {
		if b.told(i) {
			return true
		}
	}
	return false
}

// marksEntry says whether a block below a headline tells that it is a list's: by a
// date, a second link to the story, or words that are cut off.
func (b *Body) marksEntry(blk *Block, href string) bool {
	text := strings.TrimSpace(b.page.textOf(blk))
	if cutOff(text) || b.dateLineOf != nil && blk.stats.words <= bylineWords && b.dateLineOf(text) {
		return true
	}
	for _, leaf := range b.page.leaves[blk.leaf0:blk.leaf1] {
		if a := linkOf(leaf); a != nil && strings.TrimSpace(dom.Attr(a, "href")) == href || timed(leaf) {
			return true
		}
	}
	return false
}

// cutOff says whether a text ends with the marks of an excerpt.
func cutOff(text string) bool {
	text = strings.TrimRight(text, " \u00a0»›→>])）】")
	return strings.HasSuffix(text, "…") || strings.HasSuffix(text, "...") || strings.HasSuffix(text, "..")
}

// timed says whether a text stands in a <time>.
func timed(n *html.Node) bool {
	return n.Parent != nil && (n.Parent.DataAtom == atom.Time || n.Parent.Parent != nil && n.Parent.Parent.DataAtom == atom.Time)
}
