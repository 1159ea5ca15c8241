package meta

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// maxTags bounds the list: beyond it a page stuffs keywords.
const maxTags = 30

func (r *reader) tags() {
	if r.takeTags(r.metaAll("article:tag"), "meta:article:tag") {
		if len(r.out.Tags) == 1 {
			r.out.Tags = splitList(r.out.Tags[0])
		}
		return
	}
	if r.node != nil && r.recorded["keywords"] == "" && r.takeTags(r.ld.strs(r.node["keywords"]), "json_ld:$.keywords") {
		return
	}
	for _, n := range []string{"news_keywords", "parsely-tags", "sailthru.tags"} {
		if v, _ := r.meta(n); v != "" && r.takeTags(splitList(v), "meta:"+n) {
			return
		}
	}
	if r.propTags() || r.relTags() || r.listedTags() || r.labelledTags() || r.linkedByAddress() {
		return
	}
	if v, _ := r.meta("keywords"); v != "" && r.takeTags(splitList(v), "meta:keywords") {
		return
	}
	if r.node != nil {
		r.takeTags(r.ld.strs(r.node["keywords"]), r.nodeSource("keywords"))
	}
}

// takeTags takes a list for the article's tags, if there is any in it.
func (r *reader) takeTags(list []string, source string) bool {
	for _, t := range list {
		t = strings.Trim(strings.TrimPrefix(strings.TrimSpace(t), "#"), ` ,;·|"`)
		if t != "" && len(t) < 80 && len(r.out.Tags) < maxTags {
			r.out.Tags = appendNew(r.out.Tags, t)
		}
	}
	if len(r.out.Tags) > 0 {
		r.out.TagsFrom = source
	}
	return len(r.out.Tags) > 0
}

// propTags reads the elements that microdata calls keywords: each is one, or
// holds links that are, or a list.
func (r *reader) propTags() bool {
	var list []string
	for _, p := range r.f.props {
		if p.key != "keywords" || r.place(p)&elsewhere != 0 || len(list) > maxTags {
			continue
		}
		switch links := linkTexts(p.node); {
		case len(links) > 1:
			list = append(list, links...)
		default:
			list = append(list, splitList(propText(p.node))...)
		}
	}
	return r.takeTags(list, "microdata:keywords")
}

// relTags reads the links that say that they are tags.
func (r *reader) relTags() bool {
	var list []string
	for _, t := range r.f.tagLinks {
		if strings.Contains(t.key, "tag") && !strings.Contains(t.key, "category") && r.place(t)&(elsewhere|placeAside) == 0 && !listedCategory(t.node) {
			list = append(list, dom.Text(t.node))
		}
	}
	return r.takeTags(list, "css:a[rel=tag]")
}

// mostListed is how many links a list may hold that is one article's tags.
const mostListed = 15

// listedTags reads the first list of links below the headline that is called
// one of tags.
func (r *reader) listedTags() bool {
	if r.headline == nil {
		return false
	}
	looked := 0
	for _, l := range r.f.tagLists {
		if looked++; looked > 3*mostSpots || l.at < r.headline.at || r.place(l)&(elsewhere|placeAside) != 0 || l.node.DataAtom == atom.Body || l.node.DataAtom == atom.Article || l.node.DataAtom == atom.A {
			continue
		}
		if r.linkedTags(links(l.node), "css:."+firstClass(l.key)) {
			return true
		}
	}
	return false
}

// long says whether a link's text is more than a tag.
func long(s string) bool { return len(strings.Fields(s)) > 6 }

// labelledTags reads the links after a label such as "Tags:", up to the end of
// what holds it.
func (r *reader) labelledTags() bool {
	for _, l := range r.f.tagLabels {
		if r.headline == nil || l.at < r.headline.at || r.place(l)&(elsewhere|placeAside) != 0 {
			continue
		}
		if list := valueOf(l.node); list != "" {
			if r.takeTags(splitList(list), "text:"+l.key) {
				return true
			}
			continue
		}
		for n, up := l.node, 0; n != nil && up < 3; n, up = n.Parent, up+1 {
			var list []*html.Node
			for s := n.NextSibling; s != nil; s = s.NextSibling {
				if dom.IsElement(s, atom.A) {
					list = append(list, s)
				} else {
					list = append(list, links(s)...)
				}
			}
			if len(list) == 0 {
				continue
			}
			if r.linkedTags(list, "text:"+l.key) {
				return true
			}
			break
		}
	}
	return false
}

