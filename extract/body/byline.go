package body

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html/atom"

	"copydesk/extract/pattern"
)

// A byline stands above the text, or between its standfirst and the rest: so
// many kept words at most before it, and less than stands after it.
const (
	wordsBeforeByline = 120
	bylineWords       = 14
	wordsBeforeDate   = 20 // further down a date may head an entry
	maxBylineWords    = 30 // with dates, places and jobs behind the names
	besidePrinted     = 2  // "Updated at"
	besideNames       = 3  // "By", "Reporter", "May": words of a byline that are nobody's name, numbers aside
	besideTimes       = 2  // and "Sunday", "GMT" beside a date and a time
	fullDate          = 3  // the numbers of a date
)

// dropByline leaves out the line that names the authors or the date that the
// metadata found: many pages have it in a plain paragraph, and above a short
// text the model takes it for the first.
func (b *Body) dropByline(h Hints) {
	authors, printed := wordLists(append(slices.Clone(h.Authors), h.Filed)), wordLists(h.Printed)
	total, before := b.keptWords(), int32(0)
	for i := range b.verdict {
		blk := &b.page.blocks[i]
		if !b.verdict[i].keep {
			continue
		}
		if before > wordsBeforeByline || 2*before > total {
			return
		}
		if b.fewWords(blk) && (!b.heads(blk) && (b.saysWho(blk, authors, printed) || b.saysDesk(blk, h)) || before < wordsBeforeDate && b.dateLine(blk, h)) {
			b.verdict[i] = decision{rule: ruleByline}
			continue
		}
		before += blk.stats.words
	}
}

// heads says whether a block is a heading.
func (b *Body) heads(blk *Block) bool { return isHeading(b.page.frames[blk.frame].tag) }

// dateLine says whether a block is a date and no more, besides how long it takes
// to read what follows, or how many did. Themes print it as a small heading, too.
func (b *Body) dateLine(blk *Block, h Hints) bool {
	if h.DateLine == nil || blk.stats.words > bylineWords || b.page.frames[blk.inner].flags&(inItem|inTable) != 0 {
		return false
	}
	if tag := b.page.frames[blk.frame].tag; isHeading(tag) && tag != atom.H4 && tag != atom.H5 && tag != atom.H6 {
		return false
	}
	text := b.page.textOf(blk)
	return (h.DateLine(text) || datedParts(text, h.DateLine)) && !spansLife(text)
}

// yearsOfLife is how far apart two years are at least that are no article's date and
// its change.
const yearsOfLife = 12

// spansLife says whether two years of a line are so far apart: it says when somebody
// lived.
func spansLife(line string) bool {
	years := yearNumber.FindAllString(line, 3)
	if len(years) != 2 {
		return false
	}
	from, _ := strconv.Atoi(years[0])
	to, _ := strconv.Atoi(years[1])
	return to-from >= yearsOfLife
}

var yearNumber = regexp.MustCompile(`\b(?:1[6-9]|20)\d\d\b`)

// datedParts says whether one part of a line is a date and each other one speaks of
// reading it.
func datedParts(text string, dateLine func(string) bool) bool {
	dated, parts := false, strings.FieldsFunc(strings.ReplaceAll(text, " - ", "|"), func(r rune) bool { return strings.ContainsRune("|•·–—", r) })
	for _, part := range parts {
		part = strings.TrimSpace(part)
		small := strings.ToLower(part)
		switch {
		case part == "", readerTools.MatchString(small), countLine.MatchString(small), readingWords.MatchString(small):
		case !dated && dateLine(part):
			dated = true
		default:
			return false
		}
	}
	return dated && len(parts) > 1
}

// readingWords is how long a text takes to read, behind a label of any language.
var readingWords = pattern.MustCompile(`^(?:[\p{L}\p{M}]+\s?){0,4}[:：]?\s?(?:~\s?)?\d{1,3}\s?(?:min|мин|хв|λεπτ|分|분|นาที|phút|dak|perc|daqiqa|menit|דק|دقي|मिनट|মিনিট)[^\d]{0,20}$`)

// saysWho says whether a block is a line about who made the article, and when.
func (b *Body) saysWho(blk *Block, authors, printed []wordList) bool {
	text, words := b.page.textOf(blk), b.view.wordsOf(blk)
	if blk.stats.marks&markColonEnd != 0 { // who speaks next, in a transcript
		return false
	}
	if blk.leaf1-blk.leaf0 > 1 { // elements side by side may have no space between
		words = appendWords(nil, []byte(b.leafText(blk)))
	}
	dates, wide := numbers(text), wideShare(text)
	if namesOnly(words, dates, wide, authors, printed) || len(words) <= bylineWords && othersWork.MatchString(text) {
		return true
	}
	return dates >= 3 && slices.ContainsFunc(printed, func(p wordList) bool {
		return len(words) > len(p.words) && slices.Equal(words[:len(p.words)], p.words)
	})
}

// leafText is a block's text with spaces between the texts that it is made of.
func (b *Body) leafText(blk *Block) string {
	var out strings.Builder
	for _, leaf := range b.page.leaves[blk.leaf0:blk.leaf1] {
		out.WriteString(leaf.Data)
		out.WriteByte(' ')
	}
	return out.String()
}

// deskWords is how many words a line has at most that names a desk.
const deskWords = 5

// saysDesk says whether a block names the desk that made the article.
func (b *Body) saysDesk(blk *Block, h Hints) bool {
	return h.DeskLine != nil && blk.stats.words <= deskWords && h.DeskLine(b.page.textOf(blk))
}

