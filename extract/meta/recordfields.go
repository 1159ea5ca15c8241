package meta

import (
	"maps"
	"slices"
	"strings"
)

// What content management systems call the fields of an article, folded, the
// surest first.
var (
	titleNames     = []string{"headline", "headlines", "title", "hed", "heading", "articletitle"}
	subtitleNames  = []string{"subheadlines", "subheadline", "subtitle", "standfirst", "dek", "deck", "chapo", "strapline", "subheading", "lead", "lede", "subhead", "entradilla", "bajada"}
	publishedNames = []string{"datepublished", "displaydate", "firstpublishedat", "firstpublished", "firstpublishdate", "firstpublicationdate", "publishedat", "publishdate", "publicationdate", "publisheddate", "dateofpublication", "datepublication", "publishedon", "publishedtime", "publicationtime", "publishtime", "published", "publish", "pubdate", "dateposted", "postdate", "postedat", "releasedate", "onlinedate", "date"}
	createdNames   = []string{"createdat", "created", "datecreated", "createddate", "creationdate"}
	modifiedNames  = []string{"datemodified", "lastupdateddate", "lastupdated", "lastupdate", "updatedat", "updateddate", "updateat", "dateupdated", "updated", "modifiedat", "modifieddate", "lastmodified", "lastmodifieddate", "modified", "latestpublishedat", "lastpublishedat", "lastpublished"}
	authorNames    = []string{"authors", "author", "bylines", "byline", "writers", "writer", "contributors", "creators", "creator", "journalists", "reporters", "reporter", "authorname", "authornames", "autoren", "autor", "autores", "auteurs", "auteur", "articleauthors", "articleauthor"}
	sectionNames   = []string{"primarysection", "primarycategory", "maincategory", "section", "sectionname", "articlesection", "category", "categoryname", "channel", "rubric", "rubrik", "rubrique", "ressort", "categories", "sections"}
	tagNames       = []string{"tags", "keywords", "topics", "taglist", "tagnames", "articletags"}
	imageNames     = []string{"leadimage", "mainimage", "heroimage", "featuredimage", "coverimage", "articleimage", "teaserimage", "image", "hero", "featuredmedia", "leadmedia", "cover", "picture"}
	summaryNames   = []string{"description", "excerpt", "summary", "abstract", "teaser", "seodescription", "metadescription"}
)

// dateOf is the first of an object's dates with these names.
func (f *recordFinder) dateOf(fields map[string]any, names []string) string {
	for _, n := range names {
		switch v := fields[n].(type) {
		case string:
			if strings.ContainsAny(v, "0123456789") && len(v) < maxDateText {
				return v
			}
		case float64:
			if v > 1e8 {
				return number(v)
			}
		case map[string]any:
			if s := f.dateOf(f.foldNames(v), []string{"iso", "datetime", "date", "timestamp", "value", "$date", "raw", "utc"}); s != "" {
				return s
			}
		}
	}
	return ""
}

// otherWork are the parts of those who did something else than write.
var otherWork = []string{"photo", "foto", "illustr", "editor", "producer", "translat", "graphic", "video"}

// people are the names of an object's authors.
func (f *recordFinder) people(fields map[string]any) []any {
	from := []any{f.inside(fields, "credits", "by"), f.inside(fields, "embedded", "author")}
	for _, n := range authorNames {
		from = append(from, fields[n])
	}
	for _, v := range from {
		var out []any
		for _, e := range f.list(v) {
			if m, ok := e.(map[string]any); ok {
				role := strings.ToLower(textOf(m["role"]))
				if slices.ContainsFunc(otherWork, func(w string) bool { return strings.Contains(role, w) }) {
					continue
				}
			}
			if s := f.nameOf(e, 0); s != "" {
				out = append(out, s)
			}
		}
		if len(out) > 0 && len(out) <= 12 {
			return out
		}
	}
	return nil
}

