package body

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// Block is a run of text that no block-level boundary parts: a paragraph, a
// heading, a list item, a table cell, or text that stands loose in a <div>.
type Block struct {
	frame int32 // innermost block-level element that holds it
	inner int32 // innermost element, inline ones too, that holds all of it

	start, end int32 // its text, in page.text
	leaf0      int32 // its leaves, in page.leaves
	leaf1      int32

	stats textStats
	links int16  // how many <a href> begin in it
	link  int32  // characters inside links
	bold  int32  // characters inside <b> and <strong>
	stems stems  // what phrases its words may be
	rule  ruleID // what its words give it away as
}

// frame is an element on the way from the root to a block. The blocks of an
// element are contiguous, so that a frame is a range and any sum over it a
// difference of two prefix sums.
type frame struct {
	node   *html.Node
	parent int32
	block0 int32
	block1 int32
	tag    atom.Atom
	flags  flags // of itself and of all elements around it
	rule   ruleID
	block  bool // begins and ends on a line of its own
	depth  int16
	tok0   int32 // its class tokens, in page.tokens
	tok1   int32
	sig    uint64 // its tag and classes and those of the three elements around it
	class  classScores
}

// page is a parsed page cut into blocks.
type page struct {
	blocks []Block
	frames []frame
	leaves []*html.Node // text nodes and <br>, in order
	tokens []uint32     // hashes of class tokens
	text   string       // the blocks' texts, one after another
	images []placed
}

// placed is an element that is no text, and the block before which it stands.
type placed struct {
	node  *html.Node
	block int32
}

func (p *page) textOf(b *Block) string { return p.text[b.start:b.end] }

// walker cuts the tree into blocks in one walk.
type walker struct {
	p       page
	buf     []byte
	cur     int32 // frame
	inner   int32 // frame around all leaves of the open block; -1 without leaves
	start   int
	leaf0   int
	links   int16
	link    int32
	bold    int32
	inLinks int
	inBold  int
	inPre   int
	space   bool
	brs     int
	model   *Model
	rules   *Rules
	known   *knownRules

	mailboxes []int32 // frames with a field for an e-mail address, or a poll's answers, in them
}

// maxDepth bounds recursion; the parser itself refuses pages deeper than 512.
const maxDepth = 600

// cut walks the tree below root.
func cut(root *html.Node, sizeHint int, model *Model, rules *Rules) *page {
	w := &walker{model: model, rules: rules, known: known(), inner: -1, cur: -1}
	w.p.frames = make([]frame, 0, sizeHint/96+16)
	w.p.blocks = make([]Block, 0, sizeHint/512+16)
	w.p.leaves = make([]*html.Node, 0, sizeHint/256+16)
	w.p.tokens = make([]uint32, 0, sizeHint/48+16)
	w.buf = make([]byte, 0, sizeHint/10+64)
	w.element(root, 0)
	w.flush()
	w.p.text = string(w.buf)
	w.dropMailboxes()
	return &w.p
}

func (w *walker) node(n *html.Node, depth int) {
	switch n.Type {
	case html.TextNode:
		w.textNode(n)
	case html.ElementNode:
		switch {
		case n.DataAtom == atom.Br:
			w.lineBreak(n)
		case n.FirstChild == nil && n.DataAtom == atom.Span && standsForBreak(n):
			w.lineBreak(breakIn(n.Parent))
		case n.DataAtom == atom.Cite && fused(n):
			w.lineBreak(breakIn(n.Parent))
			w.element(n, depth)
		case n.DataAtom == atom.Img:
			w.p.images = append(w.p.images, placed{n, int32(len(w.p.blocks))})
		case n.DataAtom == atom.Hr:
			w.flush()
		case dom.Silent(n.DataAtom):
			w.silent(n)
		default:
			w.element(n, depth)
		}
	case html.DocumentNode:
		w.children(n, depth)
	}
}

// silent passes over an element without text; players and embedded posts part
// the text around them.
func (w *walker) silent(n *html.Node) {
	switch n.DataAtom {
	case atom.Iframe, atom.Video, atom.Audio, atom.Object, atom.Embed:
		w.flush()
		w.p.images = append(w.p.images, placed{n, int32(len(w.p.blocks))})
	case atom.Select, atom.Textarea:
		if w.cur >= 0 {
			w.flush()
		}
	case atom.Input:
		if w.cur >= 0 && len(w.mailboxes) < maxBoxes && (asksAddress(n) || dom.Attr(n, "type") == "radio") {
			w.mailboxes = append(w.mailboxes, w.cur)
		}
	}
}

func (w *walker) children(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c, depth+1)
	}
}

