package meta

import (
	"sync"

	"copydesk/extract/dom"
)

// promise is what the names in a class or id promise.
type promise struct {
	place                                              place
	byline, dated, leads, crumbs, tags, section, title bool
}

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
		[]string{"byline", "author", "autor", "auteur", "writer", "contributor", "journalist", "reporter", "redakt", "vcard", "posted-by", "submitted", "firma"},
		[]string{"date", "time", "publish", "posted", "datum", "fecha", "submitted", "data-pub", "meta", "byline", "updated"},
		[]string{"standfirst", "subtitle", "sub-title", "subheadline", "sub-headline", "article-intro", "article__intro", "lead", "lede", "deck", "dek", "chapeau", "chapo", "entradilla", "bajada", "vorspann", "summary", "excerpt", "subheading", "introtext", "intro-text", "teaser-text", "teasertext", "strapline", "ingress"},
		[]string{"comment", "disqus", "respond"},
		[]string{"commentary", "comments-off", "no-comment", "has-comment"},
		relatedNames,
		[]string{"teaser-text", "teasertext", "teaser__text"}, // of an article, or of what is in a teaser
		[]string{"sidebar"},
		[]string{"no-sidebar", "with-sidebar", "has-sidebar"},
		[]string{"author-box", "author-bio", "about-author", "author-description"},
		[]string{"crumb", "speedbar", "article-path", "navpath", "pathway"},
		[]string{"tags", "tag-list", "tag_list", "taglist", "tag-links", "tag-group", "taggroup", "tag-container", "taxonomy-post_tag", "etiquetas", "schlagwort", "keywords", "topics", "topic-list", "post-labels"},
		[]string{"cloud", "metatag", "cookie", "trending", "popular", "widget", "nav-", "menu"},
		[]string{"category", "categories", "post-cat", "cat-links", "entry-cat", "article-section", "article__section", "section-name", "post-info__terms", "rubric", "rubrik"},
		[]string{"title", "headline", "titulo", "titular", "titel", "titre", "zagolov", "subject", "tytul", "baslik", "judul"},
	)
})

// promised reads names.
func promised(v string) promise {
	if len(v) < 3 {
		return promise{}
	}
	if len(v) > 300 {
		v = v[:300]
	}
	found := nameFinder().Find(v)
	p := promise{
		byline: found&nameByline != 0, dated: found&nameDated != 0, leads: found&nameLead != 0, crumbs: found&nameCrumbs != 0,
		tags:    found&nameTags != 0 && found&nameCloud == 0,
		section: found&nameSection != 0 && found&nameCloud == 0 && len(v) < 120,
		title:   found&nameTitle != 0 && found&(nameLead|nameByline|nameRelated) == 0 && len(v) < 60,
	}
	if found&nameComment != 0 && found&nameNoComment == 0 {
		p.place |= placeComment
	}
	if found&nameRelated != 0 && found&nameNoRelated == 0 {
		p.place |= placeRelated
	}
	if found&nameSidebar != 0 && found&nameNoSidebar == 0 && len(v) < 60 {
		p.place |= placeAside
	}
	if found&nameAuthorBox != 0 {
		p.place |= placeAuthorBox
	}
	return p
}
