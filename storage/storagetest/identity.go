package storagetest

import (
	"errors"
	"testing"
	"time"

	"copydesk/extract"
	"copydesk/storage"
)

func identityCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"identity: one article under several URLs":     severalURLs,
		"identity: an article whose address changed":   movedArticle,
		"identity: an address that leads on":           latestAddress,
		"identity: a copy points at the first print":   duplicateOf,
		"identity: an article stays with its site":     twoSites,
		"identity: a wall's address isn't the article": wallAddress,
		"identity: a variant never makes a revision":   variantAfterMain,
		"identity: the main page wins over a variant":  mainAfterVariant,
		"identity: an address that was another's":      standAlone,
	}
}

const canonical = "https://north.example/ferry"

func severalURLs(t *testing.T, s Store) {
	a := article(1)
	a.CanonicalURL = canonical
	save(t, s, visit(a, start()))
	for i, url := range []string{"https://amp.north.example/ferry", "http://north.example/ferry/", "https://m.north.example/ferry?print=1"} {
		b := article(1)
		b.ID, b.URL, b.RequestedURL, b.CanonicalURL = b.ID[:10]+string(rune('a'+i)), url, url, ""
		v := visit(b, start().Add(time.Hour))
		v.Aliases = []string{canonical}
		same(t, url, storage.Saved{ArticleID: a.ID, Revision: 1, Alias: i != 1, Replaced: i == 1}, save(t, s, v)) // 1 is the canonical one
		if got := must(s.Article(t.Context(), url))(t); got.ID != a.ID || got.CanonicalURL != canonical {
			t.Errorf("%s leads to %s at %s", url, got.ID, got.CanonicalURL)
		}
		same(t, "link's article", a.ID, must(s.Known(t.Context(), site, url))(t).ArticleID)
	}
	if n := len(collect(t, s.Articles(t.Context(), storage.Filter{}))); n != 1 {
		t.Errorf("%d articles, want 1", n)
	}
}

func movedArticle(t *testing.T, s Store) {
	a := article(1)
	save(t, s, visit(a, start()))
	b := article(2)
	b.Title, b.RequestedURL, b.ContentHash = "Ferry with a new headline", address(1), "other"
	saved := save(t, s, visit(b, start().Add(time.Hour)))
	same(t, "saved", storage.Saved{ArticleID: a.ID, Revision: 2, Revised: true}, saved)
	got := must(s.Article(t.Context(), address(2)))(t)
	if got.ID != a.ID || got.CanonicalURL != address(2) {
		t.Errorf("the new address leads to %s at %s", got.ID, got.CanonicalURL)
	}
	same(t, "the old address", a.ID, must(s.Article(t.Context(), address(1)))(t).ID)
}

func latestAddress(t *testing.T, s Store) {
	const latest = "https://north.example/latest"
	for i := range 3 {
		a := article(i)
		a.RequestedURL = latest
		saved := save(t, s, visit(a, start().Add(time.Duration(i)*24*time.Hour)))
		same(t, "saved", storage.Saved{ArticleID: a.ID, Revision: 1, New: true}, saved)
		same(t, "the newest under the address", a.ID, must(s.Article(t.Context(), latest))(t).ID)
	}
	same(t, "its own address stays", article(0).ID, must(s.Article(t.Context(), address(0)))(t).ID)

	thief := article(7)
	v := visit(thief, start())
	v.Aliases = []string{address(0)}
	thief.Title, thief.ContentHash, thief.ID = "Another story", "x", article(1).ID
	save(t, s, v)
	same(t, "an address of its own is not taken away", article(0).ID, must(s.Article(t.Context(), address(0)))(t).ID)
}

func duplicateOf(t *testing.T, s Store) {
	saveArticles(t, s, 1)
	for i, of := range []int{0, 1} { // the second names the copy, not the first print
		a := article(i + 1)
		a.DuplicateOf = article(of).ID
		save(t, s, visit(a, start()))
		same(t, "duplicate of", article(0).ID, must(s.Article(t.Context(), a.ID))(t).DuplicateOf)
	}
	self := article(5)
	self.DuplicateOf = self.ID
	save(t, s, visit(self, start()))
	same(t, "of itself", "", must(s.Article(t.Context(), self.ID))(t).DuplicateOf)
}

func twoSites(t *testing.T, s Store) {
	saveArticles(t, s, 1)
	a := article(0)
	a.SiteID, a.Title = "south", "Seen by way of another site"
	v := visit(a, start().Add(time.Hour))
	v.SiteID = "south"
	saved := save(t, s, v)
	got := must(s.Article(t.Context(), a.ID))(t)
	if !saved.Revised || got.SiteID != site {
		t.Errorf("%+v, site %s", saved, got.SiteID)
	}
}

func wallAddress(t *testing.T, s Store) {
	saveArticles(t, s, 1)
	home := article(0)
	home.URL, home.Quality.Verdict = "https://north.example/", "soft_404"
	save(t, s, visit(home, start().Add(time.Hour)))
	if _, err := s.Article(t.Context(), home.URL); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("the page that a dead link led to became the article's address: %v", err)
	}
}

// printed is another form of article 1: less text, and it names the main page.
func printed(url string) *extract.Article {
	a := article(1)
	a.URL, a.RequestedURL = url, url
	a.Text, a.ContentHash, a.Authors = "The ferry left at dawn.", "printed", nil
	return a
}

