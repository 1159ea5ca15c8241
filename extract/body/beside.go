package body

import (
	"strings"

	"copydesk/extract/dom"
)

// creditTail ends a picture's caption: who took it.
var creditTail = dom.InSmall(`(?:^|[\s.…(（\[|/—–])(?:(?:foto|fotó|photo|image|bild|picture|photograph|fotografía|fotografie|fotografia|фото|φωτο|φωτογραφία|kuva|צילום|사진|写真|图|ภาพ)(?:s|graph|graphie|graphy|credit|quelle|rechte|จาก)?(?: (?:credits?|courtesy|by|von))?|credits?|crédits?|撮影)\s*[:：/／©=＝]\s*(?:[^:：]{1,49}[^:：.!?]|[^:：\s]+(?: [^:：\s]+){0,2}[.!?])$|` +
	`[(（](?:foto|fotos|photo|photos|bild|fot\.?) [^()（）]{3,40}[)）]\.?$|\bfot\. [^.]{3,40}$|\bphotos? [^.:]{2,30}/[^.:]{2,30}$|[=＝（(／/][^=＝]{1,14}(?:撮影|摄|攝)[)）]?$`)

const creditedWords = 40

// dropCredited leaves out a paragraph right below a picture that ends by saying
// who took it: it is the picture's caption, though no figure says so.
func (b *Body) dropCredited() {
	for _, im := range b.page.images {
		i := int(im.block)
		if i >= len(b.verdict) || !b.verdict[i].keep || b.page.blocks[i].stats.words > creditedWords || b.page.blocks[i].stems&stemCredit == 0 {
			continue
		}
		if t := strings.ToLower(b.page.textOf(&b.page.blocks[i])); creditTail.MatchString(t) {
			b.verdict[i] = decision{rule: ruleCaption}
		}
	}
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
		if n := len(words) - len(t); len(t) > 1 && n > 0 && n <= pathWords && equalWords(words[n:], t) {
			return true
		}
	}
	return false
}

func equalWords(a, b []uint32) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// replyWords are what a link or button to answer a comment says.
var replyWords = wordSet(`reply antworten répondre responder rispondi beantwoorden svara svar svarer ответить відповісти odpowiedz odpovědět válasz răspunde yanıtla balas trả vastaa απάντηση 返信 回复 回覆 답글 رد پاسخ השב`)

// Comments with nothing that tells them from the text but a link to answer each
// are no larger than this, and stand below most of the text.
const (
	replyBlocks = 40
	replyMost   = 250
	replyShare  = 0.3
)

// dropReplies leaves out what stands beside a link to answer it.
func (b *Body) dropReplies() {
	total, before, seen := b.keptWords(), int32(0), 0
	for i := range b.verdict {
		blk := &b.page.blocks[i]
		if b.verdict[i].keep {
			before += blk.stats.words
		}
		if blk.stats.words > 3 || before < wordsBeforeThread || float64(before) < shareBeforeThread*float64(total) {
			continue
		}
		if seen++; seen > 20*maxBoxes {
			return
		}
		if t := b.page.textOf(blk); len(t) <= 60 && replyWords[firstWord(t)] {
			b.dropComment(blk, min(replyMost, int32(replyShare*float64(total))))
		}
	}
}

// dropComment leaves out what is kept in the smallest element around a link that
// holds anything kept, most words at most.
func (b *Body) dropComment(blk *Block, most int32) {
	for f := blk.frame; f >= 0; f = b.page.frames[f].parent {
		fr := &b.page.frames[f]
		if fr.block1-fr.block0 > replyBlocks {
			return
		}
		_, kept := b.wordsIn(fr)
		if kept == 0 {
			continue
		}
		for i := fr.block0; kept <= most && i < fr.block1; i++ {
			if b.verdict[i].keep {
				b.verdict[i] = decision{rule: ruleThread}
			}
		}
		return
	}
}

// A page of pictures with hardly any text but their captions has so many of them,
// with so many words.
const (
	galleryText     = 25
	galleryCaptions = 4
	captionsWords   = 40
)

// keepCaptions keeps the captions of a page of pictures: they are its text.
func (b *Body) keepCaptions() {
	if b.keptWords() >= galleryText {
		return
	}
	var captions []int
	words := int32(0)
	for i := range b.verdict {
		if blk := &b.page.blocks[i]; b.verdict[i].rule == ruleCaption && b.page.frames[blk.inner].rule == ruleNone && b.page.frames[blk.inner].flags&(inNav|inFooter|inAside|inLink|inHidden) == 0 {
			captions = append(captions, i)
			words += blk.stats.words
		}
	}
	if len(captions) < galleryCaptions || words < captionsWords {
		return
	}
	for _, i := range captions {
		b.verdict[i] = decision{keep: true, rule: ruleGallery}
	}
}
