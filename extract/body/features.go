package body

import (
	"math"

	"golang.org/x/net/html/atom"
)

// The features of a block. The model file names them by number, so their
// order is part of it: training and extraction must agree.
const (
	fWords = iota
	fChars
	fLinkDensity
	fLinks
	fSentences
	fSentenceEnd
	fCommas
	fDigits
	fUpper
	fCapWords
	fWordLength
	fTag
	fInnerTag
	fBold
	fWide
	fPipe
	fCopyright
	fAt
	fURL
	fQuestion
	fEllipsis
	fQuote
	fColonEnd
	fEmptyInner
	fPointer

	fIndex
	fTextBefore
	fTextAfter
	fDepth
	fAfterTitle
	fFromTitle

	fInArticle
	fInMain
	fInSection
	fInAside
	fInNav
	fInHeader
	fInFooter
	fInFigure
	fInCaption
	fInList
	fInTable
	fInForm
	fInQuote
	fInLink
	fInButton
	fInDetails
	fInHeading
	fInBodyProp
	fInHidden
	fInComplementary
	fInParagraph
	fInDefinition

	fClassSelf
	fClassInner
	fClassParent
	fClassGrand
	fClassSum
	fClassLeast
	fClassMost

	fWordMean
	fWordMin
	fWordMax
	fWordSum
	fShort

	// How the block's container and the three around it look.
	fShare1
	fShare2
	fShare3
	fShare4
	fLinks1
	fLinks2
	fLinks3
	fLinks4
	fBlocks1
	fBlocks2
	fBlocks3
	fMean1
	fMean2
	fMean3
	fPlace1 // where in its container it stands, 0 first to 1 last
	fPlace2

	fMainUp     // levels from the container with most paragraph text down to the block, or -1 outside
	fMainOut    // levels up to an element that holds both
	fMainBefore // words between the block and that container, before it
	fMainAfter  // and after it
	fMainShare  // share of the page's paragraph text in that container
	fMainDirect // the block's parent is that container

	fEqualTitle
	fLikeTitle
	fLikeDescription
	fInJSONBody
	fHasJSONBody
	fRepeated

	fGroupCount // blocks of the same tag and class path
	fGroupWords
	fGroupLinks
	fGroupShare

	fPageWords
	fPageBlocks

	// The two blocks before and the two after.
	fPrevWords
	fPrevLinks
	fPrevTag
	fPrevScore
	fPrevSame
	fPrevEnd
	fPrev2Words
	fPrev2Links
	fPrev2Tag
	fNextWords
	fNextLinks
	fNextTag
	fNextScore
	fNextSame
	fNextEnd
	fNext2Words
	fNext2Links
	fNext2Tag
	fNearWords
	fNearLinks

	nFirst // number of features of the first forest

	// What the first forest said, for the second.
	sOwn = iota - 1
	sPrev1
	sPrev2
	sPrev3
	sNext1
	sNext2
	sNext3
	sNear
	sFar
	sParent
	sGrand
	sGroup
	sKeptBefore // share of the page's kept words before the block
	sKeptAfter
	sGapBefore // words since the last block that was kept
	sGapAfter
	sPageMean
	sLongBefore // probability of the nearest long block before
	sLongAfter
	sHeadNext // for a heading: mean probability of what follows up to the next heading
	nFeatures
)

