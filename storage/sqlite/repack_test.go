package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"copydesk/storage"
	"copydesk/storage/archive"
)

// template is a page of a site: what all its pages have, with a story in it.
func template(site string, n int) []byte {
	var b strings.Builder
	part := func(r *rand.Rand, count int) {
		for range count {
			fmt.Fprintf(&b, "<li class=\"c%x\">%x</li>\n", r.Uint32(), r.Uint64())
		}
	}
	part(rand.New(rand.NewPCG(uint64(site[0]), 0)), 60)
	part(rand.New(rand.NewPCG(uint64(site[0]), uint64(n+1))), 30)
	return []byte(b.String())
}

func archivePages(t *testing.T, s *Store, site string, first, n int) {
	t.Helper()
	const writers = 20 // share commits
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := first + w; i < first+n; i += writers {
				v := &storage.Visit{Link: storage.Link{SiteID: site, URL: fmt.Sprintf("https://%s.example/%d", site, i)},
					StartedAt: time.Unix(int64(1e9+i), 0), Status: 200, Body: template(site, i)}
				if _, err := s.Save(t.Context(), v); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// wholeArchive looks whether the bytes of all pages come back, and says what
// they take.
func wholeArchive(t *testing.T, s *Store, want int) int64 {
	t.Helper()
	n := 0
	for p, err := range s.Pages(t.Context(), storage.PageFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		var i int
		_, number, _ := strings.Cut(p.URL, ".example/")
		if _, err := fmt.Sscan(number, &i); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(p.Body, template(p.SiteID, i)) {
			t.Errorf("%s comes back changed", p.URL)
		}
		n++
	}
	if n != want {
		t.Errorf("%d pages, want %d", n, want)
	}
	st, err := s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return st.Stored
}

func dictionariesOf(t *testing.T, s *Store, site string) (ids []int64) {
	t.Helper()
	for {
		id := int64(0)
		after := int64(0)
		if len(ids) > 0 {
			after = ids[len(ids)-1]
		}
		err := s.one(t.Context(), []any{&id}, `SELECT id FROM dictionaries WHERE site_id = ? AND id > ? ORDER BY id`, site, after)
		if errors.Is(err, storage.ErrNotFound) {
			return ids
		}
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
}

func vacuum(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Vacuum(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// breaking is a shelf on which packing is broken off after some batches.
type breaking struct {
	shelf
	left   *int
	cancel context.CancelFunc
	packed *int
}

func (b breaking) PutPacked(ctx context.Context, siteID string, dictionaryID int64, pages []archive.Packed, upTo int64) error {
	*b.packed += len(pages)
	if *b.left--; *b.left < 0 {
		b.cancel()
	}
	return b.shelf.PutPacked(ctx, siteID, dictionaryID, pages, upTo)
}

func TestVacuumGoesOn(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "x.db"), Options{})
	const pages = 140
	archivePages(t, s, "north", 0, pages)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	left, first, second := 1, 0, 0
	if err := s.keeper.Repack(ctx, breaking{shelf{s}, &left, cancel, &first}, "north"); !errors.Is(err, context.Canceled) {
		t.Fatalf("broken off: %v", err)
	}
	wholeArchive(t, s, pages)
	left = pages
	if err := s.keeper.Repack(t.Context(), breaking{shelf{s}, &left, cancel, &second}, "north"); err != nil {
		t.Fatal(err)
	}
	if first == 0 || first == pages || second > pages-first/2 {
		t.Errorf("%d pages packed anew, then %d of %d", first, second, pages)
	}
	wholeArchive(t, s, pages)
	if ids := dictionariesOf(t, s, "north"); len(ids) != 1 {
		t.Errorf("%d dictionaries, want one", len(ids))
	}
}

func TestVacuumLeavesDamage(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "x.db"), Options{})
	archivePages(t, s, "north", 0, archive.MinSamples+2)
	err := s.update(t.Context(), "damage", func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `UPDATE pages SET packed = x'28b52ffd00' WHERE url LIKE '%/7'`)
	})
	if err != nil {
		t.Fatal(err)
	}
	vacuum(t, s)
	if problems, err := s.Check(t.Context()); err != nil || len(problems) != 1 || !strings.Contains(problems[0], "unpacked") {
		t.Errorf("%q, %v, want the one page that is damaged", problems, err)
	}
}

// With a dictionary its pages are lost, and nothing else.
func TestDamagedDictionary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	s := openTest(t, path, Options{})
	const north, south = 60, 9
	archivePages(t, s, "north", 0, north)
	archivePages(t, s, "south", 0, south)
	if err := s.update(t.Context(), "damage", func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `UPDATE dictionaries SET data = CAST(substr(data, 1, length(data) / 2) AS BLOB)`)
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openTest(t, path, Options{})
	good, damaged := 0, 0
	for p, err := range s.Pages(t.Context(), storage.PageFilter{}) {
		switch {
		case err == nil:
			good++
		case errors.Is(err, storage.ErrDamaged) && p.ID != 0:
			damaged++
		default:
			t.Fatal(err)
		}
	}
	if damaged < north-16 || good < south || good+damaged != north+south {
		t.Errorf("%d pages are good and %d damaged", good, damaged)
	}
	if problems, err := s.Check(t.Context()); err != nil || len(problems) != damaged {
		t.Errorf("%d problems, %v: want one for each page", len(problems), err)
	}
	archivePages(t, s, "north", north, 3)
	vacuum(t, s)
	if p, err := s.LatestPage(t.Context(), fmt.Sprintf("https://north.example/%d", north+1)); err != nil || !bytes.Equal(p.Body, template("north", north+1)) {
		t.Errorf("a page that came later: %v", err)
	}
}
