package meta

import "golang.org/x/net/html"

// found is what one walk over the page finds: everything that may say
// something about the article, in document order.
type found struct {
	lang          string // <html lang>
	amp           bool
	title         string       // <title>
	metas         []metaTag    // in order
	links         []linkTag    // <link rel>
	scripts       []string     // ld+json
	state         []string     // other scripts with data in them: __NEXT_DATA__, Apollo …
	headings      []spot       // h1
	subheadings   []spot       // the first h2 and h3 that may be the headline all the same
	titled        []spot       // where no heading was before: elements called titles, large letters
	times         []spot       // <time> and elements with a machine-readable date
	dated         []spot       // elements whose names promise a date
	bylines       []spot       // elements whose names promise an author
	props         []spot       // itemprop and RDFa property
	leads         []spot       // standfirsts
	tagLinks      []spot       // <a rel=tag>, <a rel=category>
	crumbs        []spot       // breadcrumb lists
	tagLists      []spot       // elements called tags
	tagLabels     []spot       // texts such as "Tags:"
	sections      []spot       // elements called categories
	sectionLabels []spot       // texts such as "Category:"
	tagHrefs      []spot       // links to pages about tags, by their addresses
	categoryHrefs []spot       // links to pages of categories, likewise
	longTexts     []int        // where texts begin that are long enough for a paragraph
	dateTexts     []spot       // texts that look like dates; key is the text
	datelines     []spot       // beginnings of paragraphs with a date in them
	bylineTexts   []spot       // texts that begin like a byline
	namedTexts    []spot       // names that a word of the page's language introduces
	bare          []spot       // texts that may be a name alone
	images        []spot       // <img> and the like, in figures
	copyrights    []string     // texts with ©
	fronts        []*html.Node // the first links that may lead to the front page
	sectionLinks  []spot       // the first links whose short addresses may be those of sections
	labelled      []spot       // elements of which another, called like a byline, is the label
	printed       string       // a text on the page that is the tail of <title>, after the site's name
	printedHead   *spot        // the last text on the page with which <title> begins, before a mark
	textAt        int          // characters of text so far, without the space between tags, to measure distances
	firstH1       int          // textAt of the first <h1> with text; -1 without
	headAt        int          // the same of the first heading that is an <h1> or part of <title>
	article       *html.Node   // first <article>
	forms         int
	passwords     int
	scriptLen     int
	linkedScripts bool // some script is a file of its own
	iframes       int
	videos        int
	products      int // elements that microdata calls a product
}

type metaTag struct{ key, value string }

type linkTag struct{ rel, href, kind, lang string }

// spot is an element and where it stands.
type spot struct {
	node  *html.Node
	key   string // itemprop, or the class that made it one
	at    int    // length of text before it
	order int
	in    place
}

// place tells what a spot stands in.
type place uint16

const (
	placeArticle place = 1 << iota
	placeAside
	placeNav
	placeFooter
	placeHeader
	placeComment
	placeRelated
	placeAuthorBox
	placeList
	placeFigure
	placeLink
	placeHidden
	placeMain
	placeOther // an article inside another, or beside the first
)
