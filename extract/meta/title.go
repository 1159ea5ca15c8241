package meta

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"copydesk/extract/dom"
)

// titleCandidate is a text that may be the headline.
type titleCandidate struct {
	text, source string
	weight       float64
}

// title picks the headline. What readers see counts most: an <h1> that other
// sources confirm; then what the page tells others, without the site's name.
func (r *reader) title() {
	cands := r.titleCandidates()
	for _, c := range cands {
		r.out.Titles = append(r.out.Titles, c.text)
	}
	best, bestScore := -1, 0.0
	for i, c := range cands {
		s := c.weight
		for j, o := range cands {
			if i == j {
				continue
			}
			switch {
			case squash(c.text) == squash(o.text):
				s += 0.5 * o.weight
			case similar(c.text, o.text) > 0.6:
				s += 0.25 * o.weight
			}
		}
		if s > bestScore {
			best, bestScore = i, s
		}
	}
	if best >= 0 {
		c := cands[best]
		r.out.Title = Value{Text: c.text, Source: c.source, Raw: c.text}
	}
}

// maxTitle bounds a title, in characters.
const maxTitle = 500

func (r *reader) titleCandidates() []titleCandidate {
	var out []titleCandidate
	add := func(text, source string, weight float64) {
		text = r.stripSite(cleanText(text))
		if text == "" || utf8.RuneCountInString(text) > maxTitle || sameName(text, r.out.SiteName.Text) {
			return
		}
		out = append(out, titleCandidate{text, source, weight})
	}
	if r.node != nil {
		add(r.ld.str(r.node["headline"]), "json_ld:$.headline", 1)
		if r.node["headline"] == nil {
			add(r.ld.str(r.node["name"]), "json_ld:$.name", 0.8)
		}
	}
	for i, h := range r.f.headings {
		t := dom.Text(h.node)
		if t == "" || h.in&(placeNav|placeRelated|placeComment) != 0 {
			continue
		}
		w := 1.8
		if i > 0 {
			w = 1.4
		}
		if h.in&(placeAside|placeFooter) != 0 {
			w = 0.5
		}
		add(t, "css:h1", w)
		if i > 4 {
			break
		}
	}
	for _, p := range r.f.props {
		if p.key == "headline" || p.key == "schema:headline" || p.key == "dc:title" {
			t := dom.Text(p.node)
			if t == "" {
				t = dom.Attr(p.node, "content")
			}
			add(t, "microdata:"+p.key, 0.9)
			break
		}
	}
	for _, m := range []struct {
		name   string
		weight float64
	}{{"og:title", 1.1}, {"twitter:title", 0.7}, {"dc.title", 0.7}, {"dcterms.title", 0.7}, {"citation_title", 1}, {"parsely-title", 0.8}, {"sailthru.title", 0.7}, {"cxenseparse:title", 0.7}, {"title", 0.5}, {"hdl", 0.8}} {
		if v, _ := r.meta(m.name); v != "" {
			add(v, "meta:"+m.name, m.weight)
		}
	}
	add(r.f.title, "html:title", 0.8)
	return out
}

// titleParts cuts at the marks that publishers put between the headline and
// the site's name or section.
var titleParts = regexp.MustCompile(`\s+[|–—\-»«•·:~/]+\s+|\s*[|»]\s*|\s+::\s+|\s+-\s*$|\s*_\s+|\s*｜\s*|: (?:\S+\.\S+)$`)

var liveMark = regexp.MustCompile(`(?i)\s*[|–—-]\s*(?:live(?:[- ]?(?:blog|ticker|updates?))?|video|photos?|watch|podcast|en vivo|en directo|en direct)\s*$`)

// stripSite takes the site's name, its section and marks such as "| Live" off
// a title's end or beginning.
func (r *reader) stripSite(s string) string {
	s = liveMark.ReplaceAllString(s, "")
	for range 3 {
		t := r.stripOnce(s)
		if t == s {
			break
		}
		s = t
	}
	return s
}

func (r *reader) stripOnce(s string) string {
	marks := titleParts.FindAllStringIndex(s, -1)
	if len(marks) == 0 {
		return s
	}
	last := marks[len(marks)-1]
	if tail := s[last[1]:]; r.isSite(tail) && last[0] > 0 {
		return strings.TrimSpace(s[:last[0]])
	}
	if head := s[:marks[0][0]]; r.isSite(head) && marks[0][1] < len(s) {
		return strings.TrimSpace(s[marks[0][1]:])
	}
	return s
}

// isSite says whether a part of a title is the site: its name, its host, or
// the tail that <title> adds to what the page shows.
func (r *reader) isSite(part string) bool {
	p := squash(part)
	if p == "" {
		return true
	}
	if p == squash(r.out.SiteName.Text) && p != "" {
		return true
	}
	if name := squash(r.out.SiteName.Text); len(name) > 3 && (strings.HasPrefix(p, name) || strings.HasSuffix(p, name)) && len(p) < len(name)+15 {
		return true
	}
	if r.opt.URL == nil {
		return false
	}
	host := strings.TrimPrefix(r.opt.URL.Hostname(), "www.")
	hostName := squash(host)
	if p == hostName {
		return true
	}
	label := longestLabel(host)
	if len(label) > 2 && p == label {
		return true
	}
	return len(p) > 3 && len(label) > 4 && (strings.Contains(p, label) && len(p) < len(label)+12 || strings.Contains(label, p) && len(p)*2 > len(label))
}

// longestLabel is the longest part of a host's name, the top level aside.
func longestLabel(host string) string {
	parts := strings.Split(host, ".")
	best := ""
	for i, l := range parts {
		if i < len(parts)-1 && len(squash(l)) > len(best) {
			best = squash(l)
		}
	}
	return best
}

// similar is the share of words that two texts have in common.
func similar(a, b string) float64 {
	wa, wb := strings.Fields(strings.ToLower(a)), strings.Fields(strings.ToLower(b))
	if len(wa) == 0 || len(wb) == 0 {
		return 0
	}
	have := map[string]int{}
	for _, w := range wa {
		have[w]++
	}
	n := 0
	for _, w := range wb {
		if have[w] > 0 {
			have[w]--
			n++
		}
	}
	return 2 * float64(n) / float64(len(wa)+len(wb))
}

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
