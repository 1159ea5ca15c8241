package storagetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"copydesk/extract"
	"copydesk/storage"
)

func archiveCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"archive: the bytes come back":                            bytesBack,
		"archive: equal bytes are stored once":                    storedOnce,
		"archive: the latest page":                                latestPage,
		"archive: a pass goes on where it was":                    archivePass,
		"archive: a site's pages share what they have in common":  dictionary,
		"archive: retention":                                      retention,
		"archive: extracted anew":                                 extractedAnew,
		"archive: an overtaken page":                              overtaken,
		"archive: a variant seen later is not the article's page": variantSeenLater,
		"archive: nor is a page that showed less":                 lessSeenLater,
	}
}

func pages(t *testing.T, s Store, f storage.PageFilter) []storage.PageRecord {
	t.Helper()
	return collect(t, s.Pages(t.Context(), f))
}

func bytesBack(t *testing.T, s Store) {
	v := visit(article(1), start())
	v.Body = append(v.Body, 0, 0xff, 0xfe)
	save(t, s, v)
	sum := sha256.Sum256(v.Body)
	want := storage.PageRecord{SiteID: site, URL: v.URL, FinalURL: v.FinalURL, FetchedAt: start(), Status: 200,
		Header: v.Header, Body: v.Body, SHA256: hex.EncodeToString(sum[:]), ArticleID: article(1).ID}
	got := pages(t, s, storage.PageFilter{})
	if len(got) != 1 {
		t.Fatalf("%d pages, want 1", len(got))
	}
	want.ID = got[0].ID
	same(t, "page", want, got[0])
	same(t, "by ID", want, must(s.Page(t.Context(), want.ID))(t))

	empty := visit(article(2), start())
	empty.Body, empty.Article, empty.Header = []byte{}, nil, nil
	save(t, s, empty)
	same(t, "an empty page", 0, len(must(s.LatestPage(t.Context(), address(2)))(t).Body))
	if _, err := s.Page(t.Context(), want.ID+100); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("a page that is not there gives %v, want ErrNotFound", err)
	}
}

func storedOnce(t *testing.T, s Store) {
	for i := range 3 {
		save(t, s, visit(article(1), start().Add(time.Duration(i)*time.Hour)))
	}
	if n := len(pages(t, s, storage.PageFilter{})); n != 1 {
		t.Errorf("%d pages, want 1", n)
	}
	none := visit(article(1), start())
	none.Body = nil
	save(t, s, none)
	other := visit(article(2), start())
	other.Body = visit(article(1), start()).Body
	save(t, s, other)
	if n := len(pages(t, s, storage.PageFilter{})); n != 2 {
		t.Errorf("%d pages after the same bytes came from another URL, want 2", n)
	}
}

func latestPage(t *testing.T, s Store) {
	for i, body := range []string{"first", "second", "first"} {
		v := visit(article(1), start().Add(time.Duration(i)*time.Hour))
		v.Body = []byte(body)
		save(t, s, v)
		for _, key := range []string{article(1).ID, address(1)} {
			if got := must(s.LatestPage(t.Context(), key))(t); string(got.Body) != body {
				t.Errorf("after visit %d the latest page of %s is %q, want %q", i, key, got.Body, body)
			}
		}
	}
	all, last := pages(t, s, storage.PageFilter{}), pages(t, s, storage.PageFilter{Latest: true})
	if len(all) != 2 || len(last) != 1 || string(last[0].Body) != "first" {
		t.Errorf("%d pages, of which latest: %+v", len(all), last)
	}
	if _, err := s.LatestPage(t.Context(), address(5)); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("no page gives %v, want ErrNotFound", err)
	}
}

func archivePass(t *testing.T, s Store) {
	saveArticles(t, s, 5)
	other := visit(article(6), start())
	other.SiteID = "south"
	save(t, s, other)
	all := pages(t, s, storage.PageFilter{SiteIDs: []string{site}})
	rest := pages(t, s, storage.PageFilter{SiteIDs: []string{site}, AfterID: all[2].ID})
	if len(all) != 5 || len(rest) != 2 || rest[0].ID != all[3].ID {
		t.Errorf("%d pages, %d after the third", len(all), len(rest))
	}
	n := 0
	for p, err := range s.Pages(t.Context(), storage.PageFilter{}) { // writing beside it must not wait
		if err != nil {
			t.Fatal(err)
		}
		a := article(n)
		a.Title = "New title"
		must(s.SaveRevision(t.Context(), p.SiteID, p.ID, a, storage.Fingerprint{}))(t)
		n++
	}
	if n != 6 {
		t.Errorf("%d pages, want 6", n)
	}
}