func (w *walker) element(n *html.Node, depth int) {
	if depth > maxDepth {
		return
	}
	if n.Type == html.DocumentNode {
		w.children(n, depth)
		return
	}
	block := dom.Block(n)
	if block {
		w.flush()
	}
	outer := w.cur
	unseen := w.push(n, block, depth)
	if !block && (unseen && hiddenWords(n) || w.inLinks > 0 && n.DataAtom != atom.A && saysNewWindow(n) || n.DataAtom == atom.Sup && footnoteMark(n)) {
		w.p.frames[w.cur].block1 = int32(len(w.p.blocks))
		w.cur = outer
		return
	}
	link := n.DataAtom == atom.A && dom.Has(n, "href")
	bold := n.DataAtom == atom.B || n.DataAtom == atom.Strong
	if link {
		w.inLinks++
		w.links++
	}
	if bold {
		w.inBold++
	}
	if n.DataAtom == atom.Pre {
		w.inPre++
	}
	me := w.cur
	w.children(n, depth)
	if block {
		w.flush()
	}
	if link {
		w.inLinks--
	}
	if bold {
		w.inBold--
	}
	if n.DataAtom == atom.Pre {
		w.inPre--
	}
	w.p.frames[me].block1 = int32(len(w.p.blocks))
	w.cur = outer
}

// sourceBytes is how long the source of a quotation is at most.
const sourceBytes = 120

// breakIn is the break of a line that a page's styles make.
func breakIn(parent *html.Node) *html.Node {
	return &html.Node{Type: html.ElementNode, Data: "br", DataAtom: atom.Br, Parent: parent}
}

// fused says whether the source of a quotation, at its end, begins right behind
// its last word: styles put it on a line of its own.
func fused(n *html.Node) bool {
	prev, next := n.PrevSibling, n.NextSibling
	if prev == nil || prev.Type != html.TextNode || next != nil && (next.NextSibling != nil || next.Type != html.TextNode || strings.TrimSpace(next.Data) != "") {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(prev.Data)
	first, _ := utf8.DecodeRuneInString(dom.ShortText(n, sourceBytes))
	return !unicode.IsSpace(last) && (unicode.IsPunct(last) || unicode.IsLetter(last)) && (unicode.IsLetter(first) || first == '–' || first == '—')
}

// standsForBreak says whether an empty element is called "br": some houses part
// their paragraphs with such, and a stylesheet.
func standsForBreak(n *html.Node) bool {
	for name := range strings.FieldsSeq(dom.Attr(n, "class")) {
		if name == "br" {
			return true
		}
	}
	return false
}

// footnoteMark says whether a raised text is the mark of a footnote: a number or
// a sign that leads further down the page.
func footnoteMark(n *html.Node) bool {
	text := dom.ShortText(n, footnoteBytes)
	if text == "" || strings.Trim(text, "0123456789[]()*†‡§, ") != "" {
		return false
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.A && strings.Contains(dom.Attr(d, "href"), "#") {
			return true
		}
	}
	return false
}

// footnoteBytes is the most that such a mark has.
const footnoteBytes = 12

// hiddenBytes is the most of a text within a line that is left out because
// readers don't see it: a longer one is what follows a "read more".
const hiddenBytes = 200

// hiddenWords says whether an element within a line, which isn't shown, holds a
// few words: they are for programs that read aloud, or for scripts.
func hiddenWords(n *html.Node) bool { return dom.ShortText(n, hiddenBytes) != "" }

// push opens a frame, and says whether the element is the first on the way from
// the root that isn't shown.
func (w *walker) push(n *html.Node, block bool, depth int) (unseen bool) {
	f := frame{node: n, parent: w.cur, block0: int32(len(w.p.blocks)), tag: n.DataAtom, block: block, depth: int16(depth)}
	f.tok0 = int32(len(w.p.tokens))
	own := w.attributes(n)
	f.tok1 = int32(len(w.p.tokens))
	f.flags = own | tagFlags(n.DataAtom)
	sig := uint64(n.DataAtom) | 1<<40
	if f.tok1 > f.tok0 {
		sig = sig*31 + uint64(w.p.tokens[f.tok0])
	}
	var up *frame
	if w.cur >= 0 {
		up = &w.p.frames[w.cur]
		f.flags |= up.flags
		f.rule = up.rule
		f.sig = sig ^ up.sig<<16 ^ up.sig>>48
	} else {
		f.sig = sig
	}
	if f.rule == 0 {
		f.rule = w.structureRule(n, w.p.tokens[f.tok0:f.tok1])
		mark, later := f.rule.mark()
		if f.flags |= mark; later {
			f.rule = ruleNone
		}
	}
	if w.model != nil {
		w.model.scoreClass(&f.class, w.p.tokens[f.tok0:f.tok1], up)
	}
	w.cur = int32(len(w.p.frames))
	w.p.frames = append(w.p.frames, f)
	return f.flags&inUnseen != 0 && (up == nil || up.flags&inUnseen == 0)
}

// textNode adds a text node to the open block.
func (w *walker) textNode(n *html.Node) {
	s := n.Data
	before := len(w.buf)
	pre := w.inPre > 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			if c > ' ' {
				w.putByte(c)
			} else {
				w.putSpace(c, pre)
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case dom.Space(r):
			w.putSpace(' ', pre)
		case dom.Invisible(r):
		default:
			if w.space {
				w.buf = append(w.buf, ' ')
				w.space = false
			}
			w.buf = append(w.buf, s[i:i+size]...)
		}
		i += size
	}
	if len(w.buf) == before {
		if w.space && w.inner >= 0 {
			w.p.leaves = append(w.p.leaves, n) // white space between two inline elements
		}
		return
	}
	w.brs = 0
	w.addLeaf(n, int32(len(w.buf)-before))
}

