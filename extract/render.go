package extract

import (
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"

	"copydesk/extract/body"
	"copydesk/extract/dom"
)

// Formats are the renderings of the body that an article may carry beside its
// text: they cost time and room, so they are made when asked for.
type Formats struct{ Markdown, HTML bool }

// Render fills in Markdown and HTML: the same blocks as in Text, but for those
// that are to be left out.
func (d *Document) Render(a *Article, rules *Rules, want Formats, without ...string) error {
	if !want.Markdown && !want.HTML {
		return nil
	}
	tree := d.bodyTree(a, rules)
	leaveOut(tree, without)
	if want.HTML {
		a.HTML = sanitised(tree)
	}
	if want.Markdown {
		md, err := markdown(tree)
		if err != nil {
			return err
		}
		a.Markdown = md
	}
	return nil
}

// bodyTree is the clean tree of the article's body.
func (d *Document) bodyTree(a *Article, rules *Rules) *html.Node {
	if d.plain == "" && d.body == nil {
		d.body = body.Find(d.root, d.size, d.hints(d.fields(rules)), rules.onBody(d.root), body.Default())
	}
	if d.body != nil && !d.replaced {
		return d.body.Tree(d.resolve)
	}
	root := &html.Node{Type: html.ElementNode, Data: "div"}
	for block := range strings.SplitSeq(a.Text, "\n\n") {
		p := &html.Node{Type: html.ElementNode, Data: "p"}
		p.AppendChild(&html.Node{Type: html.TextNode, Data: block})
		root.AppendChild(p)
	}
	return root
}

// leaveOut takes the elements out of a clean tree that hold one of the blocks
// and nothing else.
func leaveOut(tree *html.Node, blocks []string) {
	if len(blocks) == 0 {
		return
	}
	out := map[string]bool{}
	for _, b := range blocks {
		out[dom.Fold(b)] = true
	}
	var gone []*html.Node
	for n := range dom.Elements(tree) {
		if out[dom.Text(n)] {
			gone = append(gone, n)
		}
	}
	for _, n := range gone {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// sanitised renders the children of root, and lets only what an article's
// body needs through.
func sanitised(root *html.Node) string {
	var b strings.Builder
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		if err := html.Render(&b, c); err != nil {
			return ""
		}
		b.WriteByte('\n')
	}
	return strings.TrimSpace(policy().Sanitize(b.String()))
}

// policy allows the elements that body.Tree makes, and nothing else.
func policy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "table", "thead", "tbody", "tr", "td", "th",
		"dl", "dt", "dd", "strong", "em", "sub", "sup", "q", "cite", "mark", "kbd", "samp", "del", "ins", "abbr", "br")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(false)
	return p
}

// markdown converts the clean tree.
func markdown(root *html.Node) (string, error) {
	conv := converter.NewConverter(converter.WithPlugins(base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(), table.NewTablePlugin()))
	out, err := conv.ConvertString(sanitised(root))
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(out), nil
}

// Explain says for every block of the page why it was kept or dropped. It is
// nil for a page of plain text.
func (d *Document) Explain(rules *Rules) []body.Reason {
	if d.plain != "" {
		return nil
	}
	return body.Find(d.root, d.size, d.hints(d.fields(rules)), rules.onBody(d.root), body.Default()).Explain()
}

// Anchors are the links of the whole page, in order.
func (d *Document) Anchors() []Anchor {
	var out []Anchor
	for n := range dom.Elements(d.root) {
		if n.Data == "a" && dom.Has(n, "href") {
			out = append(out, Anchor{Href: dom.Attr(n, "href"), Text: dom.Text(n), Rel: dom.Attr(n, "rel")})
		}
	}
	return out
}

// Anchor is a link as it stands on the page.
type Anchor struct {
	Href string // as written; not resolved
	Text string
	Rel  string
}
