package body

import (
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// callAddress are addresses of pages where readers are to subscribe, to sign up
// or to give money, as the larger systems and languages name them.
var callAddress = pattern.InSmall(`(?:^|[/._?=&-])(?:news-?letters?|newsletter-?(?:anmeldung|sign-?up)|subscribe|subscriptions?|sign-?up|abonnements?|abonnieren|abo|infolettres?|boletin(?:es)?|suscri(?:bete|birse|pcion(?:es)?)|iscriviti|abbonamenti|nieuwsbrief|nieuwsbrieven|nyhetsbrev|nyhedsbrev|donate|donations?|spenden?|membership|support-us|donar|doneer|patreon\.com|steadyhq\.com|ko-fi\.com|buymeacoffee\.com)(?:[/.?#=&-]|$)`)

// callStems are words of which every such address has one.
var callStems = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder([]string{"newsletter", "news-letter", "subscri", "signup", "sign-up", "abo", "infolettre", "boletin", "suscri", "iscriviti", "abbonam", "nieuwsbrie", "nyhe", "dona", "donee", "spende", "membership", "support-us", "patreon", "steadyhq", "ko-fi", "buymeacoffee"})
})

// calls says whether a link goes to such a page.
func calls(href string) bool {
	return len(href) < 300 && callStems().Find(href) != 0 && callAddress.MatchString(strings.ToLower(href))
}

// A box that calls on readers to subscribe or to give is no larger than this,
// its link is as short as a button's, and it stands below the first paragraph:
// above it, a headline and a standfirst may share the box with such a link.
const (
	callWords   = 45
	callBlock   = 32
	buttonWords = 8
	beforeCall  = 40
)

// dropCallBoxes leaves out the boxes around links to such pages, and the
// invitation in them, whatever its language.
func (b *Body) dropCallBoxes() {
	from := b.afterWords(beforeCall)
	_, last := b.bounds()
	seen := 0
	for i := from; i <= min(last+boxBlocks, len(b.verdict)-1) && seen < maxBoxes; i++ {
		blk := &b.page.blocks[i]
		if b.verdict[i].rule == ruleIntroduced || blk.stats.words > buttonWords || blk.link == 0 || blk.link < blk.stats.chars || b.page.frames[blk.inner].flags&(inNav|inFooter) != 0 || !calls(b.href(blk)) {
			continue
		}
		seen++
		b.dropCallBox(i, from)
	}
}

// href is where the first link of a block leads.
func (b *Body) href(blk *Block) string {
	if a := linkOf(b.page.leaves[blk.leaf0]); a != nil {
		return dom.Attr(a, "href")
	}
	return ""
}

// linkOf is the link that a node stands in, nil if none.
func linkOf(n *html.Node) *html.Node {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.A && dom.Has(n, "href") {
			return n
		}
	}
	return nil
}

// dropCallBox leaves out the largest element around a link's block that is small
// enough to be such a box.
func (b *Body) dropCallBox(i, from int) {
	first, end := int32(i), int32(i+1)
	for f := b.page.blocks[i].frame; f >= 0 && b.callBox(&b.page.frames[f], from); f = b.page.frames[f].parent {
		first, end = b.page.frames[f].block0, b.page.frames[f].block1
	}
	for i := first; i < end; i++ {
		if b.verdict[i].keep {
			b.verdict[i] = decision{rule: ruleCallBox}
		}
	}
}

// afterWords is the first block with so many kept words before it.
func (b *Body) afterWords(n int32) int {
	before := int32(0)
	for i, d := range b.verdict {
		if before >= n {
			return i
		}
		if d.keep {
			before += b.page.blocks[i].stats.words
		}
	}
	return len(b.verdict)
}

// callBox says whether an element is small enough to be such a box, and holds
// no headline.
func (b *Body) callBox(fr *frame, from int) bool {
	if int(fr.block0) < from || fr.block1-fr.block0 > boxBlocks {
		return false
	}
	words := int32(0)
	for i := fr.block0; i < fr.block1; i++ {
		blk := &b.page.blocks[i]
		if words += blk.stats.words; words > callWords || blk.stats.words > callBlock || b.page.frames[blk.frame].tag == atom.H1 {
			return false
		}
	}
	return true
}
