package body

import (
	"strings"
	"sync"

	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// boxNames are names of classes that say unmistakably what a box is, by kind. A
// dash is where a name, or a part of it, begins or ends.
var boxNames = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder(
		[]string{"-newsletter", "-nieuwsbrief", "-nyhetsbrev", "-nyhedsbrev", "-uutiskirje", "-infolettre", "-signup-", "-sign-up-", "-mailing-list-"},
		[]string{"-advert", "-ad-slot-", "-adslot", "-ad-container-", "-ad-wrapper-", "-ad-unit-", "-ad-box-", "-adbox-", "-ad-label-", "-ad-banner-", "-werbung-", "-anzeige-", "-publicidad-", "-publicite-", "-reklama-", "-sponsored-", "-banner-"},
		[]string{"-poll-", "-quiz-", "-umfrage-"},
		[]string{"-paywall-", "-subscribe-", "-subscription-", "-membership-"},
		[]string{"-donation-", "-donations-", "-donate-", "-support-us-", "-spenden-"},
		[]string{"-promo-", "-promobox-", "-cta-", "-app-banner-", "-shop-widget-", "-affiliate-", "-disclaimer-"},
		[]string{"-related-", "-relatedarticles-", "-relatedposts-", "-relatedstories-", "-most-popular-", "-most-read-", "-mostread-", "-mostpopular-", "-popular-posts-", "-trending-", "-recirc", "-read-more-", "-readmore-", "-read-also-", "-recommended-", "-more-stories-"},
		[]string{"-social-follow-", "-follow-us-", "-whatsapp-", "-telegram-", "-share-box-"},
		[]string{"-author-bio-", "-about-author-", "-about-the-author-", "-author-info-"},
		[]string{"-feedback-", "-tip-line-", "-comments-cta-", "-corrections-link-", "-print-only-", "-audio-player-", "-video-player-", "-video-caption-"},
	)
})

// boxKinds is how many kinds there are. Names of those in partNames parts of the
// text have too: the rest of an article behind a paywall, what unfolds below "read
// more", a paragraph on something related.
const (
	boxKinds  = 10
	partNames = 1<<3 | 1<<6
)

// Such a box holds no more kept words than this, in all and in one block, and all
// of its kind on a page no more than a share of the text: where they do, or where
// one of that kind is larger, the name is that of the text or of a part of it.
const (
	namedWords = 60
	namedBlock = 45
	namedShare = 0.2
	beforeBox  = 20 // kept words: above the first paragraph, a box may hold the lead
)

// namedBox is an element with such a name.
type namedBox struct {
	frame *frame
	kinds uint32
}

// dropNamedBoxes leaves out what stands in such boxes.
func (b *Body) dropNamedBoxes() {
	boxes, words, text := b.namedBoxes()
	total := b.keptWords()
	for k := range words {
		if float64(words[k]) > namedShare*float64(total) {
			text |= 1 << k
		}
	}
	for _, box := range boxes {
		if box.kinds&^text != 0 {
			b.dropBlocks(box.frame, ruleNamedBox)
		}
	}
}

// namedBoxes lists such boxes, the words of each kind, and those kinds that are
// names of the text's.
func (b *Body) namedBoxes() (boxes []namedBox, words [boxKinds]int32, text uint32) {
	before := make([]int32, len(b.verdict)+1) // kept blocks
	for i, d := range b.verdict {
		before[i+1] = before[i]
		if d.keep {
			before[i+1]++
		}
	}
	from, until := int32(b.afterWords(beforeBox)), int32(0)
	for f := range b.page.frames {
		fr := &b.page.frames[f]
		if !fr.block || fr.tok0 == fr.tok1 || before[fr.block0] == before[fr.block1] || fr.tag == atom.Body || fr.flags&inTable != 0 {
			continue
		}
		kinds := boxNames().Find(nameParts(fr))
		if kinds == 0 {
			continue
		}
		kept, most := b.keptIn(fr)
		if kept > namedWords || most > namedBlock || b.holdsTitle(fr) {
			text |= kinds
		} else if fr.block0 >= from && !isHeading(fr.tag) && (kinds&^partNames != 0 || b.headed(fr)) {
			boxes = append(boxes, namedBox{fr, kinds})
			if fr.block0 >= until {
				until = fr.block1
				addWords(&words, kinds, kept)
			}
		}
	}
	return boxes, words, text
}

// headed says whether an element begins with a heading, or has a link in it.
func (b *Body) headed(fr *frame) bool {
	for i := fr.block0; i < fr.block1; i++ {
		blk := &b.page.blocks[i]
		if blk.link > 0 || i == fr.block0 && b.heads(blk) {
			return true
		}
	}
	return false
}

func addWords(words *[boxKinds]int32, kinds uint32, n int32) {
	for k := range words {
		if kinds&(1<<k) != 0 {
			words[k] += n
		}
	}
}

// keptIn counts an element's kept words, and those of the longest kept block.
// Where a script has no spaces, some letters make a word.
func (b *Body) keptIn(fr *frame) (kept, most int32) {
	for i := fr.block0; i < fr.block1; i++ {
		if !b.verdict[i].keep {
			continue
		}
		blk := &b.page.blocks[i]
		n := blk.stats.words
		if n > namedBlock {
			n /= int32(wideShare(b.page.textOf(blk)))
		}
		if kept, most = kept+n, max(most, n); kept > namedWords {
			break
		}
	}
	return kept, most
}

// holdsTitle says whether the headline stands in an element.
func (b *Body) holdsTitle(fr *frame) bool {
	return b.view.title >= int(fr.block0) && b.view.title < int(fr.block1)
}

// dropBlocks leaves out the kept blocks of an element.
func (b *Body) dropBlocks(fr *frame, rule ruleID) {
	for i := fr.block0; i < fr.block1; i++ {
		if b.verdict[i].keep {
			b.verdict[i] = decision{rule: rule}
		}
	}
}

// nameParts are an element's classes and its id, in small letters, with dashes
// around them and between their parts.
func nameParts(fr *frame) string {
	var out strings.Builder
	out.WriteByte('-')
	for _, key := range []string{"class", "id"} {
		name := dom.Attr(fr.node, key)
		if len(name) > namesBytes {
			name = name[:namesBytes]
		}
		for i := 0; i < len(name); i++ {
			c := name[i]
			switch {
			case !letter(c):
				c = '-'
			case c >= 'A' && c <= 'Z' && i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z':
				out.WriteByte('-')
			}
			out.WriteByte(lower(c))
		}
		out.WriteByte('-')
	}
	return out.String()
}

// namesBytes is how much of such an attribute is looked at.
const namesBytes = 400