// sitePage is a page of some 12 KB of which all but the story is template.
func sitePage(n int) []byte {
	r := rand.New(rand.NewPCG(1, 2)) // the template: the same for all
	var b strings.Builder
	for range 220 {
		fmt.Fprintf(&b, "<li class=\"m%x\"><a href=\"/%x/\">%x</a></li>\n", r.Uint32(), r.Uint32(), r.Uint64())
	}
	r = rand.New(rand.NewPCG(3, uint64(n))) // the story
	for range 80 {
		fmt.Fprintf(&b, "%x ", r.Uint32())
	}
	return []byte(b.String())
}

func dictionary(t *testing.T, s Store) {
	const n = 80
	size := 0
	for i := range n {
		v := visit(article(i), start().Add(time.Duration(i)*time.Minute))
		v.Body = sitePage(i)
		size += len(v.Body)
		save(t, s, v)
	}
	for i, p := range pages(t, s, storage.PageFilter{}) {
		if !bytes.Equal(p.Body, sitePage(i)) {
			t.Fatalf("page %d came back changed", i)
		}
	}
	st := must(s.Stats(t.Context()))(t)
	if st.Pages != n || st.PageBytes != int64(size) {
		t.Errorf("stats: %d pages of %d bytes, want %d of %d", st.Pages, st.PageBytes, n, size)
	}
	if ratio := float64(st.PageBytes) / float64(st.Stored); ratio < 10 {
		t.Errorf("pages that share most of their bytes take 1/%.1f of them, want 1/10 or less", ratio)
	}
}

func retention(t *testing.T, s Store) {
	saveArticles(t, s, 6)
	save(t, s, visit(article(1), start().Add(time.Hour))) // seen again
	got := must(s.Prune(t.Context(), site, start().Add(3*time.Second), 0))(t)
	if got.Pages != 2 || got.Bytes == 0 {
		t.Errorf("by age %+v went, want the 2 pages not seen since", got)
	}
	if got := must(s.Prune(t.Context(), site, time.Time{}, 0))(t); got.Pages != 0 {
		t.Errorf("without limits %+v went", got)
	}
	left := pages(t, s, storage.PageFilter{})
	stored := must(s.Stats(t.Context()))(t).Stored
	if got := must(s.Prune(t.Context(), site, time.Time{}, stored-1))(t); got.Pages != 1 {
		t.Errorf("by size %+v went, want 1 page", got)
	}
	if now := pages(t, s, storage.PageFilter{}); len(left) != 4 || len(now) != 3 || now[0].URL != address(1) {
		t.Errorf("%d pages, then %d beginning with %s", len(left), len(now), now[0].URL)
	}
	if n := len(collect(t, s.Articles(t.Context(), storage.Filter{}))); n != 6 {
		t.Errorf("%d articles left, want all 6", n)
	}
}

func extractedAnew(t *testing.T, s Store) {
	v := visit(article(1), start())
	v.Article.DuplicateOf = "first-print"
	save(t, s, v)
	page := must(s.LatestPage(t.Context(), address(1)))(t)
	anew := func(change func(a *extract.Article)) storage.Saved {
		a := article(1)
		a.Extraction.Version, a.Extraction.At = "2", "2026-04-01T00:00:00Z"
		change(a)
		return must(s.SaveRevision(t.Context(), site, page.ID, a, storage.Fingerprint{}))(t)
	}
	id := article(1).ID
	same(t, "nothing new", storage.Saved{ArticleID: id, Revision: 1}, anew(func(a *extract.Article) {}))
	same(t, "worse", storage.Saved{ArticleID: id, Kept: true},
		anew(func(a *extract.Article) { a.Quality.Verdict = extract.TooShort }))
	same(t, "better tags", storage.Saved{ArticleID: id, Revision: 2, Revised: true},
		anew(func(a *extract.Article) { a.Tags = []string{"ferries"} }))
	same(t, "another id", storage.Saved{ArticleID: id, Revision: 3, Revised: true},
		anew(func(a *extract.Article) {
			a.ID, a.Title, a.CanonicalURL = "another-id", "Better", "https://north.example/c"
		}))
	revs := must(s.Revisions(t.Context(), id))(t)
	if len(revs) != 3 || revs[0].By != "publisher" || revs[1].By != "extractor" || revs[2].By != "extractor" {
		t.Fatalf("revisions: %+v", revs)
	}
	same(t, "when", time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), revs[2].At)
	same(t, "still a duplicate", "first-print", revs[2].Article.DuplicateOf)

	bare := visit(article(2), start())
	bare.Article, bare.Verdict = nil, extract.TooShort
	save(t, s, bare)
	page = must(s.LatestPage(t.Context(), address(2)))(t)
	saved := must(s.SaveRevision(t.Context(), site, page.ID, article(2), storage.Fingerprint{}))(t)
	same(t, "an article found at last", storage.Saved{ArticleID: article(2).ID, Revision: 1, New: true}, saved)
	same(t, "its page", article(2).ID, must(s.Page(t.Context(), page.ID))(t).ArticleID)
	if _, err := s.SaveRevision(t.Context(), site, page.ID+50, article(3), storage.Fingerprint{}); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("a page that is not there gives %v, want ErrNotFound", err)
	}
}

