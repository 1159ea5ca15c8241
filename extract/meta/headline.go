package meta

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// On many blogs the only <h1> is the site's name, a link to its front, and the
// headline is an <h2> or <h3> further down. What <title> says tells them apart.

// siteHeading takes the site's name out of the headings, and puts the headline
// in its place.
func (r *reader) siteHeading() {
	for i, h := range r.f.headings {
		name := dom.Text(h.node)
		if sameName(r.f.title, name) || r.saidHeadline(name) {
			continue
		}
		in := strings.Contains(squash(r.f.title), squash(name))
		var headline *spot
		switch {
		case in && (r.leadsHome(h.node) || r.besideHeadline(name)):
			headline = r.titledSubheading()
		case !in && r.leadsHome(h.node):
			if headline = r.wholeTitle(); headline == nil {
				continue
			}
		case in && inMasthead(h.node):
			if headline = r.printedBelow(&h, name); headline == nil {
				continue
			}
		default:
			continue
		}
		r.f.headings = slices.Delete(r.f.headings, i, i+1)
		if r.out.SiteName.Text == "" {
			r.out.SiteName = Value{name, "css:h1", name}
		}
		if headline != nil {
			r.f.headings = slices.Insert(r.f.headings, 0, *headline)
		}
		return
	}
}

// wholeTitle is the smaller heading that says what <title> says, and no more.
func (r *reader) wholeTitle() *spot {
	for i := range r.f.subheadings {
		if s := &r.f.subheadings[i]; sameName(dom.Text(s.node), r.f.title) {
			return s
		}
	}
	return nil
}

// printedBelow is the text below a heading with which <title> begins, where it
// ends with the heading, which is shorter, and no paragraph stands between them.
func (r *reader) printedBelow(h *spot, name string) *spot {
	head := r.f.printedHead
	if head == nil || head.at < h.at || len(head.key) <= len(name) || !strings.HasSuffix(squash(r.f.title), squash(name)) || r.place(*head)&(elsewhere|placeAside) != 0 {
		return nil
	}
	if slices.ContainsFunc(r.f.longTexts, func(at int) bool { return at > h.at && at < head.at-utf8.RuneCountInString(head.key) }) {
		return nil
	}
	return &spot{node: head.node.Parent, key: "title", at: head.at - utf8.RuneCountInString(head.key), order: head.order, in: head.in}
}

// saidHeadline says whether the page's head gives a text as the headline.
func (r *reader) saidHeadline(text string) bool {
	og, _ := r.meta("og:title")
	return sameName(text, og) || r.node != nil && sameName(text, r.ld.str(r.node["headline"]))
}

// leadsHome says whether a heading is one link, to a page above this one.
func (r *reader) leadsHome(h *html.Node) bool {
	a := onlyLink(h)
	if a == nil {
		return false
	}
	if r.opt.URL == nil {
		u, err := url.Parse(strings.TrimSpace(dom.Attr(a, "href")))
		return err == nil && strings.Trim(u.Path, "/") == "" && (u.Host != "" || u.Path == "/")
	}
	u, err := r.opt.URL.Parse(strings.TrimSpace(dom.Attr(a, "href")))
	if err != nil || bareHost(u) != bareHost(r.opt.URL) {
		return false
	}
	up := strings.TrimSuffix(u.Path, "/") + "/"
	return strings.HasPrefix(r.opt.URL.Path, up) && strings.TrimSuffix(r.opt.URL.Path, "/")+"/" != up || up == "/" && r.opt.URL.RawQuery != ""
}

// besideHeadline says whether <title> is a text and a smaller heading, and
// nothing more.
func (r *reader) besideHeadline(name string) bool {
	title, n := squash(r.f.title), squash(name)
	return n != "" && slices.ContainsFunc(r.f.subheadings, func(s spot) bool {
		t := squash(dom.Text(s.node))
		return len(t) > len(n) && (title == t+n || title == n+t)
	})
}

func bareHost(u *url.URL) string { return strings.TrimPrefix(u.Hostname(), "www.") }

// onlyLink is the link around all of a heading's text.
func onlyLink(h *html.Node) *html.Node {
	whole := dom.Text(h)
	if whole == "" {
		return nil
	}
	for n := range h.Descendants() {
		if n.DataAtom == atom.A && dom.Text(n) == whole {
			return n
		}
	}
	return nil
}

// partOfTitle says whether <title> begins or ends with a text and says more.
func (r *reader) partOfTitle(text string) bool {
	t, s := squash(r.f.title), squash(text)
	return len(s) > 2 && len(t) > len(s) && (strings.HasPrefix(t, s) || strings.HasSuffix(t, s))
}

// titledSubheading is the first heading below <h1> that is part of <title>.
func (r *reader) titledSubheading() *spot {
	for i := range r.f.subheadings {
		s := &r.f.subheadings[i]
		if t := dom.Text(s.node); r.partOfTitle(t) && !sameName(t, r.out.SiteName.Text) {
			return s
		}
	}
	return nil
}

