package meta

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// siteName finds what the site calls itself.
func (r *reader) siteName() {
	if v, n := r.meta("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "citation_journal_title"); v != "" && utf8.RuneCountInString(v) < 80 {
		r.out.SiteName = Value{v, "meta:" + n, v}
		return
	}
	if r.node != nil {
		if v := r.ld.str(r.node["publisher"]); v != "" && !strings.Contains(v, "://") {
			r.out.SiteName = Value{v, "json_ld:$.publisher.name", v}
			return
		}
	}
	for _, n := range r.ld.nodes {
		if isType(n, "WebSite") {
			if v := r.ld.str(n["name"]); v != "" && !strings.Contains(v, "://") {
				r.out.SiteName = Value{v, "json_ld:WebSite.name", v}
				return
			}
		}
	}
}

// titledSite takes what <title> adds to the headline for the site's name, where
// the site's address or the page's copyright notice has it too.
func (r *reader) titledSite() {
	if r.out.SiteName.Text != "" || !strings.ContainsAny(r.f.title, "|–—-»«•·:~/_｜") {
		return
	}
	headline, title := r.out.Title.Text, r.f.title
	name := strings.TrimSpace(besideHeadline(title, headline))
	if mayNameSite(name) && (r.isSite(name) || r.copyrighted(name) || r.frontLink(name)) {
		r.out.SiteName = Value{name, "html:title", title}
	}
}

// besideHeadline is what a title says beside the headline: its last part behind
// it, or the first before it.
func besideHeadline(title, headline string) string {
	if beginsParted(title, headline) {
		rest := title[len(headline):]
		marks := titleMarks(rest)
		return rest[marks[len(marks)-1][1]:]
	}
	if head, ok := strings.CutSuffix(title, headline); ok && headline != "" {
		if loc := titleParts.FindStringIndex(head); loc != nil {
			return head[:loc[0]]
		}
		if m := headColon.FindStringSubmatch(head); m != nil {
			return m[1]
		}
	}
	return ""
}

// mayNameSite says whether a text may be what a site calls itself.
func mayNameSite(name string) bool {
	n := utf8.RuneCountInString(name)
	return n >= 3 && n <= 50 && len(strings.Fields(name)) <= 6 && !archiveNames[squash(name)] && !introduced(name)
}

// guessedSite takes for the site's name, where nothing else says it, what the
// site's logo says, the words of the first link to the front page that share one
// with the site's address, or else the last part of <title>. It is found last:
// what it says is not sure enough to cut titles and to tell authors by.
func (r *reader) guessedSite() {
	if r.out.SiteName.Text != "" {
		return
	}
	for _, n := range r.f.fronts {
		if t := r.frontName(n); t != "" {
			r.out.SiteName = Value{t, "css:a[href=/]", t}
			return
		}
	}
	marks := titleMarks(r.f.title)
	if len(marks) == 0 || r.headline == nil {
		return
	}
	tail := strings.TrimSpace(r.f.title[marks[len(marks)-1][1]:])
	if mayNameSite(tail) && r.strays(tail) && !slices.ContainsFunc(strings.Fields(tail), uncapitalised) {
		r.out.SiteName = Value{tail, "html:title", r.f.title}
	}
}

func uncapitalised(w string) bool { return !capitalised(w) && !particles[w] }

// frontName is what a link to the front page says that may be the site's name.
func (r *reader) frontName(n *html.Node) string {
	if !r.here(dom.Attr(n, "href")) {
		return ""
	}
	said := frontTexts(n)
	for i, t := range said {
		t = cleanText(t)
		if !mayNameSite(t) || homes[strings.ToLower(t)] || frontWords.MatchString(t) {
			continue
		}
		if i >= altFrom || strings.Contains(dom.Attr(n, "rel"), "home") || r.inAddress(t) {
			return t
		}
	}
	return ""
}

// inAddress says whether a word of a name, or its words together, stand in the
// site's address.
func (r *reader) inAddress(name string) bool {
	if r.opt.URL == nil {
		return false
	}
	host := squash(r.opt.URL.Hostname())
	return strings.Contains(host, squash(name)) || slices.ContainsFunc(strings.Fields(name), func(w string) bool {
		return utf8.RuneCountInString(w) >= 4 && strings.Contains(host, squash(w))
	})
}

// strays says whether the last part of <title> is nothing that the article says of
// itself.
func (r *reader) strays(tail string) bool {
	key := squash(tail)
	return !headingsAlone[key] && !strings.Contains(squash(r.out.Title.Text), key) && !strings.Contains(squash(dom.ShortText(r.headline.node, maxTitle)), key) &&
		!sameName(tail, r.out.Section.Text) && !dateLike(tail)
}

// headingsAlone are last parts of titles that say what kind of page it is.
var headingsAlone = wordSet("blog news article articles artikel magazin magazine infographic english deutsch français español home menü menu video podcast press presse newsroom resources insights live liveblog liveticker liveupdates envivo endirecto aovivo endirect direct ticker")

// frontWords are words of links to the front page that are no name.
var frontWords = pattern.MustCompile(`(?i)\b(?:home|homepage|logo|back|startseite|zurück|retour|inicio|accueil|menu|skip|go to|zur|volver|link|overview|index)\b`)

// maxFronts bounds how many links are looked at for one to the front page.
const maxFronts = 6

// rootAddress says whether an address has no path, of this host or another.
func rootAddress(href string) bool {
	href = strings.TrimSpace(href)
	if _, rest, ok := strings.Cut(href, "//"); ok {
		_, path, _ := strings.Cut(rest, "/")
		return path == "" && rest != ""
	}
	return href == "/"
}

// frontLink says whether a link to the site's front page has a name, as its
// words or as what its picture shows.
func (r *reader) frontLink(name string) bool {
	key := squash(name)
	if len(key) < 3 {
		return false
	}
	return slices.ContainsFunc(r.f.fronts, func(n *html.Node) bool {
		return r.here(dom.Attr(n, "href")) && slices.ContainsFunc(frontTexts(n), func(s string) bool { return squash(s) == key })
	})
}

// here says whether an address is on the page's own host, as one without a host
// is.
func (r *reader) here(href string) bool {
	u, err := url.Parse(strings.TrimSpace(href))
	return err == nil && (u.Host == "" || r.opt.URL != nil && strings.EqualFold(bareHost(u), bareHost(r.opt.URL)))
}

// altFrom is where in frontTexts the words of pictures begin.
const altFrom = 3

// frontTexts are what a link says: its words, its title, its pictures' words.
func frontTexts(n *html.Node) []string {
	out := []string{dom.ShortText(n, maxTitle), dom.Attr(n, "title"), dom.Attr(n, "aria-label")}
	for d := range n.Descendants() {
		if dom.IsElement(d, atom.Img) {
			out = append(out, dom.Attr(d, "alt"))
		}
		if len(out) > 8 {
			break
		}
	}
	for i, s := range out {
		for _, word := range []string{" logo", " home"} {
			if n := len(s) - len(word); n > 0 && strings.EqualFold(s[n:], word) {
				out[i] = strings.Trim(s[:n], " -–|")
			}
		}
	}
	return out
}

// copyrighted says whether a copyright notice of the page has a name.
func (r *reader) copyrighted(name string) bool {
	key := squash(name)
	return len(key) > 3 && slices.ContainsFunc(r.f.copyrights, func(s string) bool { return strings.Contains(squash(s), key) })
}
