package meta

import (
	"slices"
	"strconv"
	"strings"

	"copydesk/extract/dom"
	"copydesk/extract/state"
)

// Many pages that are built in the browser say nothing to machines but what
// their framework's state holds: an object with the headline, the date and the
// authors, under names of the content management system's own. Where JSON-LD
// and metas leave the date or the author open, that object is looked for, and
// what it says is read as if it were JSON-LD.

// record is an object of a page's state that may be the article.
type record struct {
	fields map[string]any // by folded name: publishedAt and published_at are one
	path   string
	score  int
}

// maxRecords bounds how many objects of a page's state are looked at, and
// maxFields how many fields of theirs: the values of a state may share what they
// hold, so that a small script unfolds into more than anybody can read.
const (
	maxRecords = 50_000
	maxFields  = 2_000_000
)

// maxHeadings bounds how many headings may be what the page is called.
const maxHeadings = 10

// recordFinder looks for the article in a page's state.
type recordFinder struct {
	r      *reader
	titles []string // squashed: what the page is called, in its head and headings
	runs   []string // parts of the titles that JSON doesn't escape
	unsure bool     // a title has none
	slug   string   // the last part of its address
	root   map[string]any
	found  []record
	seen   int
	fields int // that have been looked at
}

// fromState adds to the article's node what the page's state says and its
// head doesn't.
func (r *reader) fromState() {
	if len(r.f.state) == 0 || !r.lacks() {
		return
	}
	finder := recordFinder{r: r, slug: r.slug()}
	for _, h := range r.f.headings[:min(len(r.f.headings), maxHeadings)] {
		finder.addTitle(dom.Text(h.node))
	}
	og, _ := r.meta("og:title")
	finder.addTitle(og)
	finder.addTitle(r.f.title)
	if !slices.ContainsFunc(r.f.state, finder.mentioned) {
		return
	}
	for _, v := range state.Values(r.f.state, finder.mentioned) {
		root, _ := v.(map[string]any)
		finder.root = root
		finder.look(v, "", 0)
	}
	slices.SortStableFunc(finder.found, func(a, b record) int { return b.score - a.score })
	for _, rec := range finder.found[:min(len(finder.found), 3)] {
		r.take(rec, &finder)
	}
}

// lacks says whether neither JSON-LD nor a meta names the day, or the author.
func (r *reader) lacks() bool {
	authors, _ := r.meta(append([]string{"author"}, authorMetas...)...)
	if r.node != nil && r.node["author"] != nil {
		authors = "known"
	}
	dated := r.node != nil && r.node["datePublished"] != nil
	for i := range r.f.metas {
		dated = dated || pubMetas[r.f.metas[i].key]
	}
	return authors == "" || !dated
}

// slug is the last part of the page's path, without an ending.
func (r *reader) slug() string {
	if r.opt.URL == nil {
		return ""
	}
	return lastPart(r.opt.URL.Path)
}

func lastPart(path string) string {
	path = strings.Trim(path, "/")
	path = path[strings.LastIndexByte(path, '/')+1:]
	if i := strings.LastIndexByte(path, '.'); i > 0 {
		path = path[:i]
	}
	return strings.ToLower(path)
}