// featureNames are what --explain calls them.
var featureNames = [nFeatures]string{
	"words", "characters", "link density", "links", "sentences", "ends as a sentence", "commas", "digits", "upper case", "capitalised words", "word length",
	"tag", "inner tag", "bold", "ideographs", "has |", "has ©", "has @", "has /", "has ?", "ends with …", "begins with a quote", "ends with :", "inline element around all", "points to another story",
	"place on the page", "text before", "text after", "depth", "after the title", "distance from the title",
	"in article", "in main", "in section", "in aside", "in nav", "in header", "in footer", "in figure", "in caption", "in list", "in table", "in form", "in quote", "in link", "in button", "in details", "in heading", "in articleBody", "hidden", "in complementary", "in paragraph", "in definition list",
	"own classes", "inner classes", "parent's classes", "grandparent's classes", "classes around", "worst class around", "best class around",
	"words' mean", "worst word", "best word", "words' sum", "whole text",
	"text share of parent", "text share of 2nd parent", "text share of 3rd parent", "text share of 4th parent",
	"links of parent", "links of 2nd parent", "links of 3rd parent", "links of 4th parent",
	"blocks of parent", "blocks of 2nd parent", "blocks of 3rd parent", "block length of parent", "block length of 2nd parent", "block length of 3rd parent",
	"place in parent", "place in 2nd parent",
	"levels below main container", "levels beside main container", "words before main container", "words after main container", "share of main container", "parent is main container",
	"is the title", "like the title", "like the description", "in JSON-LD body", "page has JSON-LD body", "repeated",
	"blocks alike", "words of blocks alike", "links of blocks alike", "share of blocks alike",
	"words of page", "blocks of page",
	"previous: words", "previous: links", "previous: tag", "previous: words' score", "previous: alike", "previous: sentence", "2nd previous: words", "2nd previous: links", "2nd previous: tag",
	"next: words", "next: links", "next: tag", "next: words' score", "next: alike", "next: sentence", "2nd next: words", "2nd next: links", "2nd next: tag", "words around", "links around",
	"first opinion", "previous' opinion", "2nd previous' opinion", "3rd previous' opinion", "next's opinion", "2nd next's opinion", "3rd next's opinion", "opinions near", "opinions further", "opinions in parent", "opinions in 2nd parent", "opinions of blocks alike",
	"kept text before", "kept text after", "gap before", "gap after", "page's opinion", "long block before", "long block after", "what follows",
}

// tagCode orders tags from navigation's to text's, so that one threshold can
// part them.
func tagCode(a atom.Atom) float32 {
	switch a {
	case atom.Nav, atom.Button, atom.Label, atom.Legend:
		return 0
	case atom.A:
		return 1
	case atom.Address, atom.Time:
		return 2
	case atom.Figcaption, atom.Caption:
		return 3
	case atom.Span:
		return 4
	case atom.Li:
		return 5
	case atom.Div, atom.Section, atom.Aside, atom.Body, atom.Main, atom.Center:
		return 6
	case atom.Td:
		return 7
	case atom.Th:
		return 8
	case atom.Dt, atom.Dd:
		return 9
	case atom.H1:
		return 10
	case atom.H6, atom.H5:
		return 11
	case atom.H4:
		return 12
	case atom.H3:
		return 13
	case atom.H2:
		return 14
	case atom.Em, atom.I:
		return 15
	case atom.Strong, atom.B:
		return 16
	case atom.Article:
		return 17
	case atom.P:
		return 18
	case atom.Blockquote:
		return 19
	case atom.Pre, atom.Code:
		return 20
	}
	return 6.5
}

func ratio(a, b int32) float32 {
	if b <= 0 {
		return 0
	}
	return float32(a) / float32(b)
}

// logs holds ln(1+n) for small n: most counts are.
var logs = func() (t [512]float32) {
	for n := range t {
		t[n] = float32(math.Log1p(float64(n)))
	}
	return t
}()