// onlySubheading is the headline of a page without any <h1>: the first smaller
// heading with which <title> begins, a mark behind it.
func (r *reader) onlySubheading() *spot {
	for i := range r.f.subheadings {
		if t := dom.Text(r.f.subheadings[i].node); len(t) > 15 && (beginsParted(r.f.title, t) || strings.HasPrefix(strings.TrimPrefix(r.f.title, t), ": ")) {
			return &r.f.subheadings[i]
		}
	}
	return nil
}

// firstSubheading is the headline of a page whose <title> is the site's name, and
// whose head says no more: the first smaller heading, with a paragraph below it.
func (r *reader) firstSubheading() *spot {
	if r.saysHeadline() || !r.titledLikeSite() {
		return nil
	}
	for i := range r.f.subheadings {
		s := &r.f.subheadings[i]
		if t := dom.ShortText(s.node, maxTitle); len(t) > 15 && !r.isSite(t) && !r.frontLink(t) && s.in&placeLink == 0 {
			if slices.ContainsFunc(r.f.longTexts, func(at int) bool { return at >= s.at && at < s.at+utf8.RuneCountInString(t)+titledReach }) {
				return s
			}
			return nil
		}
	}
	return nil
}

// shortTitle is below how many characters <title> may be the site's name alone,
// and titledReach how far below a headline, in characters of text, its article
// begins.
const (
	shortTitle  = 30
	titledReach = 500
)

// onlyTitled is the headline of a page without any heading that is: an element
// called a title, or large letters. It is part of <title>, or, where that is
// no longer than a site's name, stands above the first text.
func (r *reader) onlyTitled() *spot {
	var above *spot
	for i := range r.f.titled {
		s := &r.f.titled[i]
		t := dom.ShortText(s.node, maxTitle)
		switch n := utf8.RuneCountInString(t); {
		case n < 10 || n > 200 || sameName(t, r.out.SiteName.Text) || sameName(t, r.f.title) && n < shortTitle:
		case len(t) >= leastTitle && strings.Contains(r.f.title, t):
			return s
		case above == nil && slices.ContainsFunc(r.f.longTexts, func(at int) bool { return at >= s.at && at < s.at+titledReach }):
			above = s
		}
	}
	if r.saysHeadline() || !r.titledLikeSite() {
		return nil
	}
	return above
}

// saysHeadline says whether the page's head gives a headline besides <title>.
func (r *reader) saysHeadline() bool {
	og, _ := r.meta("og:title", "twitter:title")
	return og != "" || r.node != nil && r.node["headline"] != nil
}

// titledLikeSite says whether <title> is no more than the site's name: its
// address, a copyright notice or the description of its logo has it too.
func (r *reader) titledLikeSite() bool {
	title := r.f.title
	if utf8.RuneCountInString(title) >= shortTitle {
		return false
	}
	return title == "" || r.isSite(title) || r.copyrighted(title) || r.frontLink(title) || slices.ContainsFunc(r.f.images, func(s spot) bool {
		return sameName(dom.Attr(s.node, "alt"), title)
	})
}

// withoutKicker is a heading's text. Some put a kicker into the heading, as an
// element of its own before the title's words: where the page's head has the
// title alone, or with other words before it, the kicker is left out. Where the
// head has the same kicker, its way to part the two is taken.
func (r *reader) withoutKicker(h *html.Node) string {
	whole := dom.Text(h)
	kicker := firstElement(h)
	if kicker == nil {
		return whole
	}
	k := dom.Text(kicker)
	t, ok := strings.CutPrefix(whole, k)
	if t = strings.TrimLeft(t, " -–—|:•·"); !ok || k == "" || len(t) < len(k) {
		return whole
	}
	og, _ := r.meta("og:title")
	twitter, _ := r.meta("twitter:title")
	for _, said := range []string{og, twitter, r.f.title} {
		said = r.stripSite(said)
		other, ok := strings.CutSuffix(squash(said), squash(t))
		if !ok && !beginsParted(said, t) {
			continue
		}
		r.kickered = append(r.kickered, whole)
		if other == squash(k) {
			return said
		}
		return t
	}
	return whole
}

// beginsParted says whether a title is a headline, a mark and something else:
// the site's name, mostly.
func beginsParted(title, headline string) bool {
	rest, ok := strings.CutPrefix(title, headline)
	if !ok || headline == "" {
		return false
	}
	marks := titleMarks(rest)
	return len(marks) > 0 && marks[0][0] == 0
}

// firstElement is a node's first child that is an element, nil when text
// stands before it.
func firstElement(n *html.Node) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.ElementNode:
			return c
		case c.Type == html.TextNode && strings.TrimSpace(c.Data) != "":
			return nil
		}
	}
	return nil
}
