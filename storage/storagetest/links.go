package storagetest

import (
	"errors"
	"testing"
	"time"

	"copydesk/storage"
)

func linkCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"links: a link is added once":           linkOnce,
		"links: what is newly known is noted":   linkNews,
		"links: the frontier is in order":       frontierOrder,
		"links: due past a clock that jumped":   frontierPastClock,
		"links: the frontier knows what is due": frontierDue,
		"links: states are set":                 linkStates,
		"links: a whole page of links":          manyLinks,
	}
}

func link(n int) storage.Link {
	return storage.Link{SiteID: site, URL: address(n), Kind: storage.KindArticle, Source: "link",
		Referrer: "https://north.example/", Depth: 2, Priority: 5, FoundAt: start()}
}

func addLinks(t *testing.T, s Store, want int, links ...storage.Link) {
	t.Helper()
	if added := must(s.AddLinks(t.Context(), links))(t); added != want {
		t.Errorf("AddLinks added %d, want %d", added, want)
	}
}

func linkOnce(t *testing.T, s Store) {
	addLinks(t, s, 2, link(1), link(2), link(1))
	addLinks(t, s, 1, link(2), link(3))
	other := link(1)
	other.SiteID = "south"
	addLinks(t, s, 1, other)
	addLinks(t, s, 0)
	got := must(s.Known(t.Context(), site, address(1)))(t)
	same(t, "link", storage.Known{Link: link(1), State: storage.StatePending}, got)
	if _, err := s.Known(t.Context(), site, address(9)); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("an unknown link gives %v, want ErrNotFound", err)
	}
}

func linkNews(t *testing.T, s Store) {
	first := link(1)
	first.Kind = storage.KindUnknown
	addLinks(t, s, 1, first)
	v := visit(article(1), start())
	v.Kind = storage.KindUnknown
	save(t, s, v)

	again := link(1)
	again.Depth, again.Priority, again.LastMod, again.Source = 1, 9, start().Add(time.Hour), "sitemap"
	addLinks(t, s, 0, again)
	older := link(1)
	older.Kind, older.LastMod, older.Priority, older.Depth = storage.KindSection, start(), 1, 7
	addLinks(t, s, 0, older)

	got := must(s.Known(t.Context(), site, address(1)))(t)
	want := first
	want.Kind, want.Depth, want.Priority, want.LastMod = storage.KindArticle, 1, 9, start().Add(time.Hour)
	same(t, "link", want, got.Link)
	same(t, "state", storage.StateSettled, got.State)
}

func frontierOrder(t *testing.T, s Store) {
	links := []storage.Link{link(0), link(1), link(2), link(3), link(4)}
	links[0].Priority = 1
	links[1].FoundAt = start().Add(time.Second)
	links[3].LastMod = start()
	links[4].Priority = 8
	addLinks(t, s, 5, links...)
	foreign := link(7)
	foreign.SiteID = "south"
	addLinks(t, s, 1, foreign)

	var got []string
	for _, k := range must(s.Frontier(t.Context(), site, start(), 4))(t) {
		got = append(got, k.URL)
	}
	same(t, "frontier", []string{address(4), address(3), address(2), address(1)}, got)
}

func frontierDue(t *testing.T, s Store) {
	addLinks(t, s, 3, link(1), link(2), link(3))
	for i, wait := range []time.Duration{time.Hour, 2 * time.Hour} {
		v := visit(article(i+1), start())
		v.State, v.NextFetch = storage.StatePending, start().Add(wait)
		save(t, s, v)
	}
	for _, c := range []struct {
		after        time.Duration
		pending, due int
		next         time.Time
	}{
		{0, 3, 1, start().Add(time.Hour)},
		{time.Hour, 3, 2, start().Add(2 * time.Hour)},
		{3 * time.Hour, 3, 3, time.Time{}},
	} {
		now := start().Add(c.after)
		pending, due, next, err := s.FrontierStats(t.Context(), site, now)
		if err != nil || pending != c.pending || due != c.due || !next.Equal(c.next) {
			t.Errorf("after %v: %d pending, %d due, next %v, %v; want %d, %d, %v", c.after, pending, due, next, err, c.pending, c.due, c.next)
		}
		if n := len(must(s.Frontier(t.Context(), site, now, 9))(t)); n != c.due {
			t.Errorf("after %v the frontier has %d links, want %d", c.after, n, c.due)
		}
	}
}

// frontierPastClock has links left by a clock that was a year ahead.
func frontierPastClock(t *testing.T, s Store) {
	addLinks(t, s, 2, link(1), link(2))
	for i, save1 := range []func(*storage.Visit){
		func(v *storage.Visit) { v.Article, v.Body, v.Outcome = nil, nil, "section" },
		func(*storage.Visit) {},
	} {
		v := visit(article(i+1), start())
		v.State, v.NextFetch = storage.StatePending, start().AddDate(1, 0, 0)
		save1(v)
		save(t, s, v)
	}
	due := must(s.Frontier(t.Context(), site, start(), 9))(t)
	if len(due) != 1 || due[0].URL != address(1) {
		t.Errorf("due are %+v, want the section alone", due)
	}
}

func linkStates(t *testing.T, s Store) {
	addLinks(t, s, 3, link(1), link(2), link(3))
	if err := s.SetLinkState(t.Context(), site, []string{address(1), address(2), address(9)}, storage.StateTrap, "calendar"); err != nil {
		t.Fatal(err)
	}
	known := must(s.KnownMany(t.Context(), site, []string{address(1), address(3), address(9)}))(t)
	if len(known) != 2 || known[address(1)].State != storage.StateTrap || known[address(1)].Outcome != "calendar" ||
		known[address(3)].State != storage.StatePending {
		t.Errorf("links after a trap was set: %+v", known)
	}
	v := visit(article(3), start())
	v.State, v.NextFetch = storage.StatePending, start().Add(time.Hour)
	save(t, s, v)
	if err := s.SetLinkState(t.Context(), site, []string{address(3)}, storage.StatePending, "changed"); err != nil {
		t.Fatal(err)
	}
	if n := len(must(s.Frontier(t.Context(), site, start(), 9))(t)); n != 1 {
		t.Errorf("a link set pending is not due: frontier has %d links, want 1", n)
	}
	if err := s.SetLinkState(t.Context(), site, []string{address(3)}, "lost", ""); err == nil {
		t.Error("a state that is none is taken")
	}
}

func manyLinks(t *testing.T, s Store) {
	v := visit(article(0), start())
	for i := range 2000 {
		v.Links = append(v.Links, link(i+1))
	}
	save(t, s, v)
	pending, due, _, err := s.FrontierStats(t.Context(), site, start())
	if err != nil || pending != 2000 || due != 2000 {
		t.Errorf("%d pending, %d due, %v; want 2000 of both", pending, due, err)
	}
	save(t, s, v)
	if pending, _, _, _ := s.FrontierStats(t.Context(), site, start()); pending != 2000 {
		t.Errorf("%d pending after the page came again, want 2000", pending)
	}
}
