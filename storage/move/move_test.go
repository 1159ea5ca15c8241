package move_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/move"
	"copydesk/storage/postgres"
	"copydesk/storage/sqlite"
	"copydesk/storage/storagetest"
	"copydesk/storage/storagetest/pgserver"
)

func TestMain(m *testing.M) { pgserver.Main(m) }

// store is a store that can be moved.
type store interface {
	storagetest.Store
	move.Store
}

func openFile(t *testing.T) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "x.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func openServer(t *testing.T) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), pgserver.Shared(t).Database(t), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

var start = time.Date(2026, 3, 4, 5, 6, 7, 8000, time.UTC)

// template is what all pages have in common, and no line of it with another.
func template() string {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for range 200 {
		fmt.Fprintf(&b, "<li class=\"m%x\">%x</li>\n", r.Uint32(), r.Uint64())
	}
	return b.String()
}

// fill stores something in every table, and something odd in some.
func fill(t *testing.T, s store, n int) {
	t.Helper()
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	free := true
	for i := range n {
		url := fmt.Sprintf("https://north.example/story-%d?q=ü&n=%d", i, i%7)
		a := &extract.Article{ID: fmt.Sprintf("id%018d", i), URL: url, RequestedURL: url, Title: fmt.Sprintf("Ferry %d \"quoted\" <b> \\u0041", i),
			PageType: extract.TypeArticle, Text: strings.Repeat(fmt.Sprintf("Words of %d. 北京大学 ", i), 20), Authors: []string{"Ana & Bo"}, Language: "en",
			DatePublished: "2026-03-01", Quality: extract.Quality{Verdict: extract.OK, Score: 0.1 + float64(i)/3}, IsAccessibleForFree: &free}
		if i%5 == 0 {
			a.IsAccessibleForFree, a.Authors = nil, nil
		}
		v := &storage.Visit{Link: storage.Link{SiteID: "north", URL: url, Kind: storage.KindArticle, Source: "feed", FoundAt: start}, FinalURL: url,
			StartedAt: start.Add(time.Duration(i) * time.Second), Status: 200, Outcome: "ok", Body: []byte(template() + a.Text + "\x00\xff"),
			Header: map[string][]string{"X": {"a", "\"b\""}}, Article: a, State: storage.StateSettled, Changed: i%2 == 0,
			Further:      []storage.FurtherPage{{URL: url + "&page=2", FetchedAt: start, Status: 200, Body: []byte(fmt.Sprint("part two of ", i))}},
			Translations: []storage.Translation{{Language: "es", URL: url + "&lang=es"}}, Print: storage.Fingerprint{SimHash: 1<<63 | uint64(i), Bands: []uint64{uint64(i), 1 << 63, 5}, MinHash: []uint32{uint32(i)}}}
		v.Blocks = []storage.BlockCount{{Hash: 1 << 63, Text: "Follow us"}, {Hash: uint64(i), Text: "own"}}
		for range 2 {
			_, err := s.Save(ctx, v)
			ok(err)
			a.Title += " again"
			v.StartedAt = v.StartedAt.Add(time.Hour)
		}
	}
	ok(s.SaveHost(ctx, storage.Host{Host: "north.example", RobotsBody: []byte("User-agent: *"), NextAllowed: start}))
	ok(s.SaveHost(ctx, storage.Host{Host: "empty.example", RobotsBody: []byte{}}))
	ok(s.SaveSiteState(ctx, storage.SiteState{SiteID: "north", LastRun: start, Paused: true, Shapes: []byte{0, 1, 255}}))
	ok(s.AddRun(ctx, storage.Run{SiteID: "north", StartedAt: start, Notes: []string{"a \"note\""}}))
	ok(s.SetCursor(ctx, "export nightly", 3))
	_, err := s.TakeSite(ctx, "south")
	ok(err)
}

