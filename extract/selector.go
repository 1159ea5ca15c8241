package extract

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"github.com/antchfx/htmlquery"
	"github.com/antchfx/xpath"
	"golang.org/x/net/html"

	"copydesk/extract/dom"
)

// selector is one CSS or XPath selector, with the attribute it asks for.
type selector struct {
	text string
	css  goquery.Matcher
	path *xpath.Expr
	attr string
}

var attrSuffix = regexp.MustCompile(`@([a-zA-Z][\w:-]*)$`)

// slowSelectors cost the square of a page's size: sibling combinators and
// counted positions of a type.
var slowSelectors = regexp.MustCompile(`~|:nth-(?:last-)?of-type|:contains|:matches`)

const maxSelector = 500

func compileSelector(s string) (sel selector, err error) {
	sel.text = s
	if strings.TrimSpace(s) == "" {
		return sel, errors.New("empty selector")
	}
	if len(s) > maxSelector {
		return sel, fmt.Errorf("longer than %d characters", maxSelector)
	}
	expr, isPath := strings.CutPrefix(s, "xpath:")
	if isPath {
		return compilePath(sel, expr)
	}
	if m := attrSuffix.FindStringSubmatch(s); m != nil {
		sel.attr = strings.ToLower(m[1])
		s = strings.TrimSuffix(s, m[0])
	}
	if slowSelectors.MatchString(s) {
		return sel, errors.New("`~`, `:nth-of-type`, `:contains` and `:matches` take too long on large pages; use classes, `>` or `:nth-child`")
	}
	css, err := cascadia.Compile(strings.TrimSpace(s))
	if err != nil {
		return sel, fmt.Errorf("not a CSS selector: %w", err)
	}
	sel.css = css
	return sel, nil
}

// compilePath compiles XPath; the library panics on some expressions, and a
// union costs the square of its hits.
func compilePath(sel selector, expr string) (out selector, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("not an XPath expression: %v", r)
		}
	}()
	if strings.Contains(expr, "|") {
		return sel, errors.New("a union `|` takes too long on large pages; write two selectors")
	}
	sel.path, err = xpath.Compile(expr)
	if err != nil {
		return sel, fmt.Errorf("not an XPath expression: %w", err)
	}
	return sel, nil
}

// maxMatches bounds what one selector may match on a page.
const maxMatches = 5000

// find lists the elements that match below root; an expression that the
// library can't evaluate matches nothing.
func (s *selector) find(root *html.Node) (out []*html.Node) {
	if s.css != nil {
		nodes := goquery.NewDocumentFromNode(root).FindMatcher(s.css).Nodes
		return nodes[:min(len(nodes), maxMatches)]
	}
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	nodes := htmlquery.QuerySelectorAll(root, s.path)
	return nodes[:min(len(nodes), maxMatches)]
}

// value is an element's text, or its attribute where one is asked for.
func (s *selector) value(n *html.Node) string {
	if s.attr != "" {
		return dom.Fold(dom.Attr(n, s.attr))
	}
	if n.Type == html.TextNode {
		return dom.Fold(n.Data)
	}
	if n.Data == "meta" {
		return dom.Fold(dom.Attr(n, "content"))
	}
	return dom.Text(n)
}
