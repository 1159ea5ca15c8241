package meta

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// othersWork says whether the words before a byline's element say that who is
// named there did something else: "Reviewed by".
func othersWork(n *html.Node) bool {
	p := n.PrevSibling
	if p == nil && n.Parent != nil && !dom.Block(n.Parent) {
		p = n.Parent.PrevSibling
	}
	if n.Type == html.ElementNode && othersName.MatchString(dom.ShortText(n, 60)) {
		return true
	}
	if p == nil {
		return false
	}
	t := p.Data
	if p.Type != html.TextNode {
		t = dom.Text(p)
	}
	return len(t) < 200 && othersWorkRE.MatchString(t)
}

// othersName is the beginning of a byline that names somebody who did not write.
var othersName = pattern.MustCompile(`(?i)^(?:medically |expert |technically |legally )?(?:reviewed|fact[- ]?checked|edited|verified|approved|translated|illustrated|geprüft|übersetzt|verificado|revisado|traducido|traduit|vérifié|relu) (?:by|von|par|por)\b`)

var othersWorkRE = pattern.MustCompile(`(?i)\b(?:reviewed|edited|checked|verified|approved|photograph(?:ed|y|s)?|photos?|translated|illustrat(?:ed|ions?)|übersetzt|geprüft|fotos?|bild(?:er)?)\s*(?:by|von|par|por|:)\s*:?\s*$`)

// authorWord is a word for an author that stands before a name with no colon.
var authorWord = pattern.MustCompile(`(?i)^(?:autor(?:in|en)?|authors?|auteur|article|story) [^:|]+$`)

// wholeByline is the text of a byline, and where that is the introducing word
// alone, as "By" or "Author:", with what comes next.
func wholeByline(t *spot) string {
	if utf8.RuneCountInString(t.key) >= 40 || strings.TrimSpace(withoutPrefix(t.key+" ")) != "" {
		return t.key
	}
	return strings.TrimSpace(t.key + " " + restOfLine(t.node))
}

// maxValue bounds, in bytes, what is read behind a label.
const maxValue = 120

// restOfLine is the text after a text, up to the end of the first line that
// has any: the value behind a label, which may stand in an element of its own.
// Elements side by side are parted by a bar; blocks of the same kind that
// follow, as those of several authors, by commas.
func restOfLine(start *html.Node) string {
	var b strings.Builder
	var last *html.Node // of the texts read, the last one's element
	for n := following(start, false); n != nil && b.Len() < maxValue; n = following(n, last != nil) {
		if n.Type != html.TextNode {
			if last != nil && (n.DataAtom == atom.Br || dom.Block(n)) {
				break
			}
			continue
		}
		text := dom.Fold(n.Data)
		if text == "" {
			continue
		}
		if last != nil {
			b.WriteString(gap(b.String(), text, last, n.Parent))
		}
		b.WriteString(text)
		last = n.Parent
	}
	for e := nextLike(last); e != nil && b.Len() < maxValue; e = nextLike(e) {
		if t := dom.Text(e); t != "" && !strings.Contains(b.String(), t) {
			b.WriteString(", " + t)
		}
	}
	return b.String()
}

// gap is what parts a text from the one before it.
func gap(before, text string, last, now *html.Node) string {
	switch {
	case strings.ContainsRune(",;.:)", rune(text[0])):
		return ""
	case strings.HasSuffix(before, ","), within(last, now), within(now, last):
		return " "
	}
	return " | "
}

// nextLike is the block after the one that holds nothing but e's text, when
// the two are of one kind.
func nextLike(e *html.Node) *html.Node {
	for e != nil && !dom.Block(e) && e.Parent != nil && dom.Text(e.Parent) == dom.Text(e) {
		e = e.Parent
	}
	if e == nil || !dom.Block(e) || dom.Attr(e, "class") == "" {
		return nil
	}
	n := e.NextSibling
	for n != nil && n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" {
		n = n.NextSibling
	}
	if n == nil || !likeEachOther(e, n) || len(dom.Text(n)) > 60 {
		return nil
	}
	return n
}

func likeEachOther(a, b *html.Node) bool {
	return a.DataAtom == b.DataAtom && dom.Attr(a, "class") == dom.Attr(b, "class")
}

// following is the node after n in the document, and nil where a block ends
// before it and that is to be the end.
func following(n *html.Node, toEnd bool) *html.Node {
	if n.FirstChild != nil && !dom.Silent(n.DataAtom) {
		return n.FirstChild
	}
	for n != nil && n.NextSibling == nil {
		if n = n.Parent; toEnd && n != nil && dom.Block(n) {
			return nil
		}
	}
	if n == nil {
		return nil
	}
	return n.NextSibling
}

// within says whether n stands somewhere below top.
func within(n, top *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == top {
			return true
		}
	}
	return false
}
