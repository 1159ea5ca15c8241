// Package storagetest is the suite that every store must pass: what callers
// rely on, told in rows and not in SQL.
//
// Start at Run.
package storagetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"copydesk/extract"
	"copydesk/storage"
)

// Store is all that a store must do.
type Store interface {
	Close() error

	AddLinks(ctx context.Context, links []storage.Link) (added int, err error)
	Frontier(ctx context.Context, siteID string, now time.Time, n int) ([]storage.Known, error)
	FrontierStats(ctx context.Context, siteID string, now time.Time) (pending, due int, next time.Time, err error)
	Known(ctx context.Context, siteID, url string) (storage.Known, error)
	KnownMany(ctx context.Context, siteID string, urls []string) (map[string]storage.Known, error)
	SetLinkState(ctx context.Context, siteID string, urls []string, state storage.State, reason string) error

	Save(ctx context.Context, v *storage.Visit) (storage.Saved, error)
	SaveRevision(ctx context.Context, siteID string, pageID int64, a *extract.Article, print storage.Fingerprint) (storage.Saved, error)
	StandAlone(ctx context.Context, siteID, id, own string, print storage.Fingerprint) error
	Visits(ctx context.Context, siteID string, since time.Time, n int) ([]storage.Visit, error)

	Article(ctx context.Context, idOrURL string) (extract.Article, error)
	Articles(ctx context.Context, f storage.Filter) iter.Seq2[storage.Row, error]
	Revisions(ctx context.Context, id string) ([]storage.Revision, error)
	Translations(ctx context.Context, id string) ([]storage.Translation, error)
	LastSeq(ctx context.Context) (int64, error)
	Cursor(ctx context.Context, name string) (int64, error)
	SetCursor(ctx context.Context, name string, seq int64) error
	Search(ctx context.Context, q storage.Query, limit int) ([]storage.Hit, error)
	Similar(ctx context.Context, print storage.Fingerprint, limit int) ([]storage.Candidate, error)

	Pages(ctx context.Context, f storage.PageFilter) iter.Seq2[storage.PageRecord, error]
	Page(ctx context.Context, id int64) (storage.PageRecord, error)
	LatestPage(ctx context.Context, idOrURL string) (storage.PageRecord, error)
	FurtherPages(ctx context.Context, pageID int64) ([]storage.PageRecord, error)
	Prune(ctx context.Context, siteID string, before time.Time, keepBytes int64) (storage.Pruned, error)

	Host(ctx context.Context, host string) (storage.Host, error)
	SaveHost(ctx context.Context, h storage.Host) error
	SiteState(ctx context.Context, siteID string) (storage.SiteState, error)
	SaveSiteState(ctx context.Context, st storage.SiteState) error
	Sites(ctx context.Context) ([]storage.SiteState, error)
	TakeSite(ctx context.Context, siteID string) (fence int64, err error)
	AddRun(ctx context.Context, r storage.Run) error
	Runs(ctx context.Context, siteID string, n int) ([]storage.Run, error)

	BlockCounts(ctx context.Context, siteID string) (articles int, blocks []storage.BlockCount, err error)
	ForgetBlocks(ctx context.Context, siteID string) error

	Check(ctx context.Context) ([]string, error)
	Tighten(ctx context.Context, sites []string, most time.Duration) error
	Vacuum(ctx context.Context) error
	Stats(ctx context.Context) (storage.Stats, error)
}

// Run runs the suite. Each case opens a store of its own, which must be empty.
func Run(t *testing.T, open func(t *testing.T) Store) {
	groups := []map[string]func(*testing.T, Store){
		linkCases(), visitCases(), articleCases(), identityCases(), archiveCases(), repackCases(),
		furtherCases(), translationCases(), searchCases(), similarCases(), siteCases(), blockCases(), dirtCases(), togetherCases(),
	}
	for _, cases := range groups {
		for name, run := range cases {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := open(t)
				run(t, s)
				noProblems(t, s)
			})
		}
	}
}

// site is the site of all cases that need one only.
const site = "north"

// start is when every case begins.
func start() time.Time { return time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC) }

// address is the n-th page of the site.
func address(n int) string { return fmt.Sprintf("https://north.example/story-%d", n) }

