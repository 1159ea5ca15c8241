package decode

import (
	"bytes"
	"errors"
	"fmt"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// ErrTooComplex is for pages that would cost the parser more than a page may:
// a few kilobytes can ask for gigabytes.
var ErrTooComplex = errors.New("page too complex")

// Limits, each many times what the largest of 6,868 real pages needed
// (38,273 tokens, 34,443 nodes, 48 attributes on <html> and <body>, 136 on
// any tag).
const (
	maxTags      = 300_000
	maxNodes     = 300_000
	maxRootAttrs = 512
	maxAttrs     = 2000
)

// Check estimates what parsing would cost in one cheap pass over the bytes,
// and looks closer only at pages that could be dangerous: those with many
// formatting elements open, many attributes, or very many tags.
func Check(b []byte) error {
	if calm(b) {
		return nil
	}
	return inspect(b)
}

// calm is true for pages that can't hurt: few tags, never many formatting
// elements open at once, no crowd of attributes on one tag.
func calm(b []byte) bool {
	const fewTags, fewOpen, fewRootAttrs = 60_000, 24, 400
	tags, open, rootAttrs := 0, 0, 0
	crowded := crowds{page: b, end: -1}
	for i := 0; i < len(b); {
		j := bytes.IndexByte(b[i:], '<')
		if j < 0 || i+j+1 >= len(b) {
			break
		}
		i += j + 1
		c := b[i]
		closing := c == '/'
		if closing && i+1 < len(b) {
			c = b[i+1]
		}
		if c|0x20 < 'a' || c|0x20 > 'z' {
			continue
		}
		if tags++; tags > fewTags {
			return false
		}
		if formattingStart(b, i, closing) {
			if closing {
				open = max(0, open-1)
			} else if open++; open > fewOpen {
				return false
			}
		}
		if n := crowded.at(i); n > maxAttrs {
			return false
		} else if (c == 'h' || c == 'H' || c == 'b' || c == 'B') && rootTag(b[i:]) {
			if rootAttrs += 8 + n; rootAttrs > fewRootAttrs {
				return false
			}
		}
	}
	return true
}

// crowds says of the tags of a page, asked in their order, how many attributes
// they may have. Scripts are full of what looks like tags and ends nowhere near:
// of what follows on them no byte is looked at for each of them again.
type crowds struct {
	page     []byte
	end      int // the next '>' from the place asked for last; the page's length when there is none
	from, to int // where n was counted
	n        int // of '='
}

// at is how many attributes a tag at i may have, where it is so long that they
// may be many.
func (c *crowds) at(i int) int {
	const long, far = 2000, 20_000
	if c.end < i {
		if j := bytes.IndexByte(c.page[i:], '>'); j >= 0 {
			c.end = i + j
		} else {
			c.end = len(c.page)
		}
	}
	if c.end-i <= long && c.end < len(c.page) {
		return 0
	}
	to := min(c.end, i+far)
	if i >= c.to {
		c.from, c.to, c.n = i, i, 0
	}
	c.n += c.count(c.to, to) - c.count(c.from, i)
	c.from, c.to = i, to
	return c.n
}

func (c *crowds) count(from, to int) int { return bytes.Count(c.page[from:to], []byte{'='}) }

// rootTag says whether <html or <body begins here: each such tag is merged
// into the first.
func rootTag(b []byte) bool {
	return len(b) > 5 && (bytes.EqualFold(b[:4], []byte("html")) || bytes.EqualFold(b[:4], []byte("body")))
}

// formattingStart says whether a tag is one of the elements that the parser
// opens again in every block: b, i, font, a and the like.
func formattingStart(b []byte, i int, closing bool) bool {
	if closing {
		i++
	}
	switch b[i] | 0x20 {
	case 'b', 'i', 'u', 's', 'e', 't', 'f', 'c', 'n':
	default:
		return false
	}
	j := i
	for j < len(b) && j < i+7 && b[j] != '>' && b[j] != ' ' && b[j] != '/' && b[j] != '\n' && b[j] != '\t' && b[j] != '\r' && b[j] != '\f' {
		j++
	}
	var name [7]byte
	for k := range b[i:j] {
		name[k] = b[i+k] | 0x20
	}
	switch string(name[:j-i]) {
	case "b", "i", "u", "s", "em", "tt", "big", "font", "code", "nobr", "small", "strike", "strong":
		return true
	}
	return false // <a> closes the one before it
}

// inspect counts what the parser would make of the page, token by token.
func inspect(b []byte) error {
	z := html.NewTokenizer(bytes.NewReader(b))
	z.SetMaxBuf(MaxBytes)
	var tags, nodes, rootAttrs, open int
	for {
		switch z.Next() {
		case html.ErrorToken:
			return nil
		case html.TextToken:
			nodes++
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tags++
			nodes++
			a := atom.Lookup(name)
			n := 0
			for more {
				_, _, more = z.TagAttr()
				if n++; n > maxAttrs {
					return fmt.Errorf("%w: more than %d attributes on one tag", ErrTooComplex, maxAttrs)
				}
			}
			switch {
			case a == atom.Html || a == atom.Body:
				if rootAttrs += n + 1; rootAttrs > maxRootAttrs {
					return fmt.Errorf("%w: more than %d attributes on <html> and <body>", ErrTooComplex, maxRootAttrs)
				}
			case formatting(a):
				open++
			case blockStart(a):
				nodes += open
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); formatting(a) && open > 0 {
				open--
			}
		}
		if tags > maxTags || nodes > maxNodes {
			return fmt.Errorf("%w: it would take more than %d nodes", ErrTooComplex, maxNodes)
		}
	}
}

func formatting(a atom.Atom) bool {
	switch a {
	case atom.B, atom.I, atom.U, atom.S, atom.Em, atom.Tt, atom.Big, atom.Font, atom.Code, atom.Nobr, atom.Small, atom.Strike, atom.Strong:
		return true
	}
	return false
}

func blockStart(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Li, atom.Td, atom.Th, atom.Dd, atom.Dt, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Section, atom.Article,
		atom.Ul, atom.Ol, atom.Table, atom.Blockquote, atom.Pre, atom.A, atom.Span, atom.Br, atom.Img, atom.Center, atom.Address:
		return true
	}
	return false
}