// linkedByAddress reads the first links below the headline that lead to pages about
// tags and stand together, with no more than a label beside them: in the text such
// links are the words of sentences.
func (r *reader) linkedByAddress() bool {
	if r.headline == nil {
		return false
	}
	seen := map[*html.Node]bool{}
	for _, l := range r.f.tagHrefs {
		if l.at < r.headline.at || r.place(l)&(elsewhere|placeAside) != 0 || inCloud(l.node) {
			continue
		}
		for box, up := l.node.Parent, 0; box != nil && up < 3 && !seen[box]; box, up = box.Parent, up+1 {
			seen[box] = true
			list := links(box)
			if len(list) < 2 || len(list) > mostListed || !allTags(list) {
				continue
			}
			beside := dom.ShortText(box, 2*maxTitle)
			for _, a := range list {
				beside = strings.Replace(beside, dom.Text(a), "", 1)
			}
			if len(squash(beside)) <= maxTagLabel/2 && r.linkedTags(list, "css:a[href*=tag]") {
				return true
			}
		}
	}
	return false
}

// inCloud says whether a link stands in what is called a cloud or a box of what
// others read.
func inCloud(n *html.Node) bool {
	for p, up := n.Parent, 0; p != nil && up < 4; p, up = p.Parent, up+1 {
		if nameFinder().Find(dom.Attr(p, "class")+" "+dom.Attr(p, "id"))&nameCloud != 0 {
			return true
		}
	}
	return false
}

// allTags says whether all links lead to pages about tags.
func allTags(list []*html.Node) bool {
	return !slices.ContainsFunc(list, func(a *html.Node) bool { return !tagPage(dom.Attr(a, "href")) })
}

// links are the links with text below a node; no more than are looked at.
func links(n *html.Node) []*html.Node {
	var out []*html.Node
	for d := range dom.Elements(n) {
		if d.DataAtom == atom.A && dom.Text(d) != "" {
			out = append(out, d)
		}
		if len(out) > mostListed {
			break
		}
	}
	return out
}

// linkedTags takes the texts of a list's links, if they lead to pages of one
// kind, as tags do: what leads here and there are buttons and menus.
func (r *reader) linkedTags(list []*html.Node, source string) bool {
	if len(list) == 0 || len(list) > mostListed {
		return false
	}
	kinds := map[string]int{}
	most := 0
	var texts []string
	for _, a := range list {
		t := dom.Text(a)
		if long(t) || strings.HasSuffix(t, ":") {
			return false
		}
		texts = append(texts, t)
		k := linkKind(dom.Attr(a, "href"))
		kinds[k]++
		most = max(most, kinds[k])
	}
	if len(list) == 1 && !tagAddress(dom.Attr(list[0], "href")) || 4*most < 3*len(list) {
		return false
	}
	return r.takeTags(texts, source)
}

// linkKind is what the addresses of pages of one kind have in common: the part
// that names the kind, else all but the last part, or but the value of the
// query.
func linkKind(href string) string {
	for _, w := range tagAddresses {
		if i := strings.Index(href, w); i >= 0 && strings.LastIndexByte(href[:i], '/') >= 0 {
			return href[:i+len(w)]
		}
	}
	if path, query, ok := strings.Cut(href, "?"); ok {
		key, _, _ := strings.Cut(query, "=")
		return path + "?" + key
	}
	href = strings.TrimRight(href, "/")
	if i := strings.LastIndexByte(href, '/'); i > 0 {
		return href[:i]
	}
	return ""
}

// tagAddresses are what stands in the addresses of pages about a tag.
var tagAddresses = []string{"tag", "topic", "tema", "thema", "theme", "label", "keyword", "etiquet", "schlag", "search", "subject", "dossier", "hashtag", "/t/", "/kw"}

func tagAddress(href string) bool {
	href = strings.ToLower(href)
	return slices.ContainsFunc(tagAddresses, func(w string) bool { return strings.Contains(href, w) })
}

func linkTexts(n *html.Node) []string {
	var out []string
	for _, a := range links(n) {
		out = append(out, dom.Text(a))
	}
	return out
}
