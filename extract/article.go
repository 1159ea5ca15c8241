package extract

import "time"

// SchemaVersion is the version of the shape of Article's JSON.
const SchemaVersion = 1

// Article is what one page says, cleaned. In JSON every key is always there,
// in the order of the fields; an absent scalar is null and an absent list [].
// In Go an absent string is "" and an absent list is nil: package encode makes
// the difference between the two worlds.
type Article struct {
	SchemaVersion int    `json:"schema_version"`
	ID            string `json:"id"`            // from the canonical URL: the same in every database
	URL           string `json:"url"`           // where the page was served from
	RequestedURL  string `json:"requested_url"` // what was asked for, before redirects
	CanonicalURL  string `json:"canonical_url"` // what the page calls itself, if that can be believed
	Host          string `json:"host"`
	SiteID        string `json:"site_id"`
	SiteName      string `json:"site_name"`

	PageType PageType `json:"page_type"`
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle"`
	Summary  string   `json:"summary"`
	Authors  []string `json:"authors"`
	Byline   string   `json:"byline"`

	DatePublished string `json:"date_published"` // RFC 3339 with the page's offset, or a plain day
	DateModified  string `json:"date_modified"`
	DateFirstSeen string `json:"date_first_seen"`
	DateFetched   string `json:"date_fetched"`

	Language string   `json:"language"` // BCP 47
	Section  string   `json:"section"`
	Tags     []string `json:"tags"`

	Text        string `json:"text"`     // blocks parted by a blank line
	Markdown    string `json:"markdown"` // the same blocks as Markdown
	HTML        string `json:"html"`     // the same blocks as sanitised HTML
	WordCount   int    `json:"word_count"`
	ContentHash string `json:"content_hash"`

	Image  *Image  `json:"image"`
	Images []Image `json:"images"`
	Links  []Link  `json:"links"`

	IsAccessibleForFree *bool  `json:"is_accessible_for_free"`
	License             string `json:"license"`

	Revision    int    `json:"revision"`     // given by a store; 0 outside one
	DuplicateOf string `json:"duplicate_of"` // given by a store: the ID of the article that came first

	Quality    Quality               `json:"quality"`
	Provenance map[string]Provenance `json:"provenance"`
	Extraction Extraction            `json:"extraction"`
}

// Image is a picture of the article.
type Image struct {
	URL     string `json:"url"`
	Alt     string `json:"alt"`
	Caption string `json:"caption"`
	Credit  string `json:"credit"`
}

// Link is a link inside the body.
type Link struct {
	URL  string `json:"url"`
	Text string `json:"text"`
}

// PageType is the kind of page.
type PageType string

// The kinds of page.
const (
	TypeArticle  PageType = "article"
	TypeLiveBlog PageType = "live_blog"
	TypeGallery  PageType = "gallery"
	TypeVideo    PageType = "video"
	TypeIndex    PageType = "index"
	TypeOther    PageType = "other" // with a text of its own, perhaps, but no article: about the site, a thing for sale, a login
)

// Verdict says whether a page can be kept as an article.
type Verdict string

// The verdicts.
const (
	OK          Verdict = "ok"
	TooShort    Verdict = "too_short"
	IndexPage   Verdict = "index_page"
	ConsentWall Verdict = "consent_wall"
	Paywalled   Verdict = "paywalled"
	JSShell     Verdict = "js_shell"
	Blocked     Verdict = "blocked"
	Soft404     Verdict = "soft_404"
)

// Quality is how far the result can be trusted.
type Quality struct {
	Score   float64  `json:"score"` // 0 to 1
	Verdict Verdict  `json:"verdict"`
	Reasons []string `json:"reasons"`
}

// Provenance says where a field came from: the source that won, such as
// "json_ld:$.datePublished", and what stood there.
type Provenance struct {
	Source string `json:"source"`
	Raw    string `json:"raw"`
}

// Extraction says which program made the article from which bytes.
type Extraction struct {
	Tool       string `json:"tool"`
	Version    string `json:"version"`
	Rules      string `json:"rules"` // fingerprint of the site's rules, "" without any
	HTMLSHA256 string `json:"html_sha256"`
	At         string `json:"at"`
}

// IsArticle says whether the page is one that a crawl stores: a verdict that
// leaves text worth keeping. A paywalled page's free part is kept, marked.
func (a *Article) IsArticle() bool {
	switch a.Quality.Verdict {
	case OK, Paywalled:
	default:
		return false
	}
	return a.PageType != TypeIndex && a.PageType != TypeOther
}

// HasText says whether the page has a text of its own that somebody who asks for
// this very page wants: an article's, or that of a page of type other, such as
// one about the site or a thing that it sells.
func (a *Article) HasText() bool {
	return a.IsArticle() || a.PageType == TypeOther && a.Quality.Verdict == OK
}

// Page is one page as it was served: what extraction starts from.
type Page struct {
	URL          string    // final address; the base of relative links
	RequestedURL string    // what was asked for; "" means URL
	SiteID       string    // the site's id in the sites file, if any
	ContentType  string    // the Content-Type header, if any
	Status       int       // HTTP status, 0 when unknown
	Body         []byte    // the bytes as served, content encoding undone
	SHA256       string    // of Body, in hexadecimal, if it is known already
	FetchedAt    time.Time // the only clock that extraction has
}