func (w *walker) putByte(c byte) {
	if w.space {
		w.buf = append(w.buf, ' ')
		w.space = false
	}
	w.buf = append(w.buf, c)
}

func (w *walker) putSpace(c byte, pre bool) {
	if pre && len(w.buf) > w.start {
		w.space = false
		w.buf = append(w.buf, c)
		return
	}
	if len(w.buf) > w.start && w.buf[len(w.buf)-1] != '\n' {
		w.space = true
	}
}

func (w *walker) addLeaf(n *html.Node, chars int32) {
	if w.inner < 0 {
		w.inner = w.cur
	} else {
		w.inner = w.common(w.inner, w.cur)
	}
	w.p.leaves = append(w.p.leaves, n)
	if w.inLinks > 0 {
		w.link += chars
	}
	if w.inBold > 0 {
		w.bold += chars
	}
}

// common is the innermost frame around both a and b.
func (w *walker) common(a, b int32) int32 {
	for a != b {
		if a > b {
			a = w.p.frames[a].parent
		} else {
			b = w.p.frames[b].parent
		}
		if a < 0 || b < 0 {
			return 0
		}
	}
	return a
}

// lineBreak ends a line; two in a row end the block.
func (w *walker) lineBreak(n *html.Node) {
	w.brs++
	if w.brs >= 2 {
		w.flush()
		return
	}
	if len(w.buf) > w.start {
		w.space = false
		w.buf = append(w.buf, '\n')
		w.p.leaves = append(w.p.leaves, n)
	}
}

// flush ends the open block.
func (w *walker) flush() {
	w.space = false
	w.brs = 0
	end := len(w.buf)
	for end > w.start && (w.buf[end-1] == '\n' || w.buf[end-1] == ' ') {
		end--
	}
	w.buf = w.buf[:end]
	if end > w.start && w.inner >= 0 && !invisible(w.buf[w.start:end]) {
		b := Block{frame: w.blockFrame(w.inner), inner: w.inner, start: int32(w.start), end: int32(end),
			leaf0: int32(w.leaf0), leaf1: int32(len(w.p.leaves)), links: w.links, link: w.link, bold: w.bold}
		b.stats = measure(w.buf[w.start:end], w.model)
		if w.model != nil {
			b.rule = textRule(&b, w.buf[w.start:end], w.p.around(&b))
		}
		w.p.blocks = append(w.p.blocks, b)
	} else {
		w.buf = w.buf[:w.start]
	}
	w.start = len(w.buf)
	w.leaf0 = len(w.p.leaves)
	w.inner = -1
	w.links, w.link, w.bold = 0, 0, 0
}

// invisible says whether a text is nothing but characters of no width: editors
// leave them in empty paragraphs.
func invisible(text []byte) bool {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if (r < 0x200b || r > 0x200f) && r != 0x2060 && r != 0xfeff {
			return false
		}
		i += n
	}
	return true
}

// around are the flags of what a block stands in. A table's caption is a part of
// the table, and no picture's.
func (p *page) around(b *Block) flags {
	f := p.frames[b.inner].flags
	if p.frames[b.frame].tag == atom.Caption {
		f &^= inCaption
	}
	return f
}

// blockFrame is the innermost block-level frame at or above f.
func (w *walker) blockFrame(f int32) int32 {
	for w.p.frames[f].parent >= 0 && !w.p.frames[f].block {
		f = w.p.frames[f].parent
	}
	return f
}