// addRun notes the longest run of letters and digits of a title that stand in
// JSON as they are.
func (f *recordFinder) addRun(title string) {
	best := ""
	for run := range strings.FieldsFuncSeq(title, func(r rune) bool {
		return r != ' ' && (r > 'z' || r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a')
	}) {
		if len(run) > len(best) {
			best = strings.TrimSpace(run)
		}
	}
	if len(best) < leastRun {
		f.unsure = true
	}
	f.runs = append(f.runs, best)
}

// leastRun is the shortest such run that tells a script apart.
const leastRun = 6

// mentioned says whether a script may hold the article: it has a part of a
// title, or the page's address, in it. Most of a page's scripts haven't, and
// needn't be read.
func (f *recordFinder) mentioned(script string) bool {
	return f.unsure || f.slug != "" && strings.Contains(script, f.slug) || slices.ContainsFunc(f.runs, func(run string) bool { return strings.Contains(script, run) })
}

// leastTitle is the shortest text, in letters, that is found inside another.
const leastTitle = 12

func (f *recordFinder) addTitle(t string) {
	if s := squash(t); s != "" && len(t) < maxTitleBytes {
		f.titles = append(f.titles, s)
		f.addRun(t)
	}
}

// look goes through a value for objects that may be the article. Lists of more
// than a few are lists of other stories, mostly.
func (f *recordFinder) look(v any, path string, depth int) {
	if f.seen++; f.seen > maxRecords || depth > 40 {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		if !f.spend(len(v)) {
			return
		}
		if rec, ok := f.judge(v, path); ok {
			f.found = append(f.found, rec)
		}
		for _, k := range sortedLDKeys(v) {
			switch v[k].(type) {
			case map[string]any, []any:
				f.look(v[k], path+"."+k, depth+1)
			}
		}
	case []any:
		if !f.spend(len(v)) {
			return
		}
		for _, e := range v {
			switch e.(type) {
			case map[string]any, []any:
				f.look(e, path+"[]", depth+1)
			}
		}
	}
}

// spend counts fields that are about to be looked at, and is false when that
// would be too many.
func (f *recordFinder) spend(n int) bool {
	f.fields += n
	return f.fields <= maxFields
}

// bodyNames are what an article's text is called.
var bodyNames = []string{"body", "content", "contentelements", "articlebody", "bodyhtml", "text", "html", "blocks", "paragraphs", "bodymodel"}

// listNames are what a section calls the list of its articles.
var listNames = []string{"articles", "posts", "stories", "entries", "results"}

// judge says whether an object is the article: it bears the page's headline or
// its address, and says when it was published or who wrote it.
func (f *recordFinder) judge(m map[string]any, path string) (record, bool) {
	if len(m) < 3 || !titledObject(m) {
		return record{}, false
	}
	rec := record{fields: f.foldNames(m), path: strings.TrimPrefix(path, ".")}
	for _, n := range listNames {
		if list, ok := rec.fields[n].([]any); ok && len(list) > 3 {
			return record{}, false
		}
	}
	title := squash(textOf(first(rec.fields, titleNames)))
	named := false
	for _, t := range f.titles {
		if title != "" && (t == title || len(title) >= leastTitle && strings.HasPrefix(t, title)) {
			named = true
		}
	}
	addressed := f.slug != "" && f.addressed(rec.fields)
	if !named && !(addressed && title != "") {
		return record{}, false
	}
	add := func(n int, holds bool) {
		if holds {
			rec.score += n
		}
	}
	written := len(f.people(rec.fields)) > 0
	dated := f.dateOf(rec.fields, publishedNames) != "" || written && f.dateOf(rec.fields, createdNames) != ""
	add(8, named)
	add(6, addressed)
	add(4, dated)
	add(4, written)
	add(3, slices.ContainsFunc(bodyNames, func(n string) bool { return rec.fields[n] != nil }))
	add(-min(3, strings.Count(path, "[]")), true)
	return rec, dated || written
}

// titledObject is a cheap look at whether an object has a field that is a title,
// or fields inside of it.
func titledObject(m map[string]any) bool {
	for k := range m {
		if strings.Contains(k, "itle") || strings.Contains(k, "eadl") || strings.Contains(k, "eading") || k == "hed" || k == "fields" || k == "attributes" {
			return true
		}
	}
	return false
}

// addressed says whether an object's address is the page's.
func (f *recordFinder) addressed(fields map[string]any) bool {
	for _, n := range []string{"slug", "canonicalurl", "url", "path", "uri", "websiteurl", "href", "link", "fullurl", "permalink", "canonical", "seourl"} {
		s, _ := fields[n].(string)
		if s == "" || len(s) > 2000 {
			continue
		}
		if s, _, _ = strings.Cut(s, "?"); lastPart(s) == f.slug {
			return true
		}
	}
	return false
}

// foldNames gives an object's fields names without case, underscores and
// dashes. Records of some systems keep them one level further down.
func (f *recordFinder) foldNames(m map[string]any) map[string]any {
	out := map[string]any{}
	add := func(m map[string]any) {
		if !f.spend(len(m)) {
			return
		}
		for _, k := range sortedLDKeys(m) { // which of two is taken must not depend on the map's order
			if v := m[k]; v != nil && v != "" {
				if name := foldName(k); out[name] == nil || k == name {
					out[name] = v
				}
			}
		}
	}
	add(m)
	for _, inner := range []string{"fields", "attributes", "system", "sys"} {
		if in, ok := m[inner].(map[string]any); ok {
			add(in)
		}
	}
	return out
}

func foldName(k string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '_' || r == '-' || r == ' ':
			return -1
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, k)
}

