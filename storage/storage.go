// Package storage says what a store of Copydesk keeps: the row types that a
// crawl writes and commands read, and the errors that callers branch on. It
// holds no SQL: packages sqlite and postgres do, and storagetest is the one
// suite that both pass. It borrows extract.Article but never its code.
//
// Start at Visit: one visit to one URL is saved whole, in one transaction.
package storage

import (
	"errors"
	"time"

	"copydesk/extract"
)

// Errors that callers branch on.
var (
	ErrNotFound = errors.New("not found")
	ErrLocked   = errors.New("another run holds the lock")
	ErrNewer    = errors.New("the database was written by a newer copydesk")
	ErrOutdated = errors.New("the database was written by an older copydesk")
	ErrDamaged  = errors.New("the database is damaged")
	ErrReadOnly = errors.New("the database is read-only")
	ErrFull     = errors.New("the disk is full")
	ErrBusy     = errors.New("the database is busy")
	ErrFenced   = errors.New("another worker has taken this site over")

	ErrNoDatabase = errors.New("there is no database")
	ErrCantOpen   = errors.New("the database can't be opened")
	ErrAmbiguous  = errors.New("several articles match")
	ErrClosed     = errors.New("the store is closed")
	ErrNoSearch   = errors.New("this database has no search index")

	ErrUnsupported = errors.New("this kind of database can't do that")
)

// MinPrefix is how much of an ID must be given to find an article by it.
const MinPrefix = 6

// LinkKind says what is expected behind a link.
type LinkKind string

// The kinds of link.
const (
	KindArticle LinkKind = "article" // believed to be an article
	KindSection LinkKind = "section" // home page, section front, pagination: looked at for links
	KindFeed    LinkKind = "feed"
	KindSitemap LinkKind = "sitemap"
	KindUnknown LinkKind = "unknown" // a link whose shape says nothing yet
)

// Link is one URL of a site's frontier. A (SiteID, URL) pair is one row for
// ever: finding it again only adds what is newly known.
type Link struct {
	SiteID   string
	URL      string // normalised by crawler/urlnorm
	Kind     LinkKind
	Source   string    // how it was found: "home", "feed", "sitemap", "robots", "link", "config"
	Referrer string    // the URL it was found on
	Depth    int       // clicks from the home page; 0 for home, feeds and sitemaps
	Priority int       // higher is fetched sooner
	LastMod  time.Time // what a feed or sitemap said; zero when nothing
	FoundAt  time.Time
}

// Known is what the store remembers of a link: the state of its re-fetching.
type Known struct {
	Link
	State        State
	ETag         string
	LastModified string // the header, as sent
	BodyHash     string // SHA-256 of the bytes last seen; after a dot, a hash of what the article says
	Status       int    // of the last fetch; 0 before the first
	Outcome      string // of the last fetch
	Tries        int    // failed tries in a row
	Unchanged    int    // fetches in a row that brought nothing new
	FetchedAt    time.Time
	ChangedAt    time.Time // when a fetch last brought something new
	NextFetch    time.Time // not before; zero means now
	ArticleID    string    // the article that it gave, if any
}

// LongestWait is longer than any link is made to wait for its next fetch.
const LongestWait = 30 * 24 * time.Hour

// State is where a link stands.
type State string

// The states of a link.
const (
	StatePending State = "pending" // to be fetched, for the first time or again, once NextFetch has come
	StateSettled State = "settled" // fetched, and not to be fetched again without a reason
	StateDead    State = "dead"    // gone, refused or failed too often
	StateTrap    State = "trap"    // put aside as part of a crawler trap
)

// Visit is one visit to one URL: fetch log, page, article and links, saved
// whole in one transaction or not at all.
type Visit struct {
	Link
	FinalURL     string
	StartedAt    time.Time
	Took         time.Duration
	Status       int    // 0 when no answer came
	Outcome      string // a word of crawler/outcome.go
	Reason       string // one line: what went wrong, or the verdict's reasons
	ContentType  string
	ETag         string
	LastModified string
	Bytes        int64 // of the body as decoded
	BodyHash     string

	Header  map[string][]string // response headers worth keeping; nil without an archive
	Body    []byte              // the bytes as served; nil when nothing new is to be archived
	SHA256  string              // of Body, in hexadecimal, if it is known already
	Verdict extract.Verdict     // "" when extraction did not run
	Article *extract.Article    // nil when the page gave none
	Aliases []string            // other URLs of the same article: requested, canonical, AMP …
	Print   Fingerprint         // of the article's text

	Blocks []BlockCount // of the article's text as the page has it; counted when the article is new

	Further      []FurtherPage // the pages whose text was joined to this one's, in their order
	Translations []Translation // the article in other languages, as the page says

	Links []Link // what was found on the page; rows that exist stay as they are

	// What becomes of the link.
	State     State
	Changed   bool // the fetch brought something new
	Tries     int
	NextFetch time.Time

	Fence int64 // a worker's token on the site; 0 for a run that holds the store's lock

	Saved Saved // what became of the article; filled in by the fetch log, ignored by Save
}

// FurtherPage is a later page of an article that is spread over several.
type FurtherPage struct {
	URL       string
	FinalURL  string
	FetchedAt time.Time
	Status    int
	Header    map[string][]string
	Body      []byte
}

