package storagetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"copydesk/extract"
	"copydesk/storage"
)

func similarCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"similar: by shared band":         similarBands,
		"similar: a revision's new bands": similarRevised,
	}
}

func savePrint(t *testing.T, s Store, n int, at time.Time, p storage.Fingerprint) {
	t.Helper()
	v := visit(article(n), at)
	v.Article.Text += fmt.Sprint(" ", at)
	v.Print = p
	save(t, s, v)
}

func similarBands(t *testing.T, s Store) {
	ctx := t.Context()
	prints := []storage.Fingerprint{
		{SimHash: 1<<63 | 5, Bands: []uint64{1<<63 | 1, 2, 3, 3}, MinHash: []uint32{1, 1 << 31, 3}},
		{SimHash: 6, Bands: []uint64{2, 3, 4}, MinHash: []uint32{9}},
		{SimHash: 7, Bands: []uint64{8, 9}},
		{},
	}
	for i, p := range prints {
		savePrint(t, s, i, start().Add(time.Duration(i)*time.Hour), p)
	}
	got := must(s.Similar(ctx, storage.Fingerprint{Bands: []uint64{1<<63 | 1, 2, 3, 77}}, 10))(t)
	want := []storage.Candidate{
		{ArticleID: article(0).ID, SiteID: site, Language: "en-GB", FirstSeen: start(), Shared: 3,
			Print: storage.Fingerprint{SimHash: 1<<63 | 5, MinHash: []uint32{1, 1 << 31, 3}}},
		{ArticleID: article(1).ID, SiteID: site, Language: "en-GB", FirstSeen: start().Add(time.Hour), Shared: 2,
			Print: storage.Fingerprint{SimHash: 6, MinHash: []uint32{9}}},
	}
	same(t, "candidates", want, got)
	same(t, "the first alone", want[:1], must(s.Similar(ctx, storage.Fingerprint{Bands: []uint64{1<<63 | 1, 2, 3}}, 1))(t))
	if got := must(s.Similar(ctx, storage.Fingerprint{}, 10))(t); len(got) != 0 {
		t.Errorf("no fingerprint is similar to %+v", got)
	}
}

func similarRevised(t *testing.T, s Store) {
	savePrint(t, s, 1, start(), storage.Fingerprint{SimHash: 1, Bands: []uint64{1, 2}})
	savePrint(t, s, 1, start().Add(time.Hour), storage.Fingerprint{SimHash: 1, Bands: []uint64{2, 3}})
	for band, want := range map[uint64]int{1: 0, 2: 1, 3: 1} {
		got := must(s.Similar(t.Context(), storage.Fingerprint{Bands: []uint64{band}}, 10))(t)
		if len(got) != want {
			t.Errorf("band %d leads to %d articles, want %d", band, len(got), want)
		}
	}
}

func siteCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"sites: hosts":  hosts,
		"sites: states": siteStates,
		"sites: runs":   runs,
	}
}

func hosts(t *testing.T, s Store) {
	ctx := t.Context()
	if _, err := s.Host(ctx, "north.example"); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("an unknown host gives %v, want ErrNotFound", err)
	}
	h := storage.Host{Host: "north.example", RobotsBody: []byte("User-agent: *\x00"), RobotsStatus: 200, RobotsError: "none",
		RobotsFetched: start(), NextAllowed: start().Add(time.Second), Delay: 1500 * time.Millisecond}
	for range 2 {
		if err := s.SaveHost(ctx, h); err != nil {
			t.Fatal(err)
		}
		same(t, "host", h, must(s.Host(ctx, h.Host))(t))
		h.RobotsBody, h.Delay, h.NextAllowed = nil, 0, time.Time{}
	}
}

