package body

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// captionNames are the classes of texts at pictures: any that may be one, as what
// stands around it has to agree.
var captionNames = pattern.MustCompile(`(?i)caption|(?:^|[\s_-])(?:` + dom.CaptionNames + `|untertitel|(?:photo|image|img|picture)?-?credits?|(?:img|image|photo|foto|pic(?:ture)?)-?(?:desc(?:ription)?|text|info|title))(?:[\s_-]|$)`)

// captionLevels is how far up from a text the element is looked for that holds
// the picture too.
const captionLevels = 4

// captionMost is how many words a caption has at most that is told by what
// stands around it; longer ones tell a part of the story.
const captionMost = 45

// isBesidePicture says whether a block is the text at a picture just before it:
// in a <figure>, or in an element whose class says so.
func (b *Body) isBesidePicture(i int, picture *html.Node) bool {
	blk := &b.page.blocks[i]
	fr := &b.page.frames[blk.frame]
	if blk.stats.words > captionMost || isHeading(fr.tag) || fr.flags&(inQuote|inItem) != 0 {
		return false
	}
	for f, level := blk.inner, 0; f >= 0 && level < captionLevels; f, level = b.page.frames[f].parent, level+1 {
		if up := &b.page.frames[f]; holds(up.node, picture) {
			return up.block1-up.block0 <= 3 && (up.tag == atom.Figure || b.namesCaption(blk.inner, level))
		}
	}
	return false
}

// namesCaption says whether a class of an element, or of those above it up to
// a level, is a caption's.
func (b *Body) namesCaption(f int32, levels int) bool {
	for level := 0; level <= levels; f, level = b.page.frames[f].parent, level+1 {
		if captionNames.MatchString(dom.Attr(b.page.frames[f].node, "class")) {
			return true
		}
	}
	return false
}

// holds says whether a node is above another, a few levels up.
func holds(n, below *html.Node) bool {
	for level := 0; below != nil && level < 2*captionLevels; below, level = below.Parent, level+1 {
		if below == n {
			return true
		}
	}
	return false
}

// dropCaptions leaves out the texts at pictures.
func (b *Body) dropCaptions() {
	for n, im := range b.page.images {
		for i := int(im.block); i < min(int(im.block)+2, len(b.verdict)); i++ {
			if b.verdict[i].keep && (b.isBesidePicture(i, im.node) || b.repeatsAlt(i, im) || b.creditedBelow(i, im)) {
				b.takeCaption(n, i)
			}
		}
	}
}

// altWords is how many words a text has at least that is a caption because the
// picture's own description says the same: shorter ones are names of things.
const altWords = 5

// captionBytes bounds the texts that are compared with descriptions: a page may
// have any number of pictures before one text.
const captionBytes = 1000

// repeatsAlt says whether a text right below a picture that has no caption of
// its own says what the picture's description says, and no more.
func (b *Body) repeatsAlt(i int, im placed) bool {
	blk := &b.page.blocks[i]
	fr := &b.page.frames[blk.frame]
	if i != int(im.block) || blk.end-blk.start > captionBytes || blk.stats.words < altWords || blk.stats.words > captionMost || isHeading(fr.tag) || fr.flags&(inHeading|inQuote|inItem|inLink) != 0 {
		return false
	}
	words := appendWords(nil, []byte(b.page.textOf(blk)))
	for _, key := range []string{"alt", "title"} {
		if slices.Equal(words, appendWords(nil, []byte(dom.Attr(im.node, key)))) {
			return !hasCaption(im.node)
		}
	}
	return false
}

// figureParts is how many children of a figure, from its end, are looked at.
const figureParts = 12

// hasCaption says whether a figure around a picture has a caption.
func hasCaption(picture *html.Node) bool {
	for n, level := picture.Parent, 0; n != nil && level < captionLevels; n, level = n.Parent, level+1 {
		if n.DataAtom == atom.Figure {
			for k, seen := n.LastChild, 0; k != nil && seen < figureParts; k, seen = k.PrevSibling, seen+1 {
				if k.DataAtom == atom.Figcaption {
					return true
				}
			}
			return false
		}
	}
	return false
}

// creditedBelow says whether between a picture and the line that says who took
// it a text stands, and all three are in one element.
func (b *Body) creditedBelow(i int, im placed) bool {
	if i != int(im.block) || i+1 >= len(b.verdict) || b.verdict[i+1].keep || b.verdict[i+1].rule != ruleCaption {
		return false
	}
	blk, below := &b.page.blocks[i], &b.page.blocks[i+1]
	fr := &b.page.frames[blk.frame]
	if blk.stats.words > captionMost || isHeading(fr.tag) || fr.flags&(inQuote|inItem) != 0 || fr.parent < 0 || fr.parent != b.page.frames[below.frame].parent {
		return false
	}
	up := &b.page.frames[fr.parent]
	return up.block1-up.block0 <= 3 && holds(up.node, im.node)
}

// takeCaption leaves a block out of the text as the caption of the n-th picture.
func (b *Body) takeCaption(n, i int) {
	b.verdict[i] = decision{rule: ruleCaption}
	if b.captions == nil {
		b.captions = map[int]int{}
	}
	if _, had := b.captions[n]; !had {
		b.captions[n] = i
	}
}