func overtaken(t *testing.T, s Store) {
	save(t, s, visit(article(1), start()))
	first := must(s.LatestPage(t.Context(), address(1)))(t)
	a := article(1)
	a.Title = "The corrected headline"
	save(t, s, visit(a, start().Add(time.Hour)))
	saved := must(s.SaveRevision(t.Context(), site, first.ID, article(1), storage.Fingerprint{}))(t)
	same(t, "saved", storage.Saved{ArticleID: a.ID, Kept: true}, saved)
	same(t, "title", a.Title, must(s.Article(t.Context(), a.ID))(t).Title)
}

func variantSeenLater(t *testing.T, s Store) {
	main := article(1)
	save(t, s, visit(main, start()))
	const print = "https://north.example/print/1"
	v := visit(printed(print), start().Add(time.Hour))
	v.Body = []byte("the print view")
	save(t, s, v)
	page := must(s.LatestPage(t.Context(), main.ID))(t)
	same(t, "the article's page", main.RequestedURL, page.URL)
	same(t, "by the variant's address", page.ID, must(s.LatestPage(t.Context(), print))(t).ID)
	better := article(1)
	better.Tags = []string{"better"}
	saved := must(s.SaveRevision(t.Context(), site, page.ID, better, storage.Fingerprint{}))(t)
	same(t, "extracted anew", storage.Saved{ArticleID: main.ID, Revision: 2, Revised: true}, saved)
	for _, p := range pages(t, s, storage.PageFilter{}) {
		if p.ID != page.ID {
			again := must(s.SaveRevision(t.Context(), site, p.ID, printed(print), storage.Fingerprint{}))(t)
			same(t, "the variant anew", storage.Saved{ArticleID: main.ID, Kept: true}, again)
		}
	}

	moved := article(2)
	save(t, s, visit(moved, start()))
	old := must(s.LatestPage(t.Context(), moved.ID))(t)
	moved = article(2)
	moved.URL, moved.RequestedURL, moved.CanonicalURL = "https://north.example/new", "https://north.example/new", "https://north.example/new"
	moved.Title = "At its new address"
	save(t, s, visit(moved, start().Add(time.Hour)))
	saved = must(s.SaveRevision(t.Context(), site, old.ID, article(2), storage.Fingerprint{}))(t)
	same(t, "the old address anew", storage.Saved{ArticleID: moved.ID, Kept: true}, saved)
}

// A wall that stands at an article's address later is archived, and the article
// is made of the page before it all the same.
func lessSeenLater(t *testing.T, s Store) {
	v := visit(article(1), start())
	save(t, s, v)
	good := must(s.LatestPage(t.Context(), address(1)))(t)
	wall := visit(article(1), start().Add(time.Hour))
	wall.Article, wall.Verdict, wall.Body = nil, extract.ConsentWall, []byte("<h1>We value your privacy</h1>")
	if saved := save(t, s, wall); !saved.Kept {
		t.Fatalf("%+v, want the article kept", saved)
	}
	same(t, "the article's page", good.ID, must(s.LatestPage(t.Context(), address(1)))(t).ID)
	latest := pages(t, s, storage.PageFilter{Latest: true})
	if len(latest) != 2 || latest[0].ID != good.ID || latest[1].ArticleID != "" {
		t.Fatalf("the latest pages: %+v, want both", latest)
	}
	less := article(1)
	less.Quality.Verdict, less.Text = extract.Paywalled, "The ferry left"
	saved := must(s.SaveRevision(t.Context(), site, latest[1].ID, less, storage.Fingerprint{}))(t)
	if !saved.Kept || must(s.LatestPage(t.Context(), address(1)))(t).ID != good.ID {
		t.Errorf("less of it, extracted anew: %+v, want the article and its page kept", saved)
	}
	better := article(1)
	better.Text += " And so it did the next day."
	saved = must(s.SaveRevision(t.Context(), site, good.ID, better, storage.Fingerprint{}))(t)
	if !saved.Revised || must(s.Article(t.Context(), better.ID))(t).Text != better.Text {
		t.Errorf("the page before it, extracted anew: %+v", saved)
	}
}
