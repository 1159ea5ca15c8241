package meta

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// titleCandidate is a text that may be the headline.
type titleCandidate struct{ text, source, kind string }

// titleGroup is a text, case and marks aside, with the kinds of source that
// say it.
type titleGroup struct {
	key   string
	first titleCandidate
	kinds map[string]bool
}

// title picks the headline among what the sources say: the text that readers
// see, where sources disagree.
func (r *reader) title() {
	groups := groupTitles(r.titleCandidates())
	best, bestScore := -1, 0.0
	for i := range groups {
		if s := r.titleFeatures(groups, i).score(titleWeights); best < 0 || s > bestScore {
			best, bestScore = i, s
		}
	}
	if best >= 0 {
		c := groups[best].first
		r.out.Title = Value{Text: c.text, Source: c.source, Raw: c.text}
	}
	r.out.Titles = r.kickered
	for _, g := range groups {
		r.out.Titles = append(r.out.Titles, g.first.text)
	}
}

// TitleChoices are the texts that a page offers as its headline.
func TitleChoices(root *html.Node, opt Options) []Choice {
	r := newReader(root, opt)
	groups := groupTitles(r.titleCandidates())
	var out []Choice
	for i, g := range groups {
		out = append(out, r.titleFeatures(groups, i).choice(g.first.text))
	}
	return out
}

func groupTitles(cands []titleCandidate) []titleGroup {
	var groups []titleGroup
	at := map[string]int{}
	for _, c := range cands {
		key := squash(c.text)
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, titleGroup{key, c, map[string]bool{}})
		}
		if better(c, groups[i].first) {
			groups[i].first = c
		}
		groups[i].kinds[c.kind] = true
		if c.kind == "news" || c.kind == "blog" {
			groups[i].kinds["json_ld"] = true
		}
	}
	return groups
}