func log1(n int32) float32 {
	if n < int32(len(logs)) {
		return logs[max(0, n)]
	}
	return float32(math.Log1p(float64(n)))
}

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// ownFeatures fills in what a block says by itself.
func (v *view) ownFeatures(i int, x []float32) {
	b := &v.blocks[i]
	s := &b.stats
	inner := &v.frames[b.inner]
	x[fWords] = log1(s.words)
	x[fChars] = log1(s.chars)
	x[fLinkDensity] = ratio(b.link, s.chars)
	x[fLinks] = float32(b.links)
	x[fSentences] = float32(s.sentences)
	x[fSentenceEnd] = flag(s.sentenceEnd())
	x[fCommas] = ratio(s.commas, s.words)
	x[fDigits] = ratio(s.digits, s.chars)
	x[fUpper] = ratio(s.upper, s.chars)
	x[fCapWords] = ratio(s.capWords, s.words)
	x[fWordLength] = ratio(s.chars, s.words)
	x[fTag] = tagCode(v.frames[b.frame].tag)
	x[fInnerTag] = tagCode(inner.tag)
	x[fBold] = ratio(b.bold, s.chars)
	x[fWide] = ratio(s.wide, s.chars)
	x[fPipe] = flag(s.marks&markPipe != 0)
	x[fCopyright] = flag(s.marks&markCopyright != 0)
	x[fAt] = flag(s.marks&markAt != 0)
	x[fURL] = flag(s.marks&markURL != 0)
	x[fQuestion] = flag(s.marks&markQuestion != 0)
	x[fEllipsis] = flag(s.marks&markEllipsis != 0)
	x[fQuote] = flag(s.marks&markQuote != 0)
	x[fColonEnd] = flag(s.marks&markColonEnd != 0)
	x[fEmptyInner] = flag(b.inner != b.frame)
	x[fPointer] = points(b, v.textOf(b))
	x[fIndex] = ratio(int32(i), int32(len(v.blocks)))
	x[fTextBefore] = ratio(v.words[i], v.words[len(v.blocks)])
	x[fTextAfter] = log1(v.words[len(v.blocks)] - v.words[i+1])
	x[fDepth] = float32(v.frames[b.frame].depth)
	v.titleFeatures(i, x)
	flagFeatures(inner.flags, x)
	x[fPageWords] = log1(v.words[len(v.blocks)])
	x[fPageBlocks] = log1(int32(len(v.blocks)))
	x[fWordMean] = s.wordSum / float32(max(1, s.words))
	x[fWordMin] = s.wordMin
	x[fWordMax] = s.wordMax
	x[fWordSum] = clip(s.wordSum, 40)
	x[fShort] = s.short
}

func flagFeatures(f flags, x []float32) {
	for i, bit := range [...]flags{inArticle, inMain, inSection, inAside, inNav, inHeader, inFooter, inFigure, inCaption,
		inList, inTable, inForm, inQuote, inLink, inButton, inDetails, inHeading, inBodyProp, inHidden, inComplementary, inParagraph, inDefinition} {
		x[fInArticle+i] = flag(f&bit != 0)
	}
}

// titleFeatures say how a block stands to the headline.
func (v *view) titleFeatures(i int, x []float32) {
	b := &v.blocks[i]
	x[fAfterTitle] = -1
	x[fFromTitle] = -1
	if v.title >= 0 {
		x[fAfterTitle] = flag(i > v.title)
		if i > v.title {
			x[fFromTitle] = log1(v.words[i] - v.words[v.title+1])
		} else {
			x[fFromTitle] = -log1(v.words[v.title] - v.words[i])
		}
	}
	m := &v.matches[i]
	x[fEqualTitle], x[fLikeTitle] = m.like, m.title
	x[fLikeDescription], x[fInJSONBody] = m.description, m.json
	x[fHasJSONBody] = flag(v.jsonGrams != nil)
	x[fRepeated] = float32(min(v.copies[b.stats.hash], 5))
}

// classFeatures say what the names around a block promise.
func (v *view) classFeatures(i int, x []float32) {
	b := &v.blocks[i]
	f := &v.frames[b.frame]
	x[fClassSelf] = f.class.self
	if b.inner != b.frame {
		x[fClassInner] = v.frames[b.inner].class.self
	}
	if p := f.parent; p >= 0 {
		x[fClassParent] = v.frames[p].class.parent
		if g := v.frames[p].parent; g >= 0 {
			x[fClassGrand] = v.frames[g].class.parent
		}
	}
	x[fClassSum] = f.class.sum
	x[fClassLeast] = f.class.least
	x[fClassMost] = f.class.most
}