// article is the n-th article of the site, with something in every field.
func article(n int) *extract.Article {
	free := true
	id := sha256.Sum256([]byte(address(n)))
	return &extract.Article{
		SchemaVersion: extract.SchemaVersion, ID: hex.EncodeToString(id[:12]),
		URL: address(n), RequestedURL: address(n), CanonicalURL: address(n), Host: "north.example",
		SiteID: site, SiteName: "The North", PageType: extract.TypeArticle,
		Title: fmt.Sprintf("Ferry number %d leaves the harbour", n), Subtitle: "A long wait is over",
		Summary: "After months of repair the ferry sails again.",
		Authors: []string{"Ana Lind", "Bo Ek"}, Byline: "By Ana Lind and Bo Ek",
		DatePublished: "2026-03-01T08:00:00+02:00", DateModified: "2026-03-02", DateFetched: "2026-03-04T05:06:07Z",
		Language: "en-GB", Section: "Coast", Tags: []string{"ferries", "harbours"},
		Text:     fmt.Sprintf("The ferry left at dawn on trip %d.\n\nPeople on the quay waved and some of them wept.", n),
		Markdown: "The ferry left at **dawn**.", HTML: "<p>The ferry left at <b>dawn</b>.</p>", WordCount: 17,
		ContentHash: fmt.Sprintf("hash-%d", n),
		Image:       &extract.Image{URL: "https://north.example/a.jpg", Alt: "a ferry", Caption: "At dawn", Credit: "C. Berg"},
		Images:      []extract.Image{{URL: "https://north.example/a.jpg"}, {URL: "https://north.example/b.jpg", Alt: "<quay>"}},
		Links:       []extract.Link{{URL: "https://north.example/x", Text: "timetable"}},

		IsAccessibleForFree: &free, License: "CC-BY-4.0",
		Quality:    extract.Quality{Score: 0.9, Verdict: extract.OK, Reasons: []string{"long enough"}},
		Provenance: map[string]extract.Provenance{"title": {Source: "og:title", Raw: "Ferry & more"}},
		Extraction: extract.Extraction{Tool: "copydesk", Version: "1", Rules: "r", HTMLSHA256: "abc", At: "2026-03-04T05:06:07Z"},
	}
}

// visit is a visit that brought an article.
func visit(a *extract.Article, at time.Time) *storage.Visit {
	body := []byte("<html><title>" + a.Title + "</title>" + a.Text + "</html>")
	sum := sha256.Sum256(body)
	return &storage.Visit{
		Link:     storage.Link{SiteID: site, URL: a.RequestedURL, Kind: storage.KindArticle, Source: "feed", FoundAt: at},
		FinalURL: a.URL, StartedAt: at, Took: 250 * time.Millisecond, Status: 200, Outcome: "ok", ContentType: "text/html",
		ETag: `"e"`, LastModified: "Wed, 04 Mar 2026 05:06:07 GMT", Bytes: int64(len(body)), BodyHash: hex.EncodeToString(sum[:]),
		Header: map[string][]string{"Content-Type": {"text/html"}, "X-Two": {"a", "b"}}, Body: body,
		Verdict: a.Quality.Verdict, Article: a, State: storage.StateSettled, Changed: true,
	}
}

func save(t *testing.T, s Store, v *storage.Visit) storage.Saved {
	t.Helper()
	saved, err := s.Save(t.Context(), v)
	if err != nil {
		t.Fatalf("Save(%s): %v", v.URL, err)
	}
	return saved
}

// saveArticles saves the articles 0 to n-1, one second apart.
func saveArticles(t *testing.T, s Store, n int) {
	t.Helper()
	for i := range n {
		save(t, s, visit(article(i), start().Add(time.Duration(i)*time.Second)))
	}
}

// must passes a value on that came without an error.
func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func noProblems(t *testing.T, s Store) {
	t.Helper()
	if problems := must(s.Check(t.Context()))(t); len(problems) > 0 {
		t.Errorf("Check finds problems: %q", problems)
	}
}

// collect reads a stream to its end.
func collect[T any](t *testing.T, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var out []T
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}
