// Package meta reads what a page says about its article: title, authors,
// dates, pictures, language and the rest. One walk collects what the page
// offers (collect.go); a file per kind of source makes candidates of it; and
// merge.go decides which is believed. It says where each answer came from,
// and says nothing rather than guess. It knows nothing of the body's text
// but what it is told, and never fetches.
//
// Start at Read.
package meta

import (
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"

	"copydesk/extract/dom"
)

// Options are what is known from outside the page.
type Options struct {
	URL       *url.URL
	Now       time.Time
	Languages []string       // of the site, if configured
	Location  *time.Location // of the site, if configured
	Code      int            // bytes of scripts that were left out of the tree
}

// Value is an answer and where it came from.
type Value struct {
	Text   string
	Source string // such as "json_ld:$.headline"
	Raw    string // what stood there
}

// Fields are what the page says.
type Fields struct {
	Title      Value
	Subtitle   Value
	Summary    Value
	Authors    []string
	Byline     Value  // as printed, but for dates; Source is the authors'
	Line       string // the byline with the dates
	Published  Date
	MonthFirst bool // 01/02/2022 was read as the second of January
	PubFrom    Value
	Modified   Date
	ModFrom    Value
	Language   Value
	Section    Value
	Tags       []string
	TagsFrom   string
	SiteName   Value
	Canonical  Value
	Image      *Image
	ImageFrom  Value
	License    Value
	Free       *bool
	NextPage   string
	JSONBody   string   // JSON-LD articleBody
	Titles     []string // candidates for the headline
	Types      []string // JSON-LD types of the article's node and og:type
	Signals    Signals
}

// Image is a picture with what is said about it.
type Image struct{ URL, Alt, Caption, Credit string }

// Signals are facts that tell kinds of page apart.
type Signals struct {
	ArticleNode bool // JSON-LD has an article's node
	LiveBlog    bool
	Video       bool
	Gallery     bool
	IndexNode   bool   // JSON-LD says CollectionPage, ItemList, SearchResultsPage …
	Thing       string // what JSON-LD or microdata says that the page sells or announces: Product, JobPosting, Event
	OGType      string
	Passwords   int
	ScriptBytes int
	Scripted    bool // scripts in files of their own
	Videos      int
	HasH1       bool
	Headings    []string // texts of the <h1>s
	State       []string // data of the framework's scripts
	NoIndex     bool
}

// reader holds what the files of this package share while one page is read.
type reader struct {
	f    *found
	ld   *ldGraph
	node ldNode // the article's
	opt  Options
	dc   DateContext
	out  *Fields

	declared ldNode            // the article's node as JSON-LD gives it
	recorded map[string]string // fields of node that the page's state gives, and where they are there

	headline    *spot    // nil without
	instead     *spot    // what is the headline of a page without <h1>
	kickered    []string // headings that were taken without their kickers, whole
	known       map[string]*bylineReading
	signedAlone bool              // one name alone is set off below the text
	stripped    map[string]string // titles without the site's name
}

// Read reads a page's metadata.
func Read(root *html.Node, opt Options) *Fields {
	r := newReader(root, opt)
	r.authors()
	r.dates()
	r.rest()
	r.images()
	r.signals()
	r.live()
	return r.out
}

// newReader collects what the page offers, and finds what the rest needs: its
// language, the site's name and the headline.
func newReader(root *html.Node, opt Options) *reader {
	f := collect(root)
	r := &reader{f: f, ld: readLD(f.scripts), opt: opt, out: &Fields{}, known: map[string]*bylineReading{}, stripped: map[string]string{}}
	r.node = r.articleNode()
	r.declared = r.node
	r.fromState()
	r.language()
	r.dc = r.dateContext()
	r.out.MonthFirst = r.dc.MonthFirst
	r.siteName()
	r.siteHeading()
	r.title()
	r.titledSite()
	r.findHeadline()
	return r
}

// findHeadline finds the <h1> that is the headline: the one with the title's
// words, for the first is often the site's name. Distances are measured from
// it, and what stands around it stands around the whole article.
func (r *reader) findHeadline() {
	for i, h := range r.f.headings {
		if squash(dom.Text(h.node)) == squash(r.out.Title.Text) {
			r.headline = &r.f.headings[i]
			r.f.firstH1 = h.at
			return
		}
	}
	switch {
	case r.instead != nil && squash(dom.Text(r.instead.node)) == squash(r.out.Title.Text):
		r.headline = r.instead
	case len(r.f.headings) == 0:
		r.headline = r.otherHeadline()
	default:
		r.headline = &r.f.headings[0]
	}
}

// otherHeadline is what says the title on a page without <h1>: nil for none.
func (r *reader) otherHeadline() *spot {
	title := squash(r.out.Title.Text)
	for _, list := range [][]spot{r.f.subheadings, r.f.titled} {
		for i := range list {
			if title != "" && squash(dom.ShortText(list[i].node, maxTitle)) == title {
				return &list[i]
			}
		}
	}
	return nil
}

// nodeSource names where a field of the article's node comes from.
func (r *reader) nodeSource(key string) string {
	if from := r.recorded[key]; from != "" {
		return from
	}
	return "json_ld:$." + key
}

// meta is the first value of the metas with these names, in the order of the
// names.
func (r *reader) meta(names ...string) (value, name string) {
	for _, n := range names {
		for i := range r.f.metas {
			if r.f.metas[i].key == n {
				if v := cleanText(r.f.metas[i].value); v != "" {
					return v, n
				}
			}
		}
	}
	return "", ""
}

// metaAll are all values of the metas with a name.
func (r *reader) metaAll(name string) []string {
	var out []string
	for i := range r.f.metas {
		if r.f.metas[i].key == name {
			if v := cleanText(r.f.metas[i].value); v != "" {
				out = append(out, v)
			}
		}
	}
	return out
}

// articleNode is the JSON-LD node of this page's article: of several, the one
// whose URL or headline is the page's.
func (r *reader) articleNode() ldNode {
	var best ldNode
	bestScore := -1
	for _, n := range r.ld.nodes {
		if !isArticleNode(n) {
			continue
		}
		s := 0
		if isType(n, "CreativeWork", "Review", "SocialMediaPosting", "HowTo") {
			s -= 2
		}
		if r.sameURL(r.ld.str(n["mainEntityOfPage"])) || r.sameURL(r.ld.str(n["url"])) || r.sameURL(r.ld.str(n["@id"])) {
			s += 4
		}
		if h := r.ld.str(n["headline"]); h != "" {
			s++
			if r.f.title != "" && strings.Contains(squash(r.f.title), squash(h)) {
				s += 4
			}
		}
		if n["datePublished"] != nil {
			s += 2
		}
		if n["author"] != nil {
			s++
		}
		if s > bestScore {
			best, bestScore = n, s
		}
	}
	return best
}

// sameURL compares an address with the page's, scheme and trailing slash
// aside.
func (r *reader) sameURL(s string) bool {
	if s == "" || r.opt.URL == nil {
		return false
	}
	u, err := r.opt.URL.Parse(s)
	if err != nil {
		return false
	}
	return strings.TrimPrefix(u.Hostname(), "www.") == strings.TrimPrefix(r.opt.URL.Hostname(), "www.") &&
		strings.TrimSuffix(u.Path, "/") == strings.TrimSuffix(r.opt.URL.Path, "/")
}
