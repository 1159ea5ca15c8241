package body

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// flags tell what elements a block stands in.
type flags uint32

const (
	inArticle flags = 1 << iota
	inMain
	inSection
	inAside
	inNav
	inHeader
	inFooter
	inFigure
	inCaption
	inList
	inItem
	inTable
	inCell
	inForm
	inQuote
	inLink
	inButton
	inPre
	inDetails
	inHeading
	inBodyProp // itemprop=articleBody
	inHidden
	inComplementary // role=complementary, navigation, dialog, contentinfo
	inParagraph
	inDefinition
	inTime
	inAddress
	inKeptOut // of print, or of search engines' extracts
	inExcerpt // as a theme prints it above the text
	inUnseen  // what browsers don't show, whatever programs that read aloud do
)

func tagFlags(a atom.Atom) flags {
	switch a {
	case atom.Article:
		return inArticle
	case atom.Main:
		return inMain
	case atom.Section:
		return inSection
	case atom.Aside:
		return inAside
	case atom.Nav, atom.Menu:
		return inNav
	case atom.Header:
		return inHeader
	case atom.Footer:
		return inFooter
	case atom.Figure:
		return inFigure
	case atom.Figcaption, atom.Caption:
		return inCaption
	case atom.Ul, atom.Ol:
		return inList
	case atom.Li:
		return inItem
	case atom.Table:
		return inTable
	case atom.Td, atom.Th:
		return inCell
	case atom.Form, atom.Fieldset:
		return inForm
	case atom.Blockquote, atom.Q:
		return inQuote
	case atom.A:
		return inLink
	case atom.Button, atom.Label:
		return inButton
	case atom.Pre, atom.Code, atom.Samp:
		return inPre
	case atom.Details:
		return inDetails
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return inHeading
	case atom.P:
		return inParagraph
	case atom.Dt, atom.Dd:
		return inDefinition
	case atom.Time:
		return inTime
	case atom.Address:
		return inAddress
	}
	return 0
}

// attributes reads what an element's attributes say: its class tokens go to
// page.tokens, the rest into flags.
func (w *walker) attributes(n *html.Node) flags {
	var f flags
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "class", "id":
			w.p.tokens = appendTokens(w.p.tokens, a.Val)
		case "itemprop", "property":
			if strings.EqualFold(a.Val, "articleBody") || strings.HasSuffix(a.Val, ":articleBody") {
				f |= inBodyProp
			}
			w.p.tokens = append(w.p.tokens, hashString("prop:"+a.Val))
		case "role":
			switch a.Val {
			case "complementary", "navigation", "dialog", "contentinfo", "alert", "alertdialog", "search", "menu":
				f |= inComplementary
			case "main":
				f |= inMain
			case "article":
				f |= inArticle
			case "heading":
				f |= inHeading
			}
			w.p.tokens = append(w.p.tokens, hashString("role:"+a.Val))
		case "itemtype", "data-component", "data-testid", "data-module", "data-type", "data-block", "data-component-name", "aria-label":
			w.p.tokens = appendTokens(w.p.tokens, a.Val)
		case "hidden":
			f |= inHidden | inUnseen
		case "data-nosnippet", "data-pagefind-ignore":
			f |= inKeptOut
		case "style":
			if hiddenStyle(a.Val) {
				f |= inHidden | inUnseen
			}
		case "aria-hidden":
			if a.Val == "true" {
				f |= inHidden
			}
		}
	}
	return f
}

func hiddenStyle(s string) bool {
	if !strings.Contains(s, "none") && !strings.Contains(s, "hidden") && !strings.Contains(s, "clip") {
		return false
	}
	s = strings.ReplaceAll(strings.ToLower(s), " ", "")
	return strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") || strings.Contains(s, "clip:rect(0") && strings.Contains(s, "width:1px")
}
