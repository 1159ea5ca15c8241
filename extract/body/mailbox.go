package body

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// asksAddress says whether an input wants an e-mail address.
func asksAddress(n *html.Node) bool {
	if dom.Attr(n, "type") == "email" {
		return true
	}
	name := strings.ToLower(dom.Attr(n, "name"))
	return name == "email" || name == "e-mail" || name == "mail"
}

// A box around a field for an e-mail address is a newsletter's or a form's, one
// around answers to choose from a poll, whatever its language, as long as it
// holds no more than this. A page has few of them.
const (
	mailboxWords = 70
	mailboxBlock = 45
	boxBlocks    = 100
	maxBoxes     = 100
)

// dropMailboxes puts aside the blocks of the largest small box around each
// field for an e-mail address.
func (w *walker) dropMailboxes() {
	for _, f := range w.mailboxes {
		box := int32(-1)
		for ; f >= 0; f = w.p.frames[f].parent {
			if !w.smallBox(f) {
				break
			}
			box = f
		}
		if box < 0 {
			continue
		}
		for i := w.p.frames[box].block0; i < w.p.frames[box].block1; i++ {
			if w.p.blocks[i].rule == ruleNone {
				w.p.blocks[i].rule = ruleMailbox
			}
		}
	}
}

// smallBox says whether an element may be such a box: what holds the headline is
// none, though it has the author's form of contact in it.
func (w *walker) smallBox(f int32) bool {
	words := int32(0)
	switch w.p.frames[f].tag {
	case atom.Header, atom.Article, atom.Main:
		return false
	}
	if w.p.frames[f].block1-w.p.frames[f].block0 > boxBlocks {
		return false
	}
	for i := w.p.frames[f].block0; i < w.p.frames[f].block1; i++ {
		n := w.p.blocks[i].stats.words
		if words += n; words > mailboxWords || n > mailboxBlock || w.p.frames[w.p.blocks[i].frame].tag == atom.H1 {
			return false
		}
	}
	return true
}
