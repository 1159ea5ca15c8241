package storagetest

import (
	"fmt"
	"testing"
	"time"

	"copydesk/extract"
	"copydesk/storage"
)

func furtherCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"further pages: archived with the first":   furtherArchived,
		"further pages: those of the first's time": furtherOfTheTime,
		"further pages: retention":                 furtherPruned,
	}
}

// spread is a visit to an article on several pages, each with the body given.
func spread(n int, at time.Time, bodies ...string) *storage.Visit {
	v := visit(article(n), at)
	for i, body := range bodies {
		u := fmt.Sprintf("%s/%d", v.URL, i+2)
		v.Further = append(v.Further, storage.FurtherPage{URL: u, FinalURL: u + "?final", FetchedAt: at.Add(time.Duration(i+1) * time.Second),
			Status: 200, Header: map[string][]string{"Content-Type": {"text/html"}}, Body: []byte(body)})
	}
	return v
}

func further(t *testing.T, s Store, first storage.PageRecord) []string {
	t.Helper()
	var bodies []string
	for i, p := range must(s.FurtherPages(t.Context(), first.ID))(t) {
		same(t, "part", []any{i + 2, first.URL, first.SiteID}, []any{p.Part, p.FirstURL, p.SiteID})
		bodies = append(bodies, string(p.Body))
	}
	return bodies
}

func furtherArchived(t *testing.T, s Store) {
	v := spread(1, start(), "two", "three")
	save(t, s, v)
	save(t, s, visit(article(2), start()))
	first := must(s.LatestPage(t.Context(), article(1).ID))(t)
	same(t, "the article's page", string(v.Body), string(first.Body))
	got := must(s.FurtherPages(t.Context(), first.ID))(t)
	if len(got) != 2 {
		t.Fatalf("%d further pages, want 2", len(got))
	}
	f := v.Further[1]
	want := storage.PageRecord{ID: got[1].ID, SiteID: site, URL: f.URL, FinalURL: f.FinalURL, FetchedAt: f.FetchedAt, Status: 200, Header: f.Header,
		Body: f.Body, SHA256: got[1].SHA256, ArticleID: article(1).ID, Part: 3, FirstURL: v.URL}
	same(t, "the third page", want, got[1])
	same(t, "by ID", want, must(s.Page(t.Context(), want.ID))(t))
	if alone, all := pages(t, s, storage.PageFilter{Latest: true}), pages(t, s, storage.PageFilter{Parts: true}); len(alone) != 2 || len(all) != 4 {
		t.Errorf("%d pages, %d with further ones, want 2 and 4", len(alone), len(all))
	}
	if other := must(s.LatestPage(t.Context(), article(2).ID))(t); len(further(t, s, other)) != 0 {
		t.Error("another article has further pages too")
	}
	anew := article(1)
	anew.Title = "A better headline"
	saved := must(s.SaveRevision(t.Context(), site, first.ID, anew, storage.Fingerprint{}))(t)
	same(t, "extracted anew", storage.Saved{ArticleID: anew.ID, Revision: 2, Revised: true}, saved)

	own := visit(article(3), start()) // the same bytes, as a page of its own
	own.URL, own.Body = f.URL, f.Body
	save(t, s, own)
	if n := len(pages(t, s, storage.PageFilter{})); n != 3 {
		t.Errorf("%d pages, want 3 after one that is also a part came by itself", n)
	}
}

func furtherOfTheTime(t *testing.T, s Store) {
	at := func(h int) time.Time { return start().Add(time.Duration(h) * time.Hour) }
	firsts := map[string][]string{}
	for i, c := range []struct {
		first   string
		further []string
	}{
		{"A", []string{"two", "three"}},
		{"B", []string{"two, corrected", "three"}},
		{"C", []string{"two"}},
		{"D", []string{"two, corrected", "three", "four"}},
	} {
		v := spread(1, at(i), c.further...)
		v.Body = []byte(c.first)
		save(t, s, v)
		firsts[c.first] = c.further
	}
	all := pages(t, s, storage.PageFilter{})
	if len(all) != 4 {
		t.Fatalf("%d first pages, want 4", len(all))
	}
	for _, p := range all {
		same(t, "pages after "+string(p.Body), firsts[string(p.Body)], further(t, s, p))
	}
	if n := len(pages(t, s, storage.PageFilter{Parts: true})); n != 8 { // and two, two corrected, three, four
		t.Errorf("%d pages, want 8: equal bytes are stored once", n)
	}
}

func furtherPruned(t *testing.T, s Store) {
	save(t, s, spread(1, start(), "two", "three"))
	save(t, s, spread(2, start().Add(time.Hour), "two", "three"))
	got := must(s.Prune(t.Context(), site, start().Add(time.Minute), 0))(t)
	if left := pages(t, s, storage.PageFilter{Parts: true}); got.Pages != 3 || len(left) != 3 || left[2].FirstURL != address(2) {
		t.Errorf("%d pages went and %d are left, want 3 and 3", got.Pages, len(left))
	}
}

func translationCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"translations: joined from both sides":   translationsJoined,
		"translations: what a page says goes on": translationsReplaced,
	}
}

// inLanguage is the n-th article in a language, whose page names others.
func inLanguage(n int, language string, others ...int) *storage.Visit {
	a := article(n)
	a.Language = language
	v := visit(a, start())
	for _, o := range others {
		v.Translations = append(v.Translations, storage.Translation{Language: "xx", URL: address(o)})
	}
	return v
}

func translationsJoined(t *testing.T, s Store) {
	v := inLanguage(1, "en", 1, 2, 3, 2) // itself, and one twice
	save(t, s, v)
	id := func(n int) string { return article(n).ID }
	entry := func(n int, language, id string) storage.Translation {
		return storage.Translation{Language: language, URL: address(n), ArticleID: id}
	}
	get := func(n int) []storage.Translation { return must(s.Translations(t.Context(), id(n)))(t) }
	same(t, "none is stored yet", []storage.Translation{entry(2, "xx", ""), entry(3, "xx", "")}, get(1))
	save(t, s, inLanguage(2, "es", 1))
	save(t, s, inLanguage(3, "de"))
	same(t, "of the first", []storage.Translation{entry(3, "de", id(3)), entry(2, "es", id(2))}, get(1))
	same(t, "named by both", []storage.Translation{entry(1, "en", id(1))}, get(2))
	same(t, "named by the other only", []storage.Translation{entry(1, "en", id(1))}, get(3))
	save(t, s, visit(article(4), start()))
	same(t, "of no other language", 0, len(get(4)))
}

func translationsReplaced(t *testing.T, s Store) {
	save(t, s, inLanguage(1, "en", 2))
	save(t, s, inLanguage(1, "en", 3)) // no revision: what it says is read all the same
	got := must(s.Translations(t.Context(), article(1).ID))(t)
	if len(got) != 1 || got[0].URL != address(3) {
		t.Errorf("the page names 3 now: %+v", got)
	}
	wall := inLanguage(1, "en")
	wall.Article.Quality.Verdict = extract.ConsentWall
	save(t, s, wall)
	if got := must(s.Translations(t.Context(), article(1).ID))(t); len(got) != 1 {
		t.Errorf("a wall took the translations away: %+v", got)
	}
}
