package cluster

import (
	"slices"
	"testing"
	"time"

	"copydesk/storage/archive"
	"copydesk/storage/storagetest"
)

// A worker packs the pages of its sites more tightly between their crawls, and
// they are the same after it.
func TestTightens(t *testing.T) {
	if storagetest.RaceDetector {
		t.Skip("takes long: what is packed is the archive's tests' to show")
	}
	s := newStage(t, 1, archive.MinSamples+10, 0, "")
	stop := s.work(t, Config{Tighten: 4 * time.Second})
	defer stop()
	until(t, time.Minute, "pages packed more tightly", func() bool {
		var upTo int
		if err := s.store.Pool().QueryRow(t.Context(), `SELECT coalesce(max(up_to), 0) FROM packed`).Scan(&upTo); err != nil {
			t.Fatal(err)
		}
		return upTo > 0
	})
	stop()
	allThere(t, s.store, s.web)
}

func TestLoosePages(t *testing.T) {
	var l loosePages
	if got := l.take(); got != nil {
		t.Errorf("%q of nothing", got)
	}
	l.add("few", archive.LeastLoose-1)
	l.add("none", 0)
	l.add("enough", archive.LeastLoose)
	if got := l.take(); !slices.Equal(got, []string{"enough"}) {
		t.Errorf("%q, want the site with pages enough", got)
	}
	l.add("few", 1)
	l.add("enough", 1)
	if got := l.take(); !slices.Equal(got, []string{"few"}) {
		t.Errorf("%q, want the site that has pages enough by now", got)
	}
}
