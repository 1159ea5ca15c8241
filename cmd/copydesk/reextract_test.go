package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/sqlite"
)

// stopping is a store that stops its caller after some revisions.
type stopping struct {
	store
	left atomic.Int64
	stop func()
}

func (s *stopping) SaveRevision(ctx context.Context, siteID string, pageID int64, a *extract.Article, print storage.Fingerprint) (storage.Saved, error) {
	if s.left.Add(-1) == 0 {
		s.stop()
	}
	return s.store.SaveRevision(ctx, siteID, pageID, a, print)
}

// outdated fills a store with articles that today's extraction gives otherwise.
func outdated(t *testing.T, n int) store {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "x.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for i := range n {
		page := extract.Page{URL: fmt.Sprintf("https://a.example/2026/story-%d", i), ContentType: "text/html", Status: 200,
			Body: []byte(strings.ReplaceAll(story("1", 0), "rope", fmt.Sprint("rope", i))), FetchedAt: time.Date(2026, 3, 4, 5, 6, i, 0, time.UTC)}
		a, err := extract.FromPage(page, nil)
		if err != nil {
			t.Fatal(err)
		}
		a.SetText("Share this! " + a.Text)
		v := visitOf(page, a)
		if _, err := db.Save(t.Context(), &v); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func TestReextractGoesOn(t *testing.T) {
	const n, before = 40, 11
	db := outdated(t, n)
	a := &app{out: &sink{file: discard(t), name: "out"}, err: io.Discard, now: time.Now}
	pass := func(ctx context.Context, db store) (*renewal, error) {
		r := &renewal{db: db, again: again{db: db, sites: &site.File{}}, sites: &site.File{}}
		return r, r.run(ctx, a, &reextractFlags{})
	}
	ctx, stop := context.WithCancel(t.Context())
	stops := &stopping{store: db, stop: stop}
	stops.left.Store(before)
	first, err := pass(ctx, stops)
	if !errors.Is(err, context.Canceled) || first.Changed == 0 || first.Changed == n {
		t.Fatalf("stopped after %d: %v, %d changed", before, err, first.Changed)
	}
	second, err := pass(t.Context(), db)
	if err != nil || second.Pages > n-first.Pages || second.Failed > 0 {
		t.Errorf("it went on with %d pages after %d of %d: %v", second.Pages, first.Pages, n, err)
	}
	third, err := pass(t.Context(), db)
	if err != nil || third.Pages != n || third.Changed != 0 {
		t.Errorf("begun again: %d pages, %d changed, %v", third.Pages, third.Changed, err)
	}
	for row, err := range db.Articles(t.Context(), storage.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Article.Revision != 2 || strings.Contains(row.Article.Text, "Share this!") {
			t.Errorf("%s is at revision %d: %.40s", row.Article.URL, row.Article.Revision, row.Article.Text)
		}
	}
}

func discard(t *testing.T) *os.File {
	t.Helper()
	f, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// What was learned of a site once its first articles were stored changes them,
// and is said to be the reason.
func TestReextractTellsLearned(t *testing.T) {
	const n = 12
	db := outdated(t, 0)
	for i := range n {
		const line = "<p>Our desk keeps this report up to date, and welcomes hints from its readers in the old town hall.</p></article>"
		page := extract.Page{URL: fmt.Sprintf("https://a.example/2026/story-%d", i), ContentType: "text/html", Status: 200, FetchedAt: time.Date(2026, 3, 4, 5, 6, i, 0, time.UTC),
			Body: []byte(strings.NewReplacer("rope", fmt.Sprint("rope", i), "</article>", line).Replace(story("1", 0)))}
		a, err := extract.FromPage(page, nil)
		if err != nil || !strings.Contains(a.Text, "Our desk") {
			t.Fatalf("%v: %s", err, a.Text)
		}
		v := visitOf(page, a)
		for b := range strings.SplitSeq(a.Text, storage.BlockBreak) {
			h := fnv.New64a()
			_, _ = io.WriteString(h, b)
			v.Blocks = append(v.Blocks, storage.BlockCount{Hash: h.Sum64(), Text: b})
		}
		if _, err := db.Save(t.Context(), &v); err != nil {
			t.Fatal(err)
		}
	}
	r := &renewal{db: db, again: again{db: db, sites: &site.File{}}, sites: &site.File{}, dry: true}
	if err := r.run(t.Context(), &app{out: &sink{file: discard(t), name: "out"}, err: io.Discard, now: time.Now}, &reextractFlags{}); err != nil {
		t.Fatal(err)
	}
	if want := "12 of 12 change; 0 lose more than a fifth of their text; 12 lose blocks that were learned to be boilerplate since"; r.line(true) != want {
		t.Errorf("%q, want %q", r.line(true), want)
	}
}
