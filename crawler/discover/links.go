package discover

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxLinks bounds what is taken from one page; the rest comes with later ones.
const maxLinks = 5000

// Links is what a page says about other pages.
type Links struct {
	Base         string // of <base>, "" without one
	Canonical    string
	AMP          string
	Short        string // <link rel=shortlink>
	Next         string // pagination
	Prev         string
	Refresh      string        // where the page sends its reader by itself, "" when it doesn't
	RefreshAfter time.Duration // how long it lets the reader stay
	Language     string        // of <html lang>
	Title        string
	Generator    string
	Feeds        []Alternate
	Translations []Alternate
	Anchors      []Anchor // each address once, in the page's order
	Pages        []Anchor // links that are called by a bare number, as those of a pager are; met before or not
	NoIndex      bool     // the page's own wish, for a record of it
	NoFollow     bool
	NoArchive    bool
}

// Alternate is another form of a page.
type Alternate struct {
	Href  string
	Type  string
	Title string
	Lang  string
}

// Anchor is a link as it stands on the page.
type Anchor struct {
	Href string
	Text string // its beginning
	Next bool   // says of itself that it leads to the next page of a list
}

// Walk reads a parsed page once. skip is asked for every address as it is
// written; one that it knows costs nothing more. nil skips none.
func Walk(root *html.Node, skip func(href string) bool) *Links {
	w := &walker{links: &Links{}, skip: skip, seen: map[string]bool{}}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			w.element(n)
		}
	}
	w.languageLinks()
	return w.links
}

type walker struct {
	links     *Links
	skip      func(string) bool
	seen      map[string]bool
	languages []Alternate // anchors that name another language than the page's
}

func (w *walker) element(n *html.Node) {
	switch n.DataAtom {
	case atom.A, atom.Area:
		w.anchor(n)
	case atom.Link:
		w.link(n)
	case atom.Meta:
		w.meta(n)
	case atom.Base:
		if w.links.Base == "" {
			w.links.Base = get(n, "href")
		}
	case atom.Html:
		w.links.Language = get(n, "lang")
	case atom.Title:
		if w.links.Title == "" && n.FirstChild != nil {
			w.links.Title = strings.TrimSpace(cut(n.FirstChild.Data, 300))
		}
	}
}

func (w *walker) anchor(n *html.Node) {
	href := get(n, "href")
	if href == "" || href[0] == '#' || w.seen[href] || len(w.links.Anchors) >= maxLinks {
		return
	}
	rel := strings.ToLower(get(n, "rel"))
	next := hasToken(rel, "next")
	if !next && hasToken(rel, "nofollow") && strings.Contains(href, "?") && !isNumber(textOf(n, 4)) { // filters and buttons; another link may lead there
		return
	}
	w.page(n, href)
	w.seen[href] = true
	if hasToken(rel, "sponsored") || hasToken(rel, "ugc") { // advertisers' and readers' links
		return
	}
	if lang := get(n, "hreflang"); lang != "" && primary(lang) != primary(w.links.Language) && len(w.languages) < 50 {
		w.languages = append(w.languages, Alternate{Href: href, Lang: lang})
	}
	if next && w.links.Next == "" {
		w.links.Next = href
	}
	if w.links.Prev == "" && isPrev(rel) {
		w.links.Prev = href
	}
	if w.skip != nil && !next && w.skip(href) {
		return
	}
	w.links.Anchors = append(w.links.Anchors, Anchor{Href: href, Text: textOf(n, 120), Next: next})
}

// page notes a link that may lead to one of several pages by its number.
func (w *walker) page(n *html.Node, href string) {
	if text := textOf(n, 4); isNumber(text) && len(w.links.Pages) < 100 {
		w.links.Pages = append(w.links.Pages, Anchor{Href: href, Text: text})
	}
}

// isNumber says whether a text is a number as pages have it.
func isNumber(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n > 0 && n < 100 && s[0] != '+'
}