func siteStates(t *testing.T, s Store) {
	ctx := t.Context()
	if _, err := s.SiteState(ctx, site); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("an unknown site gives %v, want ErrNotFound", err)
	}
	st := storage.SiteState{SiteID: site, LastRun: start(), NextDue: start().Add(time.Hour), Interval: time.Hour, Paused: true,
		Shapes: []byte{0, 1}, Discovery: []byte("feeds")}
	south := storage.SiteState{SiteID: "south"}
	for _, st := range []storage.SiteState{south, st} {
		if err := s.SaveSiteState(ctx, st); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "state", st, must(s.SiteState(ctx, site))(t))
	same(t, "all", []storage.SiteState{st, south}, must(s.Sites(ctx))(t))
	fence := must(s.TakeSite(ctx, site))(t)
	st.Paused, st.Interval = false, 0
	if err := s.SaveSiteState(ctx, st); err != nil {
		t.Fatal(err)
	}
	same(t, "state", st, must(s.SiteState(ctx, site))(t))
	if next := must(s.TakeSite(ctx, site))(t); next <= fence {
		t.Errorf("saving a state set the token back: %d after %d", next, fence)
	}
}

func runs(t *testing.T, s Store) {
	ctx := t.Context()
	r := storage.Run{SiteID: site, StartedAt: start(), Took: time.Minute, Requests: 1, Pages: 2, Articles: 3, New: 4, Revised: 5,
		Unchanged: 6, Failed: 7, WithDate: 8, WithAuthor: 9, MedianLen: 10, Outcome: "done", Notes: []string{"a note"}}
	for i := range 205 {
		r.Requests = i
		if err := s.AddRun(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AddRun(ctx, storage.Run{SiteID: "south"}); err != nil {
		t.Fatal(err)
	}
	got := must(s.Runs(ctx, site, 1000))(t)
	if len(got) != 200 {
		t.Fatalf("%d runs are remembered, want 200", len(got))
	}
	same(t, "newest", r, got[0])
	same(t, "oldest", 5, got[199].Requests)
	all := must(s.Runs(ctx, "", 2))(t)
	if len(all) != 2 || all[0].SiteID != "south" || all[1].Requests != 204 {
		t.Errorf("runs of all sites: %+v", all)
	}
}

func blockCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"blocks: counted once per article": blocksCounted,
		"blocks: bounded":                  blocksBounded,
	}
}

// countBlocks saves an article with blocks.
func countBlocks(t *testing.T, s Store, siteID string, n int, blocks ...storage.BlockCount) {
	t.Helper()
	v := visit(article(n), start().Add(time.Duration(n)*time.Hour))
	v.SiteID, v.Blocks = siteID, blocks
	save(t, s, v)
}

func blocksCounted(t *testing.T, s Store) {
	ctx := t.Context()
	a, b := storage.BlockCount{Hash: 1<<63 | 1, Text: "Follow us"}, storage.BlockCount{Hash: 2, Text: strings.Repeat("ж", 500)}
	countBlocks(t, s, site, 1, a, b, a)
	countBlocks(t, s, site, 1, a, b)
	countBlocks(t, s, site, 2, a)
	countBlocks(t, s, "south", 3, a, b)
	countBlocks(t, s, "south", 4, b)
	articles, blocks, err := s.BlockCounts(ctx, site)
	if err != nil || articles != 2 || len(blocks) != 2 {
		t.Fatalf("%d articles, %d blocks, %v; want 2 and 2", articles, len(blocks), err)
	}
	same(t, "frequent", storage.BlockCount{Hash: a.Hash, Pages: 2, Text: a.Text}, blocks[0])
	if blocks[1].Hash != b.Hash || blocks[1].Pages != 1 {
		t.Errorf("rare block: %+v", blocks[1])
	}
	_, blocks, _ = s.BlockCounts(ctx, "south")
	if len(blocks) != 2 || blocks[0].Text != strings.Repeat("ж", 200) {
		t.Errorf("a long block: %+v", blocks)
	}
	if err := s.ForgetBlocks(ctx, site); err != nil {
		t.Fatal(err)
	}
	if articles, blocks, _ := s.BlockCounts(ctx, site); articles != 0 || len(blocks) != 0 {
		t.Errorf("%d articles and %d blocks are not forgotten", articles, len(blocks))
	}
	if articles, _, _ := s.BlockCounts(ctx, "south"); articles != 2 {
		t.Error("another site's blocks are forgotten")
	}
	countBlocks(t, s, site, 5, a)
	if articles, _, _ := s.BlockCounts(ctx, site); articles != 1 {
		t.Error("what was forgotten can't be learned again")
	}
}