// better says whether a candidate of the same words is to be given rather than
// another: marks as readers see them, and no capitals for their size.
func better(c, than titleCandidate) bool {
	parts := func(s string) int {
		return len(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
	}
	switch {
	case parts(c.text) < parts(than.text): // a line's end between them was lost
		return false
	case inCapitals(c.text) != inCapitals(than.text):
		return !inCapitals(c.text)
	}
	return c.kind == "h1" && c.text != than.text
}

// inCapitals says whether a text has no small letters, and some that could be.
func inCapitals(s string) bool { return s == strings.ToUpper(s) && s != strings.ToLower(s) }

// titleFeatures says what speaks for group i being the headline.
func (r *reader) titleFeatures(groups []titleGroup, i int) features {
	g := groups[i]
	f := features{}
	sources := 0
	for _, k := range titleKinds {
		if g.kinds[k] {
			f.add(k, true)
			if k != "news" && k != "blog" {
				sources++
			}
		}
	}
	f = append(f, feature{"each source", float64(sources)})
	f.add("alone", sources == 1)
	has := map[string]bool{}
	for _, k := range titleKinds[:4] {
		in, around, near := false, false, false
		for j, o := range groups {
			if !o.kinds[k] {
				continue
			}
			has[k] = true
			if j != i {
				in = in || strings.Contains(o.key, g.key)
				around = around || strings.Contains(g.key, o.key)
				near = near || similar(o.first.text, g.first.text) > 0.6
			}
		}
		f.add("in "+k, in)
		f.add("around "+k, around)
		f.add("like "+k, near && !in && !around)
		f.add("not the "+k, has[k] && !g.kinds[k])
	}
	for a, k := range titleKinds[:4] {
		for _, l := range titleKinds[a+1 : 4] {
			f.add(k+" and "+l, g.kinds[k] && g.kinds[l])
		}
	}
	news := slices.ContainsFunc(groups, func(o titleGroup) bool { return o.kinds["news"] })
	for _, k := range titleKinds[:4] {
		f.add(k+" of news", news && g.kinds[k])
		f.add("not the "+k+" of news", news && has[k] && !g.kinds[k])
	}
	r.doubts(&f, groups, i)
	switch n := utf8.RuneCountInString(g.first.text); {
	case n < 15:
		f.add("short", true)
	case n > 110:
		f.add("long", true)
	}
	return f
}

// titleKinds are the kinds of source, the four that matter most first.
var titleKinds = []string{"h1", "html", "json_ld", "og", "news", "blog", "h1 second", "h1 further", "microdata", "twitter", "meta", "json_ld name"}

// maxTitle bounds a title, in characters.
const maxTitle = 500

// maxTitleBytes bounds what is looked at for one, in bytes.
const maxTitleBytes = 4000

// atMost is the beginning of s, n bytes at most.
func atMost(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

func (r *reader) titleCandidates() []titleCandidate {
	var out []titleCandidate
	add := func(text, source, kind string) {
		if len(text) > maxTitleBytes {
			return // no headline, and dear to look through
		}
		text = r.stripSite(cleanText(text))
		if text == "" || utf8.RuneCountInString(text) > maxTitle || sameName(text, r.out.SiteName.Text) || squash(text) == "" {
			return
		}
		out = append(out, titleCandidate{text, source, kind})
	}
	if r.node != nil {
		kind := "json_ld"
		for _, t := range types(r.node) {
			switch {
			case strings.Contains(t, "News"):
				kind = "news"
			case strings.Contains(t, "Blog"):
				kind = "blog"
			}
		}
		if r.recorded["headline"] == "" {
			add(r.ld.str(r.node["headline"]), "json_ld:$.headline", kind)
		}
		if r.node["headline"] == nil {
			add(r.ld.str(r.node["name"]), r.nodeSource("name"), "json_ld name")
		}
	}
	r.headingCandidates(add)
	for _, p := range r.f.props {
		if p.key == "headline" || p.key == "schema:headline" || p.key == "dc:title" {
			t := dom.Text(p.node)
			if t == "" {
				t = dom.Attr(p.node, "content")
			}
			add(t, "microdata:"+p.key, "microdata")
			break
		}
	}
	for _, m := range []struct{ name, kind string }{{"og:title", "og"}, {"twitter:title", "twitter"}, {"dc.title", "meta"}, {"dcterms.title", "meta"}, {"citation_title", "meta"}, {"parsely-title", "meta"}, {"sailthru.title", "meta"}, {"cxenseparse:title", "meta"}, {"title", "meta"}, {"hdl", "meta"}} {
		if v, _ := r.meta(m.name); v != "" {
			add(v, "meta:"+m.name, m.kind)
		}
	}
	add(r.f.title, "html:title", "html")
	if from := r.recorded["headline"]; from != "" {
		add(r.ld.str(r.node["headline"]), from, "json_ld")
	}
	return out
}

// headingCandidates adds the headings that readers see, or what stands for one
// on a page without any.
func (r *reader) headingCandidates(add func(text, source, kind string)) {
	kinds := []string{"h1", "h1 second", "h1 further"}
	n := 0
	for _, h := range r.f.headings {
		t := r.withoutKicker(h.node)
		if t == "" || h.in&(placeNav|placeRelated|placeComment) != 0 {
			continue
		}
		add(t, "css:"+h.key, kinds[min(n, 2)])
		if n++; n > 4 {
			break
		}
	}
	if n == 0 && r.f.printed != "" {
		add(r.f.printed, "text:title", "h1")
	} else if n == 0 {
		for _, find := range []func() *spot{r.onlySubheading, r.onlyTitled, r.firstSubheading} {
			if r.instead = find(); r.instead != nil {
				break
			}
		}
		if r.instead != nil {
			add(dom.Text(r.instead.node), "css:"+r.instead.key, "h1")
		}
	}
}

// titleParts cuts at the marks that publishers put between the headline and
// the site's name or section.
var titleParts = pattern.MustCompile(`\s+[|–—\-»«•·:~/]+\s+|\s*[|»]\s*|\s+::\s+|\s+-\s*$|\s*_\s+|\s*｜\s*|: (?:\S+\.\S+)$`)

// titleMarks are where those marks stand. Between East Asian words a dash or
// underscore needs no space.
func titleMarks(s string) [][]int {
	if mayPart(s) {
		if marks := titleParts.FindAllStringIndex(s, -1); len(marks) > 0 {
			return marks
		}
	}
	i := strings.LastIndexAny(s, "-_–—")
	if i < 0 {
		return nil
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	if next, _ := utf8.DecodeRuneInString(s[i+n:]); !cjk(next) && !kana(next) {
		return nil
	}
	return [][]int{{i, i + n}}
}

// mayPart is a look for what titleParts needs one of: most headlines have none.
func mayPart(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '|', '_', '~', 0xc2, 0xe2, 0xef: // the first bytes of «, » and ·, of dashes and dots, of a wide bar
			return true
		case '-', '/':
			if i > 0 && s[i-1] <= ' ' {
				return true
			}
		case ':':
			if i > 0 && s[i-1] <= ' ' || i+1 < len(s) && s[i+1] == ' ' {
				return true
			}
		}
	}
	return false
}

func kana(r rune) bool { return r >= 0x3040 && r <= 0x30ff }

// headColon parts a title that begins with the site's name and a colon.
var headColon = pattern.MustCompile(`^([^:：]{3,60})\s*[:：]\s+`)

var liveMark = pattern.MustCompile(`(?i)\s*[|–—-]\s*(?:live(?:[- ]?(?:blog|ticker|updates?))?|video|photos?|watch|podcast|en vivo|en directo|en direct)\s*$`)

// liveEnds are what liveMark needs one of, among the last bytes of a title.
var liveEnds = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder([]string{"live", "video", "photo", "watch", "podcast", "vivo", "direct"})
})

const longestLive = 24

// stripSite takes the site's name, its section and marks such as "| Live" off
// a title's end or beginning.
func (r *reader) stripSite(s string) string {
	if !strings.ContainsAny(s, "|–—-»«•·:：~/_｜（【") {
		return s
	}
	bare, ok := r.stripped[s]
	if !ok {
		if bare = s; liveEnds().Find(s[max(0, len(s)-longestLive):]) != 0 {
			bare = liveMark.ReplaceAllString(s, "")
		}
		if bare != s && r.heads(s) {
			bare = s
		}
		bare = r.withoutSource(r.beforeColon(bare))
		for range 3 {
			t := r.withoutSource(r.stripOnce(bare))
			if t == bare {
				break
			}
			bare = t
		}
		r.stripped[s] = bare
	}
	return bare
}