// languageLinks takes a page's switch between languages for what it names,
// where the page's head doesn't: the one link that leads to a language. Where
// several do they are other things, such as related articles.
func (w *walker) languageLinks() {
	if len(w.links.Translations) > 0 {
		return
	}
	count := map[string]int{}
	for _, a := range w.languages {
		count[strings.ToLower(a.Lang)]++
	}
	for _, a := range w.languages {
		if count[strings.ToLower(a.Lang)] == 1 {
			w.links.Translations = append(w.links.Translations, a)
		}
	}
}

// primary is the language of a tag without its region and script.
func primary(tag string) string {
	language, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return language
}

func (w *walker) link(n *html.Node) {
	href := get(n, "href")
	if href == "" {
		return
	}
	rel := strings.ToLower(get(n, "rel"))
	switch {
	case hasToken(rel, "canonical"):
		if w.links.Canonical == "" {
			w.links.Canonical = href
		}
	case hasToken(rel, "amphtml"):
		w.links.AMP = href
	case hasToken(rel, "shortlink"):
		w.links.Short = href
	case hasToken(rel, "next"):
		w.links.Next = href
	case isPrev(rel):
		w.links.Prev = href
	case hasToken(rel, "alternate"):
		w.alternate(n, href)
	}
}

func isPrev(rel string) bool { return hasToken(rel, "prev") || hasToken(rel, "previous") }

func (w *walker) alternate(n *html.Node, href string) {
	a := Alternate{Href: href, Type: strings.ToLower(get(n, "type")), Title: get(n, "title"), Lang: get(n, "hreflang")}
	switch {
	case strings.Contains(a.Type, "rss"), strings.Contains(a.Type, "atom"), strings.Contains(a.Type, "feed+json"), a.Type == "text/xml":
		if len(w.links.Feeds) < 20 {
			w.links.Feeds = append(w.links.Feeds, a)
		}
	case a.Lang != "" && len(w.links.Translations) < 50:
		w.links.Translations = append(w.links.Translations, a)
	}
}

func (w *walker) meta(n *html.Node) {
	name := strings.ToLower(get(n, "name"))
	switch name {
	case "robots", "googlebot-news", "copydesk":
		v := strings.ToLower(get(n, "content"))
		w.links.NoIndex = w.links.NoIndex || strings.Contains(v, "noindex") || hasToken(v, "none")
		w.links.NoFollow = w.links.NoFollow || strings.Contains(v, "nofollow") && name != "googlebot-news"
		w.links.NoArchive = w.links.NoArchive || strings.Contains(v, "noarchive")
	case "generator":
		w.links.Generator = cut(get(n, "content"), 100)
	}
	if strings.EqualFold(get(n, "http-equiv"), "refresh") {
		w.refresh(get(n, "content"))
	}
}

// refresh takes the address that a page sends its reader to for a link, as
// pages do that have moved and can't say it otherwise: "0; url=/there".
func (w *walker) refresh(content string) {
	after, href, _ := strings.Cut(content, ";")
	href = strings.TrimSpace(href)
	if len(href) < len("url=") || !strings.EqualFold(href[:3], "url") {
		return
	}
	href = strings.TrimSpace(href[3:])
	href, ok := strings.CutPrefix(href, "=")
	href = strings.Trim(strings.TrimSpace(href), `"'`)
	if !ok || href == "" {
		return
	}
	if seconds, err := strconv.Atoi(strings.TrimSpace(after)); err == nil && seconds >= 0 && w.links.Refresh == "" {
		w.links.Refresh, w.links.RefreshAfter = href, time.Duration(min(seconds, 1<<30))*time.Second
	}
	if w.seen[href] {
		return
	}
	w.seen[href] = true
	if w.skip == nil || !w.skip(href) {
		w.links.Anchors = append(w.links.Anchors, Anchor{Href: href})
	}
}

func get(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return strings.TrimSpace(n.Attr[i].Val)
		}
	}
	return ""
}

func hasToken(list, token string) bool {
	for f := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' }) {
		if f == token {
			return true
		}
	}
	return false
}

// textOf is the beginning of a node's text, with single spaces.
func textOf(n *html.Node, limit int) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type != html.TextNode {
			continue
		}
		for f := range strings.FieldsSeq(d.Data) {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(f)
			if b.Len() >= limit {
				return cut(b.String(), limit)
			}
		}
	}
	return b.String()
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