func moveAll(t *testing.T, from, to store, name string) []move.Sum {
	t.Helper()
	sums, err := move.Copy(t.Context(), from, to, name, func(string, move.Sum) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sums {
		if s.Rows == 0 {
			t.Errorf("nothing in %s was moved: the test says nothing of it", s.Table)
		}
	}
	return sums
}

// From a file to a server and back: the rows are the same all the way, and
// both stores go on working.
func TestThereAndBack(t *testing.T) {
	first, server, back := openFile(t), openServer(t), openFile(t)
	fill(t, first, 130) // enough for a dictionary, and for several batches
	there := moveAll(t, first, server, "first")
	again := moveAll(t, server, back, "server")
	if diff := cmp.Diff(there, again); diff != "" {
		t.Error(diff)
	}
	for name, s := range map[string]store{"server": server, "file": back} {
		if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
			t.Errorf("%s: %v, %v", name, problems, err)
		}
		for _, query := range []string{"ferry", "北京大学"} {
			q, err := storage.ParseQuery(query, start)
			if err != nil {
				t.Fatal(err)
			}
			if hits, err := s.Search(t.Context(), q, 500); err != nil || len(hits) != 130 {
				t.Errorf("%s: %d hits for %s, %v", name, len(hits), query, err)
			}
		}
		before, err := s.LastSeq(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		v := &storage.Visit{Link: storage.Link{SiteID: "north", URL: "https://north.example/new", Kind: storage.KindArticle}, StartedAt: start, Status: 200, Body: []byte("x"),
			Article: &extract.Article{ID: "brand-new", URL: "https://north.example/new", PageType: extract.TypeArticle, Text: "x", Quality: extract.Quality{Verdict: extract.OK}}}
		if saved, err := s.Save(t.Context(), v); err != nil || !saved.New {
			t.Errorf("%s: a new article after the move: %+v, %v", name, saved, err)
		}
		if after, err := s.LastSeq(t.Context()); err != nil || after <= before {
			t.Errorf("%s: change %d after %d, %v", name, after, before, err)
		}
	}
}

// broken fails after some writes.
type broken struct {
	store
	left int
}

func (b *broken) WriteRows(ctx context.Context, t *move.Table, rows [][]any) error {
	if b.left--; b.left < 0 {
		return errors.New("the power went")
	}
	return b.store.WriteRows(ctx, t, rows)
}

func TestGoesOnWhereItWas(t *testing.T) {
	from, to := openFile(t), openServer(t)
	fill(t, from, 130)
	quiet := func(string, move.Sum) {}
	for i := range 5 {
		if _, err := move.Copy(t.Context(), from, &broken{to, i}, "from", quiet); err == nil {
			t.Fatal("a broken copy says that it is done")
		}
	}
	if _, err := move.Copy(t.Context(), from, to, "another", quiet); !errors.Is(err, storage.ErrCantOpen) {
		t.Errorf("a half copy is filled from another store: %v", err)
	}
	moveAll(t, from, to, "from")
	if _, err := move.Copy(t.Context(), from, to, "from", quiet); !errors.Is(err, storage.ErrCantOpen) {
		t.Errorf("a store that is in use is filled: %v", err)
	}
}

// What was written to the original while it was copied is noticed.
func TestDifference(t *testing.T) {
	from, to := openFile(t), openServer(t)
	fill(t, from, 3)
	quiet := func(string, move.Sum) {}
	if _, err := move.Copy(t.Context(), from, &broken{to, 12}, "from", quiet); err == nil {
		t.Fatal("want an error")
	}
	if err := from.SaveSiteState(t.Context(), storage.SiteState{SiteID: "north", LastRun: start.Add(1)}); err != nil {
		t.Fatal(err)
	}
	if _, err := move.Copy(t.Context(), from, to, "from", quiet); !errors.Is(err, move.ErrDiffer) {
		t.Errorf("a difference gives %v, want ErrDiffer", err)
	}
}