// beforeColon is a title up to a colon where a heading says that and no more:
// the rest is the site's name.
func (r *reader) beforeColon(s string) string {
	i := strings.LastIndex(s, ": ")
	if i < leastTitle || r.heads(s) {
		return s
	}
	if tail := s[i+2:]; !r.isSite(tail) && !r.copyrighted(tail) && !r.frontLink(tail) {
		return s
	}
	key := squash(s[:i])
	if r.heads(s[:i]) || slices.ContainsFunc(r.f.subheadings, func(h spot) bool { return squash(dom.ShortText(h.node, maxTitle)) == key }) {
		return s[:i]
	}
	return s
}

// heads says whether readers see a text as a heading, mark and all.
func (r *reader) heads(s string) bool {
	key := squash(s)
	return slices.ContainsFunc(r.f.headings, func(h spot) bool { return squash(dom.Text(h.node)) == key })
}

// sourceTail is the name in brackets that portals put behind the headlines of
// others: "…（江河日報）".
var sourceTail = pattern.MustCompile(`^(.{8,})\s*[（【][^（）]{2,30}[）】]$`)

// withoutSource takes such a name off where a heading has the title without.
func (r *reader) withoutSource(s string) string {
	if strings.ContainsAny(s, "（【") {
		if m := sourceTail.FindStringSubmatch(s); m != nil && r.heads(m[1]) {
			return strings.TrimSpace(m[1])
		}
	}
	return s
}

func (r *reader) stripOnce(s string) string {
	if m := headColon.FindStringSubmatch(s); m != nil && len(m[0]) < len(s) && r.isSite(m[1]) && (sameName(m[1], r.out.SiteName.Text) || !r.heads(s)) {
		return s[len(m[0]):]
	}
	marks := titleMarks(s)
	if strings.Contains(s, "«") || strings.HasPrefix(s, "»") { // a quotation's, that part nothing
		marks = slices.DeleteFunc(marks, func(m []int) bool { return strings.Contains(s[m[0]:m[1]], "»") })
	}
	if len(marks) == 0 {
		return s
	}
	last := marks[len(marks)-1]
	if tail := s[last[1]:]; last[0] > 0 && (r.isSite(tail) || r.copyrighted(tail) || r.frontLink(tail)) {
		return strings.TrimSpace(s[:last[0]])
	}
	if head := s[:marks[0][0]]; (r.isSite(head) || r.frontLink(head)) && marks[0][1] < len(s) {
		return strings.TrimSpace(s[marks[0][1]:])
	}
	for k := 1; k < len(marks); k++ { // "Headline | Site | Section"
		if r.isSite(s[marks[k-1][1]:marks[k][0]]) && marks[k-1][0] >= leastTitle {
			return strings.TrimSpace(s[:marks[k-1][0]])
		}
	}
	for _, m := range marks {
		if r.addsPlace(s, m) {
			return strings.TrimSpace(s[:m[0]])
		}
	}
	return s
}

// maxPlace bounds the names of a site and a section at a title's end, in characters.
const maxPlace = 40

// addsPlace says whether what stands behind a title's mark are names that the
// heading doesn't have: the site's, or the section's.
func (r *reader) addsPlace(s string, mark []int) bool {
	tail := s[mark[1]:]
	if mark[0] < leastTitle || tail == "" || utf8.RuneCountInString(tail) > maxPlace || !r.heads(s[:mark[0]]) || r.heads(s) {
		return false
	}
	for _, w := range strings.Fields(tail) {
		if first, _ := utf8.DecodeRuneInString(w); unicode.IsLetter(first) && unicode.IsLower(first) && !particles[w] && !strings.Contains(w, ".") {
			return false
		}
	}
	return true
}

// isSite says whether a part of a title is the site: its name, its host, or
// the tail that <title> adds to what the page shows.
func (r *reader) isSite(part string) bool {
	p := squash(part)
	if p == "" || archiveNames[p] {
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
	if namesHost(host, p) {
		return true
	}
	label := longestLabel(host)
	if len(label) > 2 && p == label {
		return true
	}
	return len(p) > 3 && len(label) > 4 && (strings.Contains(p, label) && len(p) < len(label)+12 || strings.Contains(label, p) && len(p)*2 > len(label))
}

// namesHost says whether a name, squashed, is a host, its last two labels, or
// one of its longer labels.
func namesHost(host, name string) bool {
	labels := strings.Split(host, ".")
	if name == squash(host) || len(labels) > 2 && name == squash(strings.Join(labels[len(labels)-2:], "")) {
		return true
	}
	return len(name) > 4 && slices.ContainsFunc(labels[:len(labels)-1], func(l string) bool { return squash(l) == name })
}

// archiveNames are what old blogs put between their name and the headline.
var archiveNames = wordSet("blogarchive blogarchiv blogarchives archivesdublog blogarchief")

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