// Salvage makes a shallow tree of a page that the parser refuses for its
// depth: every element beyond a sane depth is put beside its parent.
func Salvage(b []byte) (*html.Node, error) {
	const sane = 200
	root := &html.Node{Type: html.DocumentNode}
	stack := []*html.Node{root}
	z := html.NewTokenizer(bytes.NewReader(b))
	z.SetMaxBuf(MaxBytes)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return root, nil
		case html.TextToken:
			stack[len(stack)-1].AppendChild(&html.Node{Type: html.TextNode, Data: string(z.Text())})
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			n := &html.Node{Type: html.ElementNode, Data: t.Data, DataAtom: t.DataAtom, Attr: t.Attr}
			stack[len(stack)-1].AppendChild(n)
			if t.Type == html.StartTagToken && !void(t.DataAtom) && len(stack) < sane {
				stack = append(stack, n)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			stack = closeTag(stack, string(name))
		}
	}
}

// closeTag pops up to the nearest open element of that name, if one is near.
func closeTag(stack []*html.Node, name string) []*html.Node {
	for i := len(stack) - 1; i > 0 && i > len(stack)-20; i-- {
		if stack[i].Data == name {
			return stack[:i]
		}
	}
	return stack
}

func void(a atom.Atom) bool {
	switch a {
	case atom.Br, atom.Img, atom.Hr, atom.Input, atom.Meta, atom.Link, atom.Area, atom.Base, atom.Col, atom.Embed, atom.Source, atom.Track, atom.Wbr, atom.Param:
		return true
	}
	return false
}
