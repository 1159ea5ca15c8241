package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"copydesk/storage"
	"copydesk/storage/archive"
	"copydesk/storage/storagetest"
	"copydesk/storage/storagetest/pgserver"
)

// newDesign is the number of the first page that the site gives another look.
const newDesign = 1000

// onTemplate is a page of a site whose pages have most in common.
func onTemplate(n int) []byte {
	var b bytes.Buffer
	for i := range 200 {
		i += newDesign * (n / newDesign)
		fmt.Fprintf(&b, "<li class=\"menu-%d\"><a href=\"/section/%d\">%d</a></li>\n", i*7919, i*i, i)
	}
	for i := range 40 {
		fmt.Fprintf(&b, "<p>%d of %d</p>\n", n*7907+i*i*n, i)
	}
	return b.Bytes()
}

func archiveOnTemplate(t *testing.T, s *Store, first, n int) {
	t.Helper()
	for i := first; i < first+n; i++ {
		v := &storage.Visit{Link: storage.Link{SiteID: "north", URL: fmt.Sprint("https://north.example/", i)}, StartedAt: time.Unix(int64(1e9+i), 0), Status: 200, Body: onTemplate(i)}
		if _, err := s.Save(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
}

func newestDictionary(t *testing.T, s *Store) int64 {
	t.Helper()
	id, _, err := shelf{s}.LastDictionary(t.Context(), "north")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// A worker that knows of a dictionary which a vacuum has dropped goes on by the
// one there is now.
func TestVacuumBesideWorkers(t *testing.T) {
	if storagetest.RaceDetector {
		t.Skip("takes long, and what is at once here are processes")
	}
	url := pgserver.Shared(t).Database(t)
	worker, care := openTest(t, url, Options{}), openTest(t, url, Options{})
	ctx := t.Context()
	archiveOnTemplate(t, worker, 0, archive.MinSamples+5)
	before := newestDictionary(t, worker)
	archiveOnTemplate(t, worker, newDesign, archive.MinSamples)
	if err := care.Vacuum(ctx); err != nil {
		t.Fatal(err)
	}
	after := newestDictionary(t, care)
	if before == 0 || after == before {
		t.Fatalf("dictionary %d before and %d after: the vacuum made none", before, after)
	}
	if _, err := (shelf{care}).Dictionary(ctx, before); !errors.Is(err, storage.ErrNotFound) {
		t.Fatalf("the dictionary that no page needs: %v", err)
	}
	archiveOnTemplate(t, worker, 100, 2)
	n := 0
	for p, err := range worker.Pages(ctx, storage.PageFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		var i int
		if _, err := fmt.Sscanf(p.URL, "https://north.example/%d", &i); err != nil || !bytes.Equal(p.Body, onTemplate(i)) {
			t.Errorf("%s comes back changed (%v)", p.URL, err)
		}
		n++
	}
	if n != 2*archive.MinSamples+7 {
		t.Errorf("%d pages", n)
	}
	upTo, _, err := shelf{care}.PackedTo(ctx, "north", after)
	if err != nil || upTo == 0 {
		t.Errorf("packed up to %d, %v", upTo, err)
	}
}

// Two programs don't pack one archive: each would drop what the other needs.
func TestVacuumAlone(t *testing.T) {
	s := openTest(t, pgserver.Shared(t).Database(t), Options{})
	conn, err := pgx.ConnectConfig(t.Context(), s.pool.Config().ConnConfig)
	if err == nil {
		_, err = conn.Exec(t.Context(), `SELECT pg_advisory_lock($1, $2)`, lockClass, lockRepack)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Vacuum(t.Context()); !errors.Is(err, storage.ErrLocked) {
		t.Errorf("beside another one: %v", err)
	}
	if _, err := conn.Exec(t.Context(), `SELECT pg_advisory_unlock_all()`); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the lock is let go of
		if err := s.repack(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := conn.Close(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// A page that is damaged is that, and not a server that doesn't answer.
func TestDamagedPage(t *testing.T) {
	s := openTest(t, pgserver.Shared(t).Database(t), Options{})
	archiveOnTemplate(t, s, 0, 1)
	if _, err := s.pool.Exec(t.Context(), `UPDATE pages SET packed = '\x28b52ffd00'`); err != nil {
		t.Fatal(err)
	}
	for p, err := range s.Pages(t.Context(), storage.PageFilter{}) {
		if p.ID == 0 || !errors.Is(err, storage.ErrDamaged) || errors.Is(err, storage.ErrCantOpen) {
			t.Errorf("page %d: %v", p.ID, err)
		}
	}
}