// names are what the elements of the first list with one of the names are
// called.
func (f *recordFinder) names(values ...any) []any {
	for _, v := range values {
		var out []any
		for _, e := range f.list(v) {
			if s := f.nameOf(e, 0); s != "" && len(s) < 80 {
				out = append(out, s)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// all are the values of an object's fields with these names.
func all(fields map[string]any, names []string) []any {
	out := make([]any, 0, len(names))
	for _, n := range names {
		out = append(out, fields[n])
	}
	return out
}

// terms are WordPress's terms of one kind: its interface gives a list of them
// for each.
func (f *recordFinder) terms(fields map[string]any, kind string) any {
	lists, _ := f.inside(fields, "embedded", "wp:term").([]any)
	for _, l := range lists {
		list, _ := l.([]any)
		if len(list) == 0 {
			continue
		}
		if m, ok := list[0].(map[string]any); ok && m["taxonomy"] == kind {
			return list
		}
	}
	return nil
}

// picture is an image as JSON-LD has it.
func (f *recordFinder) picture(v any, depth int) ldNode {
	if list, ok := v.([]any); ok && len(list) > 0 {
		v = list[0]
	}
	switch v := f.follow(v).(type) {
	case string:
		if strings.Contains(v, "://") || strings.HasPrefix(v, "/") {
			return ldNode{"url": v}
		}
	case map[string]any:
		fields := f.foldNames(v)
		for _, n := range []string{"url", "src", "sourceurl", "contenturl", "href", "originalurl", "path", "file", "default"} {
			if s, ok := fields[n].(string); ok && (strings.Contains(s, "/") || strings.Contains(s, ".")) {
				out := ldNode{"url": s}
				if c := textOf(first(fields, []string{"caption", "legend", "description"})); c != "" {
					out["caption"] = c
				}
				if c := f.names(append([]any{f.inside(fields, "credits", "by")}, all(fields, []string{"credit", "credits", "creditline", "photographer", "copyright", "source"})...)...); len(c) > 0 {
					out["creditText"] = c[0]
				}
				return out
			}
		}
		for _, n := range []string{"basic", "data", "node", "asset", "image", "file", "leadart", "media"} {
			if depth < 4 && fields[n] != nil {
				if out := f.picture(fields[n], depth+1); out != nil {
					return out
				}
			}
		}
	}
	return nil
}

// take adds to the article's node what a record says and the node doesn't.
func (r *reader) take(rec record, f *recordFinder) {
	if r.node == nil {
		r.node = ldNode{}
	} else if r.recorded == nil { // what JSON-LD gave stays as it was
		r.node = maps.Clone(r.node)
	}
	if r.recorded == nil {
		r.recorded = map[string]string{}
	}
	add := func(key string, value any) {
		if value == nil || value == "" || r.node[key] != nil {
			return
		}
		r.node[key] = value
		r.recorded[key] = "state:" + rec.path
	}
	list := func(v []any) any {
		switch len(v) {
		case 0:
			return nil
		case 1:
			return v[0] // which may be a list in one string
		}
		return v
	}
	fields := rec.fields
	taxonomy, _ := fields["taxonomy"].(map[string]any)
	add("headline", textOf(first(fields, titleNames)))
	add("alternativeHeadline", brief(textOf(first(fields, subtitleNames))))
	add("datePublished", f.dateOf(fields, publishedNames))
	add("dateCreated", f.dateOf(fields, createdNames))
	add("dateModified", f.dateOf(fields, modifiedNames))
	add("author", list(f.people(fields)))
	add("articleSection", list(f.names(append([]any{taxonomy["primary_section"], taxonomy["sections"], f.terms(fields, "category")}, all(fields, sectionNames)...)...)))
	add("keywords", list(f.names(append([]any{taxonomy["tags"], f.terms(fields, "post_tag")}, all(fields, tagNames)...)...)))
	add("description", textOf(first(fields, summaryNames)))
	for _, v := range append([]any{f.inside(fields, "promoitems", "basic")}, all(fields, imageNames)...) {
		if p := f.picture(v, 0); p != nil {
			add("image", p)
			break
		}
	}
}

// brief leaves out what is too long for a standfirst.
func brief(s string) string {
	if len(s) > 600 {
		return ""
	}
	return s
}
