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
	name := ""
	if beginsParted(title, headline) {
		rest := title[len(headline):]
		marks := titleMarks(rest)
		name = rest[marks[len(marks)-1][1]:]
	} else if head, ok := strings.CutSuffix(title, headline); ok && headline != "" {
		if loc := titleParts.FindStringIndex(head); loc != nil {
			name = head[:loc[0]]
		} else if m := headColon.FindStringSubmatch(head); m != nil {
			name = m[1]
		}
	}
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n < 3 || n > 50 || len(strings.Fields(name)) > 6 || archiveNames[squash(name)] || introduced(name) {
		return
	}
	if r.isSite(name) || r.copyrighted(name) || r.frontLink(name) {
		r.out.SiteName = Value{name, "html:title", title}
	}
}

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
		for _, word := range []string{"logo", "home"} {
			if t, ok := strings.CutSuffix(strings.ToLower(s), " "+word); ok {
				out[i] = strings.Trim(t, " -–|")
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