// MaxTranslations is how many translations of an article are kept.
const MaxTranslations = 50

// Translation is an article in another language.
type Translation struct {
	Language  string // BCP 47, as far as it is known
	URL       string
	ArticleID string // "" when that article isn't stored; ignored by Save
}

// Fingerprint is an article's near-duplicate fingerprint. Zero means none:
// the text is too short to compare.
type Fingerprint struct {
	SimHash uint64
	Bands   []uint64 // MinHash bands: two texts that share one are compared
	MinHash []uint32 // the signature: the share of equal entries estimates similarity
}

// Saved is what became of a visit's article.
type Saved struct {
	ArticleID string
	Revision  int
	New       bool // the article was not there before
	Revised   bool // a new revision of a known article
	Kept      bool // the stored article was better and stays
	Alias     bool // another form of the stored article, which stays and has one address more
	Replaced  bool // the main page took the place of what another form had given; no revision
}

// Source is the article that the visit's page is the source of, "" when it
// showed less than is stored: what is made of the article's page, today or in
// years, is made of the one that gave its text.
func (s *Saved) Source() string {
	if s.Kept {
		return ""
	}
	return s.ArticleID
}

// Revision is one state of an article.
type Revision struct {
	ArticleID string
	Number    int       // from 1
	At        time.Time // when it was fetched, or extracted again
	By        string    // "publisher", or "extractor" when only our extraction changed
	Article   extract.Article
}

// PageRecord is an archived page: the bytes as served and what came with them.
type PageRecord struct {
	ID        int64
	SiteID    string
	URL       string // as requested
	FinalURL  string
	FetchedAt time.Time
	Status    int
	Header    map[string][]string
	Body      []byte
	SHA256    string
	ArticleID string // "" when the page gave no article

	// Of a further page of an article that is spread over several: which one it
	// is, from 2, and the URL of the first as it was requested.
	Part     int
	FirstURL string
}

// PageFilter selects archived pages. Its zero value selects all.
type PageFilter struct {
	SiteIDs []string
	AfterID int64 // only pages with a greater ID: where an earlier pass stopped
	Latest  bool  // of each URL only the page seen last, and the last one that gave its article
	Parts   bool  // further pages of articles too, which are left out else
}

// Pruned says what an archive's retention took away.
type Pruned struct {
	Pages int
	Bytes int64 // as they lay in the store
}

// Filter selects articles. Its zero value selects all.
type Filter struct {
	SiteIDs   []string
	Languages []string
	Since     time.Time // by date_published, else date_first_seen
	Until     time.Time
	AfterSeq  int64 // only articles whose last change has a greater sequence number
	Limit     int
	Newest    bool // newest first, instead of in order of change
	Shards    int  // of so many shards of the articles …
	Shard     int  // … only this one, from 0
}

// Row is an article on its way out of the store, with the sequence number of
// its last change.
type Row struct {
	Seq     int64
	Article extract.Article
}

// Candidate is a stored article that may have the same text as another.
type Candidate struct {
	ArticleID   string
	SiteID      string
	Language    string
	DuplicateOf string
	FirstSeen   time.Time
	Print       Fingerprint // without its bands
	Shared      int         // bands in common
}

// Stats is how much a store holds.
type Stats struct {
	Schema    int // version of the store's schema
	LastSeq   int64
	Sites     int
	Links     int
	Pending   int
	Visits    int
	Articles  int
	Revisions int   // superseded states of articles
	Pages     int   // archived
	PageBytes int64 // of these pages as served
	Stored    int64 // of these pages as compressed
	FileBytes int64 // of the database on disk, its log included
}

// Hit is a search result.
type Hit struct {
	Article extract.Article
	Score   float64 // higher is better
	Snippet string  // matches between \x02 and \x03
}

// Host is what politeness has to remember of a host across runs.
type Host struct {
	Host          string
	RobotsBody    []byte
	RobotsStatus  int
	RobotsError   string
	RobotsFetched time.Time
	NextAllowed   time.Time     // no request before
	Delay         time.Duration // what slowing down has come to
}

// SiteState is what a run leaves for the next run of the same site.
type SiteState struct {
	SiteID    string
	LastRun   time.Time // start of the last run that was not cut short
	NextDue   time.Time
	Interval  time.Duration
	Paused    bool
	Shapes    []byte // what crawler has learned of the site's URLs; opaque here
	Discovery []byte // feeds and sitemaps found; opaque here
}

// Run is one run over one site, for status.
type Run struct {
	SiteID     string
	StartedAt  time.Time
	Took       time.Duration
	Requests   int
	Pages      int // pages fetched with a body, without copies of the site's own articles
	Articles   int // of these, those that gave an article
	New        int
	Revised    int
	Unchanged  int
	Failed     int
	WithDate   int
	WithAuthor int
	MedianLen  int // of the articles' text, in characters
	Outcome    string
	Notes      []string
}

// BlockCount says on how many of a site's articles a block of text stood.
type BlockCount struct {
	Hash  uint64
	Pages int    // ignored by Save
	Text  string // its beginning, for people; a store may keep none of a block that stood on one article
}