func variantAfterMain(t *testing.T, s Store) {
	main := article(1)
	save(t, s, visit(main, start()))
	for i, url := range []string{"https://north.example/print/1", address(1) + "?utm_source=front", "https://amp.north.example/1"} {
		saved := save(t, s, visit(printed(url), start().Add(time.Duration(i+2)*time.Hour)))
		same(t, url, storage.Saved{ArticleID: main.ID, Revision: 1, Alias: true}, saved)
		got := must(s.Article(t.Context(), url))(t)
		same(t, "text", main.Text, got.Text)
		same(t, "address", main.URL, got.URL)
		log := must(s.Visits(t.Context(), site, start(), 1))(t)
		same(t, "became", saved, log[0].Saved)
		if i == 0 {
			again := save(t, s, visit(article(1), start().Add(time.Hour)))
			same(t, "the main page again", storage.Saved{ArticleID: main.ID, Revision: 1}, again)
		}
	}
	if n := len(must(s.Revisions(t.Context(), main.ID))(t)); n != 1 {
		t.Errorf("%d revisions, want 1", n)
	}
	edited := article(1)
	edited.Text += " And more."
	saved := save(t, s, visit(edited, start().Add(9*time.Hour)))
	same(t, "the main page changed", storage.Saved{ArticleID: main.ID, Revision: 2, Revised: true}, saved)
}

func mainAfterVariant(t *testing.T, s Store) {
	const url = "https://north.example/print/1"
	save(t, s, visit(printed(url), start()))
	shorter := printed("https://amp.north.example/1")
	shorter.Text = "Less."
	same(t, "another variant", storage.Saved{ArticleID: shorter.ID, Revision: 1, Alias: true}, save(t, s, visit(shorter, start())))
	edited := printed(url)
	edited.Title = "A new headline"
	same(t, "the variant itself changed", storage.Saved{ArticleID: edited.ID, Revision: 2, Revised: true}, save(t, s, visit(edited, start())))

	main := article(1)
	saved := save(t, s, visit(main, start().Add(time.Hour)))
	same(t, "the main page", storage.Saved{ArticleID: main.ID, Revision: 2, Replaced: true}, saved)
	for _, u := range []string{url, main.URL, shorter.URL} {
		got := must(s.Article(t.Context(), u))(t)
		same(t, "text under "+u, main.Text, got.Text)
		same(t, "address under "+u, main.URL, got.URL)
	}
	hits := collect(t, s.Articles(t.Context(), storage.Filter{AfterSeq: 2}))
	if len(hits) != 1 || hits[0].Article.Text != main.Text {
		t.Errorf("an export since the variant gives %d articles, want the main one", len(hits))
	}
	wall := article(1)
	wall.Text, wall.Quality.Verdict = "Only a line.", extract.Paywalled
	same(t, "a wall later", storage.Saved{ArticleID: main.ID, Revision: 2, Kept: true}, save(t, s, visit(wall, start().Add(2*time.Hour))))
}

func standAlone(t *testing.T, s Store) {
	ctx := t.Context()
	thief, main := article(1), article(2)
	thief.ID, thief.CanonicalURL = main.ID, main.URL
	v := visit(thief, start())
	v.Aliases = []string{main.URL}
	save(t, s, v)
	edited := *thief
	edited.Text += " And more."
	save(t, s, visit(&edited, start().Add(time.Hour)))
	copied := article(3)
	copied.DuplicateOf = main.ID
	save(t, s, visit(copied, start()))

	own, print := article(1).ID, storage.Fingerprint{MinHash: []uint32{1}, Bands: []uint64{7, 8, 9, 1 << 63}}
	for _, want := range []error{nil, storage.ErrNotFound} {
		if err := s.StandAlone(ctx, site, main.ID, own, print); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	same(t, "the main page", storage.Saved{ArticleID: main.ID, Revision: 1, New: true}, save(t, s, visit(main, start().Add(time.Hour))))
	if err := s.StandAlone(ctx, site, main.ID, own, print); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("an ID is given twice: %v", err)
	}
	for _, a := range []*extract.Article{&edited, main} {
		got := must(s.Article(ctx, a.URL))(t)
		same(t, "text", a.Text, got.Text)
		same(t, "page", a.URL, must(s.LatestPage(ctx, got.ID))(t).URL)
		same(t, "link", got.ID, must(s.Known(ctx, site, a.URL))(t).ArticleID)
	}
	got := must(s.Article(ctx, own))(t)
	same(t, "canonical", "", got.CanonicalURL)
	same(t, "revisions", 2, len(must(s.Revisions(ctx, own))(t)))
	same(t, "the copy's first print", own, must(s.Article(ctx, copied.ID))(t).DuplicateOf)
	same(t, "found by its text", 1, len(must(s.Similar(ctx, storage.Fingerprint{Bands: []uint64{7, 8, 9, 1 << 63}}, 9))(t)))
	same(t, "found by its words", 3, len(must(s.Search(ctx, must(storage.ParseQuery("ferry", start()))(t), 9))(t)))
	same(t, "what an export since gets", 2, len(collect(t, s.Articles(ctx, storage.Filter{AfterSeq: 3}))))
	if problems := must(s.Check(ctx))(t); len(problems) > 0 {
		t.Errorf("%q", problems)
	}
}