// creditTail ends a picture's caption: who took it.
var creditTail = pattern.InSmall(`(?:^|[\s.…(（\[|/—–])(?:(?:foto|fotó|photo|image|bild|picture|photograph|fotografía|fotografie|fotografia|фото|φωτο|φωτογραφία|kuva|צילום|사진|写真|图|ภาพ)(?:s|graph|graphie|graphy|credit|quelle|rechte|จาก)?(?: (?:credits?|courtesy|by|von))?|credits?|crédits?|撮影)\s*[:：/／©=＝]\s*(?:[^:：]{1,49}[^:：.!?]|[^:：\s]+(?: [^:：\s]+){0,2}[.!?])$|` +
	`[(（](?:foto|fotos|photo|photos|bild|fot\.?) [^()（）]{3,40}[)）]\.?$|\bfot\. [^.]{3,40}$|\bphotos? [^.:]{2,30}/[^.:]{2,30}$|[=＝（(／/][^=＝]{1,14}(?:撮影|摄|攝)[)）]?$`)

const creditedWords = 40

// alone is a caption that its own words give away, with no picture near: where it
// ends by saying who took it, in brackets around all of it or behind the mark that
// points to the picture, or which picture of the page it belongs to.
var alone = pattern.InSmall(`^(?:` +
	`[(（\[［](?:(?:borító|címlap|nyitó)kép|foto di copertina|photo de (?:une|couverture)|cover photo|foto de (?:portada|capa)|titelbild|foto|fotó|photo|фото|사진)\s?[:：=＝] ?[^()（）\[\]]{2,140}[)）\]］]|` +
	`(?:foto di copertina|photo de (?:une|couverture)|cover photo|foto de (?:portada|capa)|фото на обложке|фото на обкладинці|(?:rubriklisten|aufmacher|vorschau|symbol|archiv|teaser)bild)\s?[:：] ?[^.!?]{2,80}|` +
	`[▲▼△▽◀▶] ?.{2,140}(?:[（(](?:圖|图|照片|攝影|摄影|photo|사진)\s?[／/:：=＝|] ?.{2,30}[)）]|[ⓒ©] ?.{2,30}|사진\s?[=＝:] ?.{2,20})|` +
	`[^。！？]{2,30}。? ?(?:新华社|新華社|中新社|中新网|本报|本報|央视|人民网)[^。，]{0,10}(?:记者|記者|发|發)[^。，]{0,14}(?:摄|攝)影?|` +
	`[^.!?…]{8,160}[.…] ?(?:ảnh|foto|fot|fotó|photo|фото|bild|kuva|zdj)\s?[:：.] ?[^.:!?]{3,40}` +
	`)\.?$`)

// dropAlone leaves out such captions.
func (b *Body) dropAlone() {
	const set = inItem | inTable | inQuote
	for i := range b.verdict {
		blk := &b.page.blocks[i]
		if !b.verdict[i].keep || blk.stems&stemCredit == 0 || b.page.frames[blk.inner].flags&set != 0 || b.heads(blk) || blk.end-blk.start > captionBytes {
			continue
		}
		if t := b.page.textOf(blk); int(blk.stats.words) <= creditedWords*wideShare(t) && alone.MatchString(strings.ToLower(t)) {
			b.verdict[i] = decision{rule: ruleCaption}
		}
	}
}

// agencyTail ends a caption, behind its last sentence, with a photographer and
// whom he works for, in brackets: "(Ina Holm/The Post)".
var agencyTail = pattern.MustCompile(`[.!?…。”"]\s*[(（]\p{Lu}[^()（）/:]{3,30}\s?[/／]\s?\p{Lu}[^()（）/:]{1,40}[)）]\.?$`)

// dropCredited leaves out a paragraph right below a picture that ends by saying
// who took it: it is the picture's caption, though no figure says so.
func (b *Body) dropCredited() {
	for n, im := range b.page.images {
		i := int(im.block)
		if i >= len(b.verdict) || !b.verdict[i].keep || b.page.blocks[i].stats.words > creditedWords {
			continue
		}
		t := b.page.textOf(&b.page.blocks[i])
		if b.page.blocks[i].stems&stemCredit != 0 && creditTail.MatchString(strings.ToLower(t)) || strings.HasSuffix(strings.TrimRight(t, "."), ")") && agencyTail.MatchString(t) {
			b.takeCaption(n, i)
		}
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
	if b.keepSlides(); b.keptWords() >= galleryText {
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

// A show has so many slides: figures with a heading and a caption each, which
// hold more words than all the text besides.
const (
	leastSlides = 5
	slidesShare = 1.5
)

// keepSlides keeps the headings and captions of a show of slides.
func (b *Body) keepSlides() {
	var slides []int
	n, words := 0, int32(0)
	for f := range b.page.frames {
		fr := &b.page.frames[f]
		if fr.tag != atom.Figure || fr.flags&(inNav|inFooter|inAside|inLink|inHidden) != 0 {
			continue
		}
		if blocks, w := b.slide(fr); w > 0 {
			slides = append(slides, blocks...)
			words += w
			n++
		}
	}
	if n < leastSlides || float64(words) < slidesShare*float64(b.keptWords()) {
		return
	}
	for _, i := range slides {
		b.verdict[i] = decision{keep: true, rule: ruleGallery}
	}
}

// slide is the blocks of a figure that are its heading and its caption, and the
// words of the caption; 0 where one of them is missing.
func (b *Body) slide(fr *frame) (blocks []int, words int32) {
	headed := false
	for i := int(fr.block0); i < int(fr.block1); i++ {
		blk := &b.page.blocks[i]
		switch heading := isHeading(b.page.frames[blk.frame].tag); {
		case heading && b.verdict[i].rule == ruleNone:
			headed = true
			blocks = append(blocks, i)
		case !heading && b.verdict[i].rule == ruleCaption && b.page.frames[blk.inner].flags&inCaption != 0:
			blocks = append(blocks, i)
			words += blk.stats.words
		}
	}
	if !headed {
		return nil, 0
	}
	return blocks, words
}
