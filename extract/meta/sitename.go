package meta

import (
	"slices"
	"strings"
	"unicode/utf8"
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
	if r.isSite(name) || r.copyrighted(name) {
		r.out.SiteName = Value{name, "html:title", title}
	}
}

// copyrighted says whether a copyright notice of the page has a name.
func (r *reader) copyrighted(name string) bool {
	key := squash(name)
	return len(key) > 3 && slices.ContainsFunc(r.f.copyrights, func(s string) bool { return strings.Contains(squash(s), key) })
}
