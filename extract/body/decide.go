package body

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// decision is what becomes of a block, and the rule that overruled the model,
// if one did.
type decision struct {
	keep bool
	rule ruleID
}

// ruled is the rule that put a block aside by structure.
func (v *view) ruled(i int) ruleID { return v.page.ruled(i) }

func (p *page) ruled(i int) ruleID {
	if r := p.frames[p.blocks[i].inner].rule; r != ruleNone {
		return r
	}
	return p.blocks[i].rule
}

// threshold is the probability from which on a block is kept.
const threshold = 0.5

// decide turns scores into decisions: rules first, then the model, then what
// only shows once the rest is known.
func (b *Body) decide(rules *Rules, h Hints) {
	b.verdict = make([]decision, len(b.page.blocks))
	for i := range b.verdict {
		d := &b.verdict[i]
		if d.rule = b.view.ruled(i); d.rule != ruleNone {
			continue
		}
		d.keep = b.scores[i] > threshold
	}
	if rules != nil {
		b.siteRules(rules)
	}
	free := rules == nil || len(rules.Keep) == 0 // a container that a site's rules name is what they say
	if free {
		b.dropHidden()
	}
	b.dropTitle()
	b.dropNotices()
	b.dropFollows()
	b.dropPath()
	b.dropFormerTitle()
	b.dropByline(h)
	b.evenTables()
	b.keepIntroduced()
	b.dropFurtherStories()
	b.dropCaptions()
	b.dropCredited()
	b.dropAlone()
	b.dropThread()
	b.dropReplies()
	b.dropAboutAuthor()
	b.dropPointed()
	b.dropLoneLinks()
	b.dropLabelled()
	b.dropCopies()
	b.dropExcerpt()
	b.dropRepeated()
	if free {
		b.dropNamedBoxes()
	}
	b.dropCards()
	b.dropCallBoxes()
	b.dropClosing(h)
	b.keepCaptions()
	b.dropHeadingsOfLinks()
	b.dropLooseHeadings()
	b.sure()
}

// keptWords is how many words are kept so far.
func (b *Body) keptWords() (n int32) {
	for i, d := range b.verdict {
		if d.keep {
			n += b.page.blocks[i].stats.words
		}
	}
	return n
}

// wordsIn counts the words in an element, and those that are kept.
func (b *Body) wordsIn(fr *frame) (all, kept int32) {
	for i := fr.block0; i < fr.block1; i++ {
		n := b.page.blocks[i].stats.words
		all += n
		if b.verdict[i].keep {
			kept += n
		}
	}
	return all, kept
}

// siteRules lets a site's own rules overrule the model: with containers named,
// what stands in them is the body and nothing else is.
func (b *Body) siteRules(rules *Rules) {
	for i := range b.verdict {
		d := &b.verdict[i]
		if len(rules.Keep) > 0 && d.rule == ruleNone {
			keep := b.inside(i, rules.Keep)
			if keep != d.keep {
				*d = decision{keep: keep, rule: ruleSite}
			}
		}
		for _, re := range rules.RemoveText {
			if d.keep && re.MatchString(b.page.textOf(&b.page.blocks[i])) {
				*d = decision{rule: ruleSiteText}
			}
		}
	}
}

func (b *Body) inside(i int, set map[*html.Node]bool) bool {
	for f := b.page.blocks[i].inner; f >= 0; f = b.page.frames[f].parent {
		if set[b.page.frames[f].node] {
			return true
		}
	}
	return false
}

// Shares of the text from which on marked blocks are the article: some sites
// hide it until their scripts have run, or keep it out of search engines'
// extracts, or have but an excerpt.
const (
	hiddenShare  = 0.3
	excerptShare = 0.85
)

// dropHidden leaves out what readers don't see, and what they are not meant to
// keep, where enough is left.
func (b *Body) dropHidden() {
	b.dropMarked(inHidden, ruleHidden, hiddenShare)
	b.dropMarked(inKeptOut, ruleKeptOut, hiddenShare)
	b.dropMarked(inExcerpt, ruleExcerpt, excerptShare)
}

