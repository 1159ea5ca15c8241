package storagetest

import (
	"bytes"
	"testing"
	"time"

	"copydesk/storage"
)

func repackCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"archive: a vacuum packs pages more tightly":        repacked,
		"archive: pages are packed more tightly in between": tightened,
	}
}

// archivePages archives pages of a site, the first of which is made of that
// number.
func archivePages(t *testing.T, s Store, siteID string, first, n int) {
	t.Helper()
	for i := first; i < first+n; i++ {
		v := &storage.Visit{Link: storage.Link{SiteID: siteID, URL: address(i) + "?of=" + siteID}, StartedAt: start().Add(time.Duration(i) * time.Minute),
			Status: 200, Body: sitePage(i)}
		save(t, s, v)
	}
}

// stored looks whether all pages come back that archivePages made, and says
// what they take.
func stored(t *testing.T, s Store, numbers map[string]int) (bytesStored int64) {
	t.Helper()
	for siteID, n := range numbers {
		got := pages(t, s, storage.PageFilter{SiteIDs: []string{siteID}})
		if len(got) != n {
			t.Errorf("%d pages of %s, want %d", len(got), siteID, n)
		}
		for i, p := range got {
			if !bytes.Equal(p.Body, sitePage(i)) {
				t.Errorf("page %d of %s comes back changed", i, siteID)
			}
		}
	}
	return must(s.Stats(t.Context()))(t).Stored
}

func repacked(t *testing.T, s Store) {
	if RaceDetector {
		t.Skip("takes minutes")
	}
	vacuum := func() {
		t.Helper()
		if err := s.Vacuum(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	const some, more, few = 70, 70, 5
	archivePages(t, s, site, 0, some)
	archivePages(t, s, "south", 0, few) // too few to have anything in common
	before := stored(t, s, map[string]int{site: some, "south": few})
	vacuum()
	tight := stored(t, s, map[string]int{site: some, "south": few})
	if tight >= before {
		t.Errorf("%d bytes before a vacuum and %d after", before, tight)
	}
	vacuum()
	if again := stored(t, s, map[string]int{site: some, "south": few}); again != tight {
		t.Errorf("%d bytes after one vacuum, %d after two", tight, again)
	}
	archivePages(t, s, site, some, more) // by the dictionary that there is now
	loose := stored(t, s, map[string]int{site: some + more, "south": few})
	if per := float64(loose-tight) / more; per > 1.5*float64(tight)/(some+few) {
		t.Errorf("%.0f bytes a page after a vacuum, those before took %.0f", per, float64(tight)/(some+few))
	}
	vacuum()
	if packed := stored(t, s, map[string]int{site: some + more, "south": few}); packed >= loose {
		t.Errorf("%d bytes before the third vacuum and %d after", loose, packed)
	}
}

// tightened packs anew beside other work: within its time, and each page once.
func tightened(t *testing.T, s Store) {
	if RaceDetector {
		t.Skip("takes minutes")
	}
	const some, more = 70, 30
	tighten := func(most time.Duration) {
		t.Helper()
		if err := s.Tighten(t.Context(), []string{site, "nowhere"}, most); err != nil {
			t.Fatal(err)
		}
	}
	archivePages(t, s, site, 0, some)
	before := stored(t, s, map[string]int{site: some})
	tighten(0)
	if now := stored(t, s, map[string]int{site: some}); now != before {
		t.Errorf("%d bytes before no time was given and %d after", before, now)
	}
	tighten(time.Minute)
	tight := stored(t, s, map[string]int{site: some})
	if tight >= before {
		t.Errorf("%d bytes before and %d after", before, tight)
	}
	archivePages(t, s, site, some, more/10) // too few to begin for
	few := stored(t, s, map[string]int{site: some + more/10})
	tighten(time.Minute)
	if now := stored(t, s, map[string]int{site: some + more/10}); now != few {
		t.Errorf("%d bytes before and %d after: begun for %d pages", few, now, more/10)
	}
	archivePages(t, s, site, some+more/10, more-more/10)
	loose := stored(t, s, map[string]int{site: some + more})
	tighten(time.Minute)
	if now := stored(t, s, map[string]int{site: some + more}); now >= loose {
		t.Errorf("%d bytes before and %d after", loose, now)
	}
}
