package meta

import (
	"bytes"
	"sort"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

func sortStrings(s []string) { sort.Strings(s) }

// collector is the walk's state.
type collector struct {
	f     *found
	order int
	known map[string]promise // by value of a class or id: most stand on many elements
	own   []promise          // of the element's class and id, in their order
}

func collect(root *html.Node) *found {
	c := &collector{f: &found{firstH1: -1, headAt: -1}, known: make(map[string]promise, 256)}
	c.walk(root, 0, 0)
	return c.f
}

const maxWalk = 600

func (c *collector) walk(n *html.Node, in place, depth int) {
	if depth > maxWalk {
		return
	}
	switch n.Type {
	case html.TextNode:
		c.text(n, in)
		return
	case html.ElementNode:
		c.order++
		if !c.element(n, &in) {
			return
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.walk(k, in, depth+1)
	}
}

// element notes what an element says, and is false when nothing below it is
// to be looked at.
func (c *collector) element(n *html.Node, in *place) bool {
	f := c.f
	switch n.DataAtom {
	case atom.Html:
		f.lang = dom.Attr(n, "lang")
		if f.lang == "" {
			f.lang = dom.Attr(n, "xml:lang")
		}
		f.amp = dom.Has(n, "amp") || dom.Has(n, "⚡")
	case atom.Title:
		if f.title == "" && n.FirstChild != nil && (n.Parent == nil || n.Parent.Namespace == "") {
			f.title = cleanText(atMost(n.FirstChild.Data, maxTitleBytes))
		}
		return false
	case atom.Meta:
		c.meta(n)
	case atom.Link:
		f.links = append(f.links, linkTag{strings.ToLower(dom.Attr(n, "rel")), dom.Attr(n, "href"), dom.Attr(n, "type"), dom.Attr(n, "hreflang")})
	case atom.Script:
		c.script(n)
		return false
	case atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Select, atom.Textarea:
		return false
	case atom.H1:
		c.heading(n, *in)
	case atom.H2, atom.H3:
		c.subheading(n, *in)
	case atom.Font:
		if largeFont(n) {
			c.likeTitle(n, *in)
		}
	case atom.Time:
		f.times = append(f.times, c.spot(n, "time", *in))
	case atom.Img:
		f.images = append(f.images, c.spot(n, "img", *in))
	case atom.Iframe:
		f.iframes++
	case atom.Video:
		f.videos++
	case atom.A:
		if strings.EqualFold(dom.Attr(n, "rel"), "license") {
			f.links = append(f.links, linkTag{rel: "license", href: dom.Attr(n, "href")})
		}
	case atom.Form:
		f.forms++
	case atom.Input:
		if dom.Attr(n, "type") == "password" {
			f.passwords++
		}
	}
	c.enter(n, in)
	c.names(n, *in)
	return true
}

func (c *collector) spot(n *html.Node, key string, in place) spot {
	return spot{node: n, key: key, at: c.f.textAt, order: c.order, in: in}
}

func (c *collector) heading(n *html.Node, in place) {
	if in&placeFooter != 0 {
		return
	}
	c.f.headings = append(c.f.headings, c.spot(n, "h1", in))
	if c.f.firstH1 < 0 {
		c.f.firstH1 = c.f.textAt
		if in&placeArticle == 0 {
			c.f.article = nil // what came before was a teaser
		}
	}
	if c.f.headAt < 0 {
		c.f.headAt = c.f.textAt
	}
}

// maxTitled bounds how many elements that may be a headline are kept.
const maxTitled = 12

// likeTitle notes an element that may be the headline of a page without any.
func (c *collector) likeTitle(n *html.Node, in place) {
	if c.f.firstH1 < 0 && len(c.f.titled) < maxTitled && in&(placeNav|placeAside|placeFooter|placeComment|placeRelated) == 0 {
		c.f.titled = append(c.f.titled, c.spot(n, "title", in))
	}
}

// largeFont says whether a <font> has larger letters than text has.
func largeFont(n *html.Node) bool {
	size := strings.TrimSpace(dom.Attr(n, "size"))
	return len(size) == 1 && size >= "4" && size <= "7" || len(size) == 2 && size[0] == '+'
}

// maxSubheadings bounds how many are kept: a headline stands near the top.
const maxSubheadings = 30

func (c *collector) subheading(n *html.Node, in place) {
	if in&(placeNav|placeAside|placeFooter|placeComment|placeRelated) == 0 && len(c.f.subheadings) < maxSubheadings {
		c.f.subheadings = append(c.f.subheadings, c.spot(n, n.Data, in))
		if c.f.headAt < 0 {
			if t := dom.ShortText(n, maxTitle); len(t) >= leastTitle && strings.Contains(c.f.title, t) {
				c.f.headAt = c.f.textAt
			}
		}
	}
}

// meta notes a <meta>'s value under each of its names.
func (c *collector) meta(n *html.Node) {
	var name, property, itemprop, content string
	torn := false
	for i := range n.Attr {
		switch n.Attr[i].Key {
		case "name", "http-equiv":
			name = n.Attr[i].Val
		case "property":
			property = n.Attr[i].Val
		case "itemprop":
			itemprop = n.Attr[i].Val
		case "content":
			content = n.Attr[i].Val
		default:
			torn = torn || strings.HasSuffix(n.Attr[i].Key, `"`)
		}
	}
	if content == "" || torn && strings.HasSuffix(property+name, "title") {
		return // a quotation mark inside of the value has cut it off
	}
	for _, key := range []string{property, name} {
		if key != "" {
			c.f.metas = append(c.f.metas, metaTag{strings.ToLower(strings.TrimSpace(key)), content})
		}
	}
	if itemprop != "" {
		c.f.props = append(c.f.props, c.spot(n, strings.ToLower(itemprop), 0))
	}
}

// script keeps the data that scripts hold.
func (c *collector) script(n *html.Node) {
	c.f.linkedScripts = c.f.linkedScripts || dom.Has(n, "src")
	if n.FirstChild == nil {
		return
	}
	data := n.FirstChild.Data
	c.f.scriptLen += len(data)
	switch kind := strings.ToLower(dom.Attr(n, "type")); {
	case strings.Contains(kind, "ld+json"):
		c.f.scripts = append(c.f.scripts, data)
	case dom.Attr(n, "id") == "__NEXT_DATA__", strings.Contains(kind, "application/json") && len(data) > leastState,
		len(data) > leastState && stateScript(data), strings.Contains(data[:min(len(data), 40)], "__next_f.push"):
		c.f.state = append(c.f.state, data)
	}
}

// ReadsScript says whether a script may hold data that Read looks at: by its
// start tag, or by the beginning of its text. It is never wrong where the answer
// is no.
func ReadsScript(tag, text []byte) bool {
	if bytes.Contains(bytes.ToLower(tag), []byte("json")) || bytes.Contains(tag, []byte("__NEXT_DATA__")) {
		return true
	}
	head := text[:min(len(text), 2*stateHead)] // a line's end may be two bytes, and is one later
	return bytes.Contains(head, []byte("__")) || bytes.Contains(head, []byte("Fusion"))
}

// leastState is the least data, in bytes, that may hold an article.
const leastState = 400

// stateHead is how far into a script, in bytes, the name is looked for that its
// data is given.
const stateHead = 300

func stateScript(s string) bool {
	head := s[:min(len(s), stateHead)]
	for _, name := range []string{"__APOLLO_STATE__", "__PRELOADED_STATE__", "__INITIAL_STATE__", "Fusion.globalContent", "__NUXT__", "__INITIAL_DATA__", "__DATA__"} {
		if strings.Contains(head, name) {
			return true
		}
	}
	return strings.Contains(head, "window.Fusion") && strings.Contains(s, "Fusion.globalContent")
}

// enter notes what place an element opens.
func (c *collector) enter(n *html.Node, in *place) {
	switch n.DataAtom {
	case atom.Article:
		switch {
		case c.f.article == nil:
			c.f.article = n
			*in |= placeArticle
		case *in&placeArticle != 0 || len(c.f.headings) > 0:
			*in |= placeOther
		}
	case atom.Main:
		*in |= placeMain
	case atom.Aside:
		*in |= placeAside
	case atom.Nav:
		*in |= placeNav
	case atom.Footer:
		if *in&placeArticle == 0 { // an article's own holds its byline on many sites
			*in |= placeFooter
		}
	case atom.Header:
		*in |= placeHeader
	case atom.Ul, atom.Ol:
		if !factsList(dom.Attr(n, "class")) {
			*in |= placeList
		}
	case atom.Figure, atom.Figcaption:
		if !holdsAddress(n, 2) {
			*in |= placeFigure
		}
	case atom.Blockquote:
		if embedded(dom.Attr(n, "class")) {
			*in |= placeComment
		}
	case atom.A:
		*in |= placeLink
	}
	c.own = c.own[:0]
	for i := range n.Attr {
		switch n.Attr[i].Key {
		case "class", "id":
			p := c.promise(n.Attr[i].Val)
			c.own = append(c.own, p)
			if n.DataAtom != atom.Body && n.DataAtom != atom.Html {
				*in |= p.place()
			}
		}
	}
}

// holdsAddress says whether a figure's caption holds an <address>: it is an author's
// portrait, with the byline and the date.
func holdsAddress(n *html.Node, depth int) bool {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.DataAtom == atom.Address || depth > 1 && k.DataAtom == atom.Figcaption && holdsAddress(k, depth-1) {
			return true
		}
	}
	return false
}

// factsList says whether a list's names say that it holds what there is to say
// of one article: its author, its date. Other lists are of stories.
func factsList(class string) bool {
	return strings.Contains(class, "info") || strings.Contains(class, "meta") || strings.Contains(class, "byline")
}

// embedded says whether a quotation's class is that of a post from another
// site, which has an author and a date of its own.
func embedded(class string) bool {
	return strings.Contains(class, "twitter-tweet") || strings.Contains(class, "twitter-video") || strings.Contains(class, "instagram-media") || strings.Contains(class, "tiktok-embed") || strings.Contains(class, "bluesky-embed") || strings.Contains(class, "mastodon-embed") || strings.Contains(class, "wp-embedded-content") || strings.Contains(class, "reddit-")
}

// names notes elements whose attributes promise an author, a date, a
// standfirst.
func (c *collector) names(n *html.Node, in place) {
	f := c.f
	own := c.own
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "itemprop", "property":
			if n.DataAtom != atom.Meta {
				for name := range strings.FieldsSeq(strings.ToLower(a.Val)) {
					f.props = append(f.props, c.spot(n, name, in))
				}
			}
		case "rel":
			if strings.Contains(a.Val, "author") {
				f.bylines = append(f.bylines, c.spot(n, "rel=author", in))
			}
			if rel := strings.ToLower(a.Val); n.DataAtom == atom.A && (strings.Contains(rel, "tag") || strings.Contains(rel, "category")) {
				f.tagLinks = append(f.tagLinks, c.spot(n, rel, in))
			}
		case "itemtype":
			if strings.Contains(a.Val, "BreadcrumbList") {
				f.crumbs = append(f.crumbs, c.spot(n, "BreadcrumbList", in))
			}
			if strings.HasSuffix(a.Val, "schema.org/Product") {
				f.products++
			}
		case "class", "id":
			c.classes(n, a.Val, own[0], in)
			own = own[1:]
		case "aria-labelledby":
			if n.DataAtom != atom.A && len(a.Val) < 60 && c.promise(a.Val)&promisesByline != 0 {
				f.labelled = append(f.labelled, c.spot(n, a.Val, in))
			}
		case "data-testid", "data-test", "data-qa", "data-component", "data-type", "data-hook":
			c.classes(n, a.Val, c.promise(a.Val), in)
		case "datetime", "data-date", "data-datetime", "data-timestamp", "data-time", "data-published":
			if n.DataAtom != atom.Time {
				f.times = append(f.times, c.spot(n, a.Key, in))
			}
		case "href":
			if n.DataAtom == atom.A && len(f.fronts) < maxFronts && rootAddress(a.Val) {
				f.fronts = append(f.fronts, n)
			}
			if n.DataAtom == atom.A && len(f.sectionLinks) < maxSectionLinks && sectionAddress(a.Val) {
				f.sectionLinks = append(f.sectionLinks, c.spot(n, "href", in))
			}
			if n.DataAtom == atom.A && in&(placeNav|placeFooter|placeAside|placeRelated|placeComment) == 0 && len(f.tagHrefs) < maxTagHrefs && tagPage(a.Val) {
				f.tagHrefs = append(f.tagHrefs, c.spot(n, "href", in))
			}
			if n.DataAtom == atom.A && in&(placeNav|placeFooter|placeAside|placeRelated|placeComment) == 0 && len(f.categoryHrefs) < maxTagHrefs && categoryPage(a.Val) {
				f.categoryHrefs = append(f.categoryHrefs, c.spot(n, "href", in))
			}
			if n.DataAtom == atom.A && in&placeNav == 0 && authorPage(a.Val) {
				f.bylines = append(f.bylines, c.spot(n, "href", in))
			}
		}
	}
}

// classes notes an element whose names promise something.
func (c *collector) classes(n *html.Node, v string, p promise, in place) {
	if p>>16 == 0 {
		return
	}
	f := c.f
	if p&promisesByline != 0 {
		f.bylines = append(f.bylines, c.spot(n, strings.ToLower(v), in))
	}
	if p&promisesDate != 0 {
		f.dated = append(f.dated, c.spot(n, strings.ToLower(v), in))
	}
	if p&promisesCrumbs != 0 {
		f.crumbs = append(f.crumbs, c.spot(n, v, in))
	}
	if p&promisesTags != 0 {
		f.tagLists = append(f.tagLists, c.spot(n, v, in))
	}
	if p&promisesTitle != 0 {
		c.likeTitle(n, in)
	}
	if p&promisesSection != 0 {
		f.sections = append(f.sections, c.spot(n, v, in))
	}
	if p&promisesLead != 0 {
		f.leads = append(f.leads, c.spot(n, strings.ToLower(v), in))
	}
}