func (b *Body) dropMarked(mark flags, rule ruleID, share float64) {
	var marked, all int32
	for i, d := range b.verdict {
		if d.keep {
			w := b.page.blocks[i].stats.words
			all += w
			if b.marked(i, mark) {
				marked += w
			}
		}
	}
	if float64(marked) > share*float64(all) {
		return
	}
	for i := range b.verdict {
		if b.verdict[i].keep && b.marked(i, mark) {
			b.verdict[i] = decision{rule: rule}
		}
	}
}

func (b *Body) marked(i int, mark flags) bool {
	return b.page.frames[b.page.blocks[i].inner].flags&mark != 0
}

// A pull quote has this many words at most, and is no shorter than a sentence.
const (
	pullWords  = 60
	leastWords = 5
)

// dropRepeated leaves out blocks whose words stand again in a longer kept
// block: pull quotes, and teasers of what follows.
func (b *Body) dropRepeated() {
	for i := range b.verdict {
		blk := &b.page.blocks[i]
		if !b.verdict[i].keep || blk.stats.words < leastWords || blk.stats.words > pullWords || isHeading(b.page.frames[blk.frame].tag) {
			continue
		}
		t := strings.Trim(b.page.textOf(blk), "\"'“”„‘’«»–—- .…")
		if len(t) < 20 {
			continue
		}
		for j := max(0, i-40); j < min(len(b.verdict), i+40); j++ {
			o := &b.page.blocks[j]
			if j != i && b.verdict[j].keep && o.end-o.start > blk.end-blk.start && strings.Contains(b.page.textOf(o), t) {
				b.verdict[i] = decision{rule: ruleRepeated}
				break
			}
		}
	}
}

// A heading of so many words that ends as a sentence says something by itself:
// some slide shows and lists of facts are all headings.
const tellingHeading = 7

// dropLooseHeadings leaves out headings at the end that head nothing.
func (b *Body) dropLooseHeadings() {
	for i := len(b.verdict) - 1; i >= 0; i-- {
		if !b.verdict[i].keep {
			continue
		}
		blk := &b.page.blocks[i]
		if !isHeading(b.page.frames[blk.frame].tag) || blk.stats.words >= tellingHeading && blk.stats.sentenceEnd() && blk.stats.marks&markQuestion == 0 {
			return
		}
		b.verdict[i].keep = false
	}
}

// linksBelow is how many links a list below a heading has at least whose
// heading goes with it.
const linksBelow = 2

// dropHeadingsOfLinks leaves out the headings of lists of links that are left
// out.
func (b *Body) dropHeadingsOfLinks() {
	for i := range b.verdict {
		if b.verdict[i].keep && isHeading(b.page.frames[b.page.blocks[i].frame].tag) && i != b.view.title && b.headsLinks(i) {
			b.verdict[i] = decision{rule: rulePointer}
		}
	}
}

// headsLinks says whether right below a heading a list follows of which nothing
// is kept, and whose items are links for the most part.
func (b *Body) headsLinks(i int) bool {
	links := 0
	for j := i + 1; j < len(b.verdict); j++ {
		blk := &b.page.blocks[j]
		if b.page.frames[blk.inner].flags&inItem == 0 {
			return links >= linksBelow
		}
		if b.verdict[j].keep || 2*blk.link < blk.stats.chars {
			return false
		}
		links++
	}
	return links >= linksBelow
}

func isHeading(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// sure sums up how certain the decisions about kept text are.
func (b *Body) sure() {
	var sum, words float64
	for i, d := range b.verdict {
		if d.keep {
			w := float64(b.page.blocks[i].stats.words)
			sum += float64(b.scores[i]) * w
			words += w
			b.Kept++
		}
	}
	b.Words = int(words)
	if words > 0 {
		b.Sure = sum / words
	}
}