// othersWork is a line that names who edited an article or made its pictures.
var othersWork = pattern.MustCompile(`^(?i:(?:edited|reviewed|fact-checked|photograph(?:s|ed|y)?|photos?|pictures?|images?|illustrat(?:ed|ions?)|graphics?|translated|produced|updated) by:?) \p{Lu}[\p{L}.'’-]+(?: (?:and|\p{L}{1,3}|\p{Lu}[\p{L}.'’-]+),?){1,6}(?: (?:at|on) .*\d.*)?$`)

// wordList is a text's words, and how many numbers are among them.
type wordList struct {
	words   []uint32
	numbers int
}

// wordLists are those of each text that has two words at least: a single one is
// too often a word of the language.
func wordLists(texts []string) []wordList {
	var out []wordList
	for _, t := range texts {
		if hs := appendWords(nil, []byte(t)); len(hs) > 1 {
			out = append(out, wordList{hs, numbers(t)})
		}
	}
	return out
}

// namesOnly says whether a line's words are a printed byline or date, or authors'
// names with hardly a word beside them and the numbers of a date.
func namesOnly(words []uint32, numbers, wide int, authors, printed []wordList) bool {
	if len(words) <= bylineWords*wide && slices.ContainsFunc(printed, func(p wordList) bool {
		return slices.Equal(words, p.words) || len(p.words) >= 3 && len(words)-len(p.words) <= besidePrinted*wide && containsRun(words, p.words)
	}) {
		return true
	}
	if !slices.ContainsFunc(authors, func(a wordList) bool { return containsRun(words, a.words) }) {
		return false
	}
	told, dated := 0, numbers >= fullDate
	for i := 0; i < len(words); i++ {
		run := runAt(words[i:], printed)
		if len(run.words) < 3 {
			run = runAt(words[i:], authors)
		}
		if n := len(run.words); n > 0 {
			told, numbers = told+n, numbers-run.numbers
			i += n - 1
		}
	}
	beside := besideNames
	if dated {
		beside += besideTimes
	}
	return len(words)-told-max(numbers, 0) <= beside*wide
}

// fewWords says whether a block is no longer than a line about an article.
func (b *Body) fewWords(blk *Block) bool {
	n := int(blk.stats.words)
	return n <= maxBylineWords || n <= maxBylineWords*lettersOfWord && n <= maxBylineWords*wideShare(b.page.textOf(blk))
}

// lettersOfWord is how many letters a word has in Thai and its neighbours, which
// write no spaces: each letter counts for a word there.
const lettersOfWord = 5

// wideShare is how many of the words that are counted in a text make one.
func wideShare(text string) int {
	for _, r := range text {
		if unspaced(r) {
			return lettersOfWord
		}
	}
	return 1
}

// runAt is the one of some texts that a list of words begins with.
func runAt(words []uint32, texts []wordList) wordList {
	for _, t := range texts {
		if len(words) >= len(t.words) && slices.Equal(words[:len(t.words)], t.words) {
			return t
		}
	}
	return wordList{}
}

func containsRun(words, part []uint32) bool {
	for i := 0; i+len(part) <= len(words); i++ {
		if slices.Equal(words[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

// numbers counts runs of digits.
func numbers(text string) int {
	n, in := 0, false
	for _, r := range text {
		digit := r >= '0' && r <= '9' || r > unicode.MaxLatin1 && unicode.IsDigit(r)
		if digit && !in {
			n++
		}
		in = digit
	}
	return n
}

// What is said about the author stands below most of the text, or in a box, and is
// short.
const (
	shareBeforeAuthor = 0.6
	authorBoxWords    = 150
)

// dropAboutAuthor leaves out a heading such as "About the author" and what
// stands below it, up to the end of its box or the next heading.
func (b *Body) dropAboutAuthor() {
	total, before := b.keptWords(), int32(0)
	for i := range b.verdict {
		blk := &b.page.blocks[i]
		if !b.verdict[i].keep && b.verdict[i].rule != ruleNone {
			continue
		}
		if b.headsAuthor(blk) {
			end := b.boxEnd(i)
			if before > 0 && end < len(b.verdict) || float64(before) >= shareBeforeAuthor*float64(total) && total-before <= authorBoxWords {
				b.dropAuthorBox(i, end)
				return
			}
		}
		if b.verdict[i].keep {
			before += blk.stats.words
		}
	}
}

// headsAuthor says whether a block is such a heading.
func (b *Body) headsAuthor(blk *Block) bool {
	return blk.stats.words <= 6 && aboutWords().Find(b.page.textOf(blk)) != 0 && aboutAuthor.FindFolded(b.page.textOf(blk)) != nil
}

// dropAuthorBox leaves out what stands below such a heading.
func (b *Body) dropAuthorBox(i, end int) {
	for j := i; j < end; j++ {
		if j > i && isHeading(b.page.frames[b.page.blocks[j].frame].tag) {
			return
		}
		if b.verdict[j].keep {
			b.verdict[j] = decision{rule: ruleAuthorBox}
		}
	}
}

// boxEnd is where the box ends that a block begins: the largest element that
// begins with it, holds more, and has no more words than what is said about an
// author. Without one everything up to the end is the box.
func (b *Body) boxEnd(i int) int {
	end := len(b.verdict)
	for f := b.page.blocks[i].frame; f >= 0 && int(b.page.frames[f].block0) == i; f = b.page.frames[f].parent {
		fr := &b.page.frames[f]
		if int(fr.block1) == i+1 {
			continue
		}
		if _, kept := b.wordsIn(fr); kept > authorBoxWords {
			break
		}
		end = int(fr.block1)
	}
	return end
}
