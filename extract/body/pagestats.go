package body

import (
	"strings"

	"copydesk/extract/pattern"
)

// linkShare adds up how much of some blocks is links.
type linkShare struct{ chars, links int }

func (l *linkShare) add(b *Block) {
	l.chars, l.links = l.chars+int(b.stats.chars), l.links+int(b.link)
}

func (l *linkShare) of() float64 { return float64(l.links) / float64(max(l.chars, 1)) }

// Stats are facts about the whole page that tell kinds of page apart.
type Stats struct {
	PageWords int     // words of all blocks
	KeptShare float64 // share of them that was kept
	Teasers   int     // blocks that are one link with a headline's length, outside the kept text
	Listed    int     // kept headings and lines that are links: entries of a list
	LinkWords int     // words of those
	Told      int     // kept blocks that are no links
	Led       int     // those of them right below a link of a headline's length: leads of other stories
	Prose     int     // words of the longest kept block that is a sentence and no link
	Captions  int     // captions of pictures
	Clocks    int     // lines that are a time of day, between the kept text's first and last
	LinkShare float64 // share of the characters outside menus and footers that are links
	KeptLinks float64 // the same of the kept text
	Visible   string  // the first characters of the whole page
	Near      string  // what follows the kept text, and what forms say

	consent []string
}

// statsWords is the number of kept words up to which a page's kind is in
// doubt, and the texts of Stats are gathered.
const statsWords = 400

// maxConsent bounds the blocks that are looked through for a consent layer.
const maxConsent = 500

// openingBytes is how much of a block is looked at to tell a page's kind.
const openingBytes = 400

// opening is the beginning of a block's text.
func (b *Body) opening(blk *Block) string {
	t := b.page.textOf(blk)
	if len(t) <= openingBytes {
		return t
	}
	return strings.ToValidUTF8(t[:openingBytes], "")
}

// Stats gathers them.
func (b *Body) Stats() Stats {
	var s Stats
	var vis, near strings.Builder
	first, last := b.bounds()
	var all, ours linkShare
	below := false // a link of a headline's length
	for i := range b.page.blocks {
		blk := &b.page.blocks[i]
		w := int(blk.stats.words)
		s.PageWords += w
		kept := b.verdict[i].keep
		if b.page.frames[blk.inner].flags&inCaption != 0 || b.verdict[i].rule == ruleCaption {
			s.Captions++
		}
		if i > first-3 && i < last && w <= 3 && blk.end-blk.start <= clockBytes && clock.MatchString(b.page.textOf(blk)) {
			s.Clocks++
		}
		if b.page.frames[blk.frame].flags&(inNav|inFooter) == 0 {
			all.add(blk)
		}
		if kept {
			ours.add(blk)
		}
		below = s.weighLink(blk, kept, b.page.frames[blk.frame].flags&(inNav|inFooter) != 0, below)
		if kept && w > s.Prose && blk.link == 0 && blk.stats.sentenceEnd() {
			s.Prose = w
		}
		if b.Words > statsWords {
			continue
		}
		if vis.Len() < 2000 && b.verdict[i].rule == ruleNone {
			vis.WriteString(b.opening(blk))
			vis.WriteByte('\n')
		}
		if !kept && i > last-5 && i < last+15 || kept && i > last-4 {
			near.WriteString(b.opening(blk))
			near.WriteByte('\n')
		}
		if len(s.consent) < maxConsent {
			s.consent = append(s.consent, b.opening(blk))
		}
	}
	if s.PageWords > 0 {
		s.KeptShare = float64(b.Words) / float64(s.PageWords)
	}
	s.LinkShare, s.KeptLinks = all.of(), ours.of()
	s.Visible, s.Near = vis.String(), near.String()
	return s
}

// weighLink counts a block that is a link, or that stands below one; it says
// whether the block is a link of a headline's length.
func (s *Stats) weighLink(blk *Block, kept, inMenu, below bool) bool {
	w := int(blk.stats.words)
	linked := w <= 30 && 10*blk.link >= 7*blk.stats.chars
	switch {
	case linked && !kept && w >= 4 && !inMenu:
		s.Teasers++
	case linked && kept && w >= 2:
		s.Listed++
		s.LinkWords += w
	case kept && !linked:
		s.Told++
		if below {
			s.Led++
		}
	}
	return linked && w >= 4
}

// clock is a time of day.
var clock = pattern.MustCompile(`^(?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?(?: ?(?:Uhr|uhr|h|hrs?|[aApP]\.?[mM]\.?|[A-Z]{2,4}))?$`)

const clockBytes = 20

// bounds are the first and the last kept block, -1 without any.
func (b *Body) bounds() (first, last int) {
	first, last = -1, -1
	for i, d := range b.verdict {
		if d.keep {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
}

// ConsentShare is the share of the page's blocks that re, a pattern for small letters, matches.
func (s *Stats) ConsentShare(re *pattern.Pattern) float64 {
	if len(s.consent) == 0 {
		return 0
	}
	n := 0
	for _, t := range s.consent {
		if re.MatchString(strings.ToLower(t)) {
			n++
		}
	}
	return float64(n) / float64(len(s.consent))
}