// first is the value of the first of the names that an object has.
func first(fields map[string]any, names []string) any {
	for _, n := range names {
		if v := fields[n]; v != nil {
			return v
		}
	}
	return nil
}

// inside is a field inside of a field; names are folded.
func (f *recordFinder) inside(fields map[string]any, outer, inner string) any {
	m, ok := fields[outer].(map[string]any)
	if !ok {
		return nil
	}
	return f.foldNames(m)[inner]
}

// mostWrapped is how deep in its wrappings a text may be.
const mostWrapped = 3

// textOf is a value's text: itself, or what its usual wrappings hold.
func textOf(v any) string { return wrappedText(v, 0) }

func wrappedText(v any, depth int) string {
	switch v := v.(type) {
	case string:
		if len(v) < maxTitleBytes {
			return cleanText(v)
		}
	case map[string]any:
		if depth == mostWrapped {
			return ""
		}
		for _, k := range []string{"basic", "rendered", "text", "default", "value", "plain", "main", "html", "raw"} {
			if s := wrappedText(v[k], depth+1); s != "" {
				return s
			}
		}
	}
	return ""
}

// nameOf is what an object is called.
func (f *recordFinder) nameOf(v any, depth int) string {
	if depth > 4 {
		return ""
	}
	switch v := f.follow(v).(type) {
	case string:
		if !strings.Contains(v, "://") && !strings.HasPrefix(v, "/") && len(v) < maxByline {
			return cleanText(v)
		}
	case map[string]any:
		fields := f.foldNames(v)
		if s := textOf(first(fields, []string{"name", "displayname", "fullname", "displaytitle", "authorname", "label", "title", "headline", "byline", "text", "tagname"})); s != "" {
			return s
		}
		given, family := textOf(first(fields, []string{"firstname", "givenname"})), textOf(first(fields, []string{"lastname", "familyname", "surname"}))
		if full := strings.TrimSpace(given + " " + family); full != "" {
			return full
		}
		for _, k := range []string{"data", "node", "person", "author", "user", "profile", "tag", "item"} {
			if s := f.nameOf(fields[k], depth+1); s != "" {
				return s
			}
		}
	}
	return ""
}

// follow goes where a reference of Apollo's points.
func (f *recordFinder) follow(v any) any {
	m, ok := v.(map[string]any)
	if !ok || len(m) > 4 || f.root == nil {
		return v
	}
	ref, _ := m["__ref"].(string)
	if ref == "" && m["type"] == "id" {
		ref, _ = m["id"].(string)
	}
	if to := f.root[ref]; ref != "" && to != nil {
		return to
	}
	return v
}

// list is a value as a list: of its elements, or of itself alone; those that
// a query language wraps are taken out. It holds no more than the first of a
// long one.
func (f *recordFinder) list(v any) []any {
	list := f.elements(v)
	return list[:min(len(list), mostElements)]
}

// mostElements is how many authors or tags of an article are looked at.
const mostElements = 50

func (f *recordFinder) elements(v any) []any {
	switch v := f.follow(v).(type) {
	case nil:
		return nil
	case []any:
		return v
	case map[string]any:
		for _, k := range []string{"data", "edges", "nodes", "items", "results", "collection"} {
			if in, ok := v[k].([]any); ok {
				return in
			}
		}
		return []any{v}
	default:
		return []any{v}
	}
}

// number writes a number as a date's reader wants it.
func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