func blocksBounded(t *testing.T, s Store) {
	const each = 500
	for n := range 64 {
		blocks := []storage.BlockCount{{Hash: 1, Text: "on every page"}}
		for i := range each {
			blocks = append(blocks, storage.BlockCount{Hash: uint64(1000 + n*each + i)})
		}
		countBlocks(t, s, site, n, blocks...)
	}
	_, blocks, err := s.BlockCounts(t.Context(), site)
	if err != nil || len(blocks) > 5_000 || len(blocks) < 2_500 {
		t.Errorf("%d blocks are kept, %v; want up to 5,000", len(blocks), err)
	}
	if blocks[0].Hash != 1 || blocks[0].Pages != 64 {
		t.Errorf("the frequent block is lost: %+v", blocks[0])
	}
}

func dirtCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){"dirt: NUL and bytes that are no text": dirt}
}

func dirt(t *testing.T, s Store) {
	bad := func(s string) string { return s + "\x00 caf\xe9" }
	a := article(1)
	a.Title, a.Text, a.Authors, a.Tags = bad("T"), bad("Text of it"), []string{bad("A")}, []string{bad("t")}
	a.Image = &extract.Image{URL: bad("https://north.example/i"), Alt: bad("alt")}
	a.Links = []extract.Link{{URL: "https://north.example/", Text: bad("l")}}
	a.Provenance = map[string]extract.Provenance{"title": {Source: "s", Raw: bad("r")}}
	v := visit(a, start())
	v.Reason, v.Outcome, v.ETag, v.FinalURL = bad("r"), bad("o"), bad("e"), bad("https://north.example/f")
	v.Aliases = []string{bad("https://north.example/alias")}
	v.Links = []storage.Link{{SiteID: site, URL: bad("https://north.example/l"), Referrer: bad("r")}}
	save(t, s, v)
	got := must(s.Article(t.Context(), a.ID))(t)
	same(t, "strings", []string{"T caf\uFFFD", "Text of it caf\uFFFD", "A caf\uFFFD", "t caf\uFFFD", "alt caf\uFFFD", "r caf\uFFFD"},
		[]string{got.Title, got.Text, got.Authors[0], got.Tags[0], got.Image.Alt, got.Provenance["title"].Raw})
	if saved := save(t, s, visit(a, start().Add(time.Hour))); saved.Revised {
		t.Error("the same dirt is a revision")
	}
}

func togetherCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"together: many save at once":     manyAtOnce,
		"together: a bad one fails alone": badOne,
	}
}

func manyAtOnce(t *testing.T, s Store) {
	const workers, each = 8, 25
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				n := w*each + i
				v := visit(article(n), start())
				v.Links = []storage.Link{link(100_000 + n)}
				if _, err := s.Save(t.Context(), v); err != nil {
					t.Errorf("Save: %v", err)
				}
				if _, err := s.Article(t.Context(), address(n)); err != nil { // saved means readable
					t.Errorf("after Save: %v", err)
				}
			}
		})
	}
	wg.Wait()
	seen := map[int64]bool{}
	for _, r := range collect(t, s.Articles(t.Context(), storage.Filter{})) {
		seen[r.Seq] = true
	}
	st := must(s.Stats(t.Context()))(t)
	const n = workers * each
	if len(seen) != n || st.Articles != n || st.Visits != n || st.Pages != n || st.Links != 2*n {
		t.Errorf("%d numbers, %+v; want %d of each", len(seen), st, n)
	}
}

func badOne(t *testing.T, s Store) {
	var wg sync.WaitGroup
	for n := range 60 {
		wg.Go(func() {
			v := visit(article(n), start())
			v.Links = []storage.Link{link(1000 + n)}
			if n%3 == 0 {
				v.Article.ID = ""
			}
			if _, err := s.Save(t.Context(), v); (err != nil) != (n%3 == 0) {
				t.Errorf("Save of %d: %v", n, err)
			}
		})
	}
	wg.Wait()
	for n := range 60 {
		_, err := s.Known(t.Context(), site, address(1000+n))
		if errors.Is(err, storage.ErrNotFound) != (n%3 == 0) {
			t.Errorf("link found by visit %d: %v", n, err)
		}
	}
	if st := must(s.Stats(t.Context()))(t); st.Articles != 40 || st.Visits != 40 || st.Pages != 40 {
		t.Errorf("%+v; want 40 of each", st)
	}
}
