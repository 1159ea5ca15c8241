package meta

import (
	"sync"

	"copydesk/extract/dom"
)

// promise is what the names in a class or id promise: the place that the
// element opens, and these.
type promise uint32

const (
	promisesByline promise = 1 << (iota + 16)
	promisesDate
	promisesLead
	promisesCrumbs
	promisesTags
	promisesSection
	promisesTitle
)

// place is the place that an element opens.
func (p promise) place() place { return place(p) }

func (c *collector) promise(v string) promise {
	p, ok := c.known[v]
	if !ok {
		p = promised(v)
		c.known[v] = p
	}
	return p
}

// relatedNames are what boxes of other stories are called.
var relatedNames = []string{"related", "recommend", "teaser", "most-read", "mostread", "popular", "trending", "read-more", "readmore", "more-news", "latest", "sidebar-post", "widget_recent", "outbrain", "taboola", "recirc", "also-like", "newsletter", "promo-box", "promobox", "card-", "next-post", "prev-post", "adjacent"}

// Groups of names that the finder tells apart.
const (
	nameByline = 1 << iota
	nameDated
	nameLead
	nameComment
	nameNoComment
	nameRelated
	nameNoRelated
	nameSidebar
	nameNoSidebar
	nameAuthorBox
	nameCrumbs
	nameTags
	nameCloud
	nameSection
	nameTitle
)

// nameFinder looks for all names that promise something.
var nameFinder = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder(
		[]string{"byline", "author", "autor", "auteur", "writer", "contributor", "journalist", "reporter", "redakt", "vcard", "posted-by", "submitted", "firma", "user-name"},
		[]string{"date", "time", "publish", "posted", "datum", "fecha", "submitted", "data-pub", "meta", "byline", "updated"},
		[]string{"standfirst", "subtitle", "sub-title", "subheadline", "sub-headline", "article-intro", "article__intro", "lead", "lede", "deck", "dek", "chapeau", "chapo", "entradilla", "bajada", "vorspann", "summary", "excerpt", "subheading", "introtext", "intro-text", "teaser-text", "teasertext", "strapline", "ingress", "perex", "preamble", "manchet", "underrubrik", "sumario", "copete", "accroche", "linha-fina", "subtitulo", "sub-titulo", "subtítulo", "sous-titre", "soustitre", "untertitel", "unterzeile", "sottotitolo", "sommario", "catenaccio", "ondertitel", "undertitel", "podtytul", "podnaslov", "podtitulek", "sapo", "anons", "anonce", "anotace", "resumen", "resumo", "documentdescription", "detail-preview", "preview-text", "preview_text"},
		[]string{"comment", "disqus", "respond", "coment", "kommentare", "komentarze", "komentáře", "komentari", "kommentit", "yorumlar", "reacties"},
		[]string{"commentary", "comments-off", "no-comment", "has-comment"},
		relatedNames,
		[]string{"teaser-text", "teasertext", "teaser__text"}, // of an article, or of what is in a teaser
		[]string{"sidebar"},
		[]string{"no-sidebar", "with-sidebar", "has-sidebar"},
		[]string{"author-box", "author-bio", "about-author", "author-description"},
		[]string{"crumb", "speedbar", "article-path", "navpath", "pathway"},
		[]string{"tags", "tag-list", "tag_list", "taglist", "tag-links", "tag-group", "taggroup", "tag-container", "tag-box", "tagbox", "box-tag", "taxonomy-post_tag", "etiquetas", "schlagwort", "keywords", "topics", "topic-list", "post-labels"},
		[]string{"cloud", "metatag", "cookie", "trending", "popular", "widget", "nav-", "menu"},
		[]string{"categor", "post-cat", "cat-links", "entry-cat", "article-section", "article__section", "section-name", "info__terms", "rubri", "editoria-", "editoria_"},
		[]string{"title", "headline", "titul", "titel", "titre"},
	)
})

// promised reads names.
func promised(v string) promise {
	if len(v) < 3 {
		return 0
	}
	if len(v) > 300 {
		v = v[:300]
	}
	found := nameFinder().Find(v)
	if found == 0 {
		return 0
	}
	var p promise
	add := func(what promise, holds bool) {
		if holds {
			p |= what
		}
	}
	has := func(group uint32) bool { return found&group != 0 }
	add(promisesByline, has(nameByline))
	add(promisesDate, has(nameDated))
	add(promisesLead, has(nameLead))
	add(promisesCrumbs, has(nameCrumbs))
	add(promisesTags, has(nameTags) && !has(nameCloud))
	add(promisesSection, has(nameSection) && !has(nameCloud) && len(v) < 120)
	add(promisesTitle, has(nameTitle) && !has(nameLead|nameByline|nameRelated) && len(v) < 60)
	add(promise(placeComment), has(nameComment) && !has(nameNoComment))
	add(promise(placeRelated), has(nameRelated) && !has(nameNoRelated))
	add(promise(placeAside), has(nameSidebar) && !has(nameNoSidebar) && len(v) < 60)
	add(promise(placeAuthorBox), has(nameAuthorBox))
	return p
}
