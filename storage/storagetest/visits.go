package storagetest

import (
	"errors"
	"testing"
	"time"

	"copydesk/extract"
	"copydesk/storage"
)

func visitCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"visits: a link remembers its last fetch": visitRemembered,
		"visits: 304 keeps the validators":        notModified,
		"visits: a failed fetch":                  failedVisit,
		"visits: the fetch log":                   fetchLog,
		"visits: a worker that lost its site":     fenced,
		"visits: one without a URL is refused":    nameless,
	}
}

func visitRemembered(t *testing.T, s Store) {
	addLinks(t, s, 1, link(1))
	a := article(1)
	v := visit(a, start())
	v.NextFetch, v.State = start().Add(time.Hour), storage.StatePending
	save(t, s, v)
	want := storage.Known{
		Link: link(1), State: storage.StatePending, ETag: v.ETag, LastModified: v.LastModified, BodyHash: v.BodyHash,
		Status: 200, Outcome: "ok", FetchedAt: start(), ChangedAt: start(), NextFetch: start().Add(time.Hour), ArticleID: a.ID,
	}
	same(t, "link", want, must(s.Known(t.Context(), site, address(1)))(t))
}

func notModified(t *testing.T, s Store) {
	first := visit(article(1), start())
	save(t, s, first)
	later := start().Add(time.Hour)
	again := &storage.Visit{Link: first.Link, StartedAt: later, Status: 304, Outcome: "unchanged", State: storage.StateSettled}
	saved := save(t, s, again)
	if saved.New || saved.Revised || saved.Kept {
		t.Errorf("a 304 changed the article: %+v", saved)
	}
	k := must(s.Known(t.Context(), site, address(1)))(t)
	same(t, "validators", []string{first.ETag, first.LastModified, first.BodyHash}, []string{k.ETag, k.LastModified, k.BodyHash})
	if k.Unchanged != 1 || !k.ChangedAt.Equal(start()) || !k.FetchedAt.Equal(later) || k.ArticleID != article(1).ID {
		t.Errorf("link after a 304: %+v", k)
	}
	bare := visit(article(1), later.Add(time.Hour))
	bare.ETag, bare.LastModified, bare.Changed = "", "", false
	save(t, s, bare)
	if k := must(s.Known(t.Context(), site, address(1)))(t); k.ETag != "" || k.LastModified != "" || k.Unchanged != 2 {
		t.Errorf("a page served whole without validators leaves the old ones: %+v", k)
	}
}

func failedVisit(t *testing.T, s Store) {
	first := visit(article(1), start())
	save(t, s, first)
	save(t, s, &storage.Visit{Link: first.Link, StartedAt: start().Add(time.Hour), Status: 503, Outcome: "retry",
		Tries: 1, State: storage.StatePending, NextFetch: start().Add(2 * time.Hour)})
	k := must(s.Known(t.Context(), site, address(1)))(t)
	if k.Tries != 1 || k.Unchanged != 0 || k.Status != 503 || k.ETag != first.ETag || k.State != storage.StatePending {
		t.Errorf("link after a failure: %+v", k)
	}
	if a := must(s.Article(t.Context(), address(1)))(t); a.Revision != 1 {
		t.Errorf("the article is at revision %d after a failure", a.Revision)
	}
}

func fetchLog(t *testing.T, s Store) {
	v := visit(article(1), start())
	v.Reason = "all well"
	save(t, s, v)
	wall := *article(1)
	wall.Quality.Verdict, wall.Text = extract.ConsentWall, "Accept cookies"
	save(t, s, visit(&wall, start().Add(time.Minute)))
	other := visit(article(2), start().Add(2*time.Minute))
	other.SiteID = "south"
	save(t, s, other)

	log := must(s.Visits(t.Context(), site, time.Time{}, 10))(t)
	if len(log) != 2 {
		t.Fatalf("the log of the site has %d visits, want 2", len(log))
	}
	want := *v
	want.Link = storage.Link{SiteID: site, URL: v.URL, Kind: v.Kind}
	want.Header, want.Body, want.Article, want.ETag, want.LastModified = nil, nil, nil, "", ""
	want.Saved = storage.Saved{ArticleID: article(1).ID, Revision: 1, New: true}
	same(t, "older visit", want, log[1])
	same(t, "verdict", extract.ConsentWall, log[0].Verdict)
	same(t, "became", storage.Saved{ArticleID: article(1).ID, Revision: 1, Kept: true}, log[0].Saved)
	if n := len(must(s.Visits(t.Context(), "", time.Time{}, 10))(t)); n != 3 {
		t.Errorf("the log of all sites has %d visits, want 3", n)
	}
	if n := len(must(s.Visits(t.Context(), site, start().Add(time.Second), 10))(t)); n != 1 {
		t.Errorf("the log since a time has %d visits, want 1", n)
	}
	if n := len(must(s.Visits(t.Context(), site, time.Time{}, 1))(t)); n != 1 {
		t.Errorf("a log of 1 has %d visits", n)
	}
}

func fenced(t *testing.T, s Store) {
	old := must(s.TakeSite(t.Context(), site))(t)
	v := visit(article(1), start())
	v.Fence = old
	save(t, s, v)
	now := must(s.TakeSite(t.Context(), site))(t)
	if now <= old {
		t.Fatalf("tokens don't grow: %d after %d", now, old)
	}
	late := visit(article(2), start())
	late.Fence = old
	if _, err := s.Save(t.Context(), late); !errors.Is(err, storage.ErrFenced) {
		t.Errorf("a worker that lost its site may save: %v", err)
	}
	if _, err := s.Known(t.Context(), site, address(2)); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("a refused visit left a link: %v", err)
	}
}

func nameless(t *testing.T, s Store) {
	if _, err := s.Save(t.Context(), &storage.Visit{StartedAt: start()}); err == nil {
		t.Error("a visit to nowhere is saved")
	}
	bad := visit(article(1), start())
	bad.Article.ID = ""
	if _, err := s.Save(t.Context(), bad); err == nil {
		t.Error("an article without an ID is saved")
	}
	if log := must(s.Visits(t.Context(), "", time.Time{}, 9))(t); len(log) != 0 {
		t.Errorf("refused visits are in the log: %+v", log)
	}
}