// containerFeatures look at the elements around a block that hold more than
// the block itself.
func (v *view) containerFeatures(i int, x []float32) {
	level := 0
	lo, hi := int32(i), int32(i+1)
	for f := v.blocks[i].frame; f >= 0 && level < 4; f = v.frames[f].parent {
		c := &v.frames[f]
		if c.block1-c.block0 <= hi-lo {
			continue
		}
		lo, hi = c.block0, c.block1
		chars := v.chars[hi] - v.chars[lo]
		x[fShare1+level] = ratio(v.paras[hi]-v.paras[lo], v.paras[len(v.blocks)])
		x[fLinks1+level] = ratio(v.linked[hi]-v.linked[lo], chars)
		if level < 3 {
			x[fBlocks1+level] = log1(hi - lo)
			x[fMean1+level] = ratio(v.words[hi]-v.words[lo], hi-lo)
		}
		if level < 2 {
			x[fPlace1+level] = ratio(int32(i)-lo, hi-lo)
		}
		level++
	}
	v.mainFeatures(i, x)
}

// mainFeatures say how a block stands to the container with most paragraph
// text.
func (v *view) mainFeatures(i int, x []float32) {
	x[fMainUp], x[fMainOut] = -1, -1
	if v.main < 0 {
		return
	}
	m := &v.frames[v.main]
	x[fMainShare] = ratio(v.paras[m.block1]-v.paras[m.block0], v.paras[len(v.blocks)])
	switch {
	case int32(i) < m.block0:
		x[fMainBefore] = log1(v.words[m.block0]-v.words[i+1]) + 1
	case int32(i) >= m.block1:
		x[fMainAfter] = log1(v.words[i]-v.words[m.block1]) + 1
	default:
		up := 0
		for f := v.blocks[i].frame; f >= 0 && f != v.main; f = v.frames[f].parent {
			up++
		}
		x[fMainUp] = float32(min(up, 10))
		p := v.frames[v.blocks[i].frame].parent
		x[fMainDirect] = flag(p == v.main)
		return
	}
	out := 0
	for f := m.parent; f >= 0; f = v.frames[f].parent {
		out++
		if v.frames[f].block0 <= int32(i) && int32(i) < v.frames[f].block1 {
			break
		}
	}
	x[fMainOut] = float32(min(out, 12))
}

// neighbourFeatures look at the blocks beside and alike.
func (v *view) neighbourFeatures(i int, x []float32) {
	near := func(j int, words, links, tag int) *Block {
		if j < 0 || j >= len(v.blocks) {
			x[words], x[links], x[tag] = -1, -1, -1
			return nil
		}
		b := &v.blocks[j]
		x[words] = v.logWords[j]
		x[links] = ratio(b.link, b.stats.chars)
		x[tag] = tagCode(v.frames[b.frame].tag)
		return b
	}
	sig := v.frames[v.blocks[i].frame].sig
	if b := near(i-1, fPrevWords, fPrevLinks, fPrevTag); b != nil {
		x[fPrevScore] = b.stats.wordSum / float32(max(1, b.stats.words))
		x[fPrevSame] = flag(v.frames[b.frame].sig == sig)
		x[fPrevEnd] = flag(b.stats.sentenceEnd())
	}
	if b := near(i+1, fNextWords, fNextLinks, fNextTag); b != nil {
		x[fNextScore] = b.stats.wordSum / float32(max(1, b.stats.words))
		x[fNextSame] = flag(v.frames[b.frame].sig == sig)
		x[fNextEnd] = flag(b.stats.sentenceEnd())
	}
	near(i-2, fPrev2Words, fPrev2Links, fPrev2Tag)
	near(i+2, fNext2Words, fNext2Links, fNext2Tag)
	lo, hi := max(0, i-5), min(len(v.blocks), i+6)
	x[fNearWords] = ratio(v.words[hi]-v.words[lo], int32(hi-lo))
	x[fNearLinks] = ratio(v.linked[hi]-v.linked[lo], v.chars[hi]-v.chars[lo])
	g := v.groups[v.group[i]]
	x[fGroupCount] = log1(g.blocks)
	x[fGroupWords] = ratio(g.words, g.blocks)
	x[fGroupLinks] = ratio(g.linked, g.chars)
	x[fGroupShare] = ratio(g.words, v.words[len(v.blocks)])
}
