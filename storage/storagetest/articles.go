package storagetest

import (
	"errors"
	"testing"
	"time"

	"copydesk/extract"
	"copydesk/storage"
)

func articleCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"articles: every field comes back":        everyField,
		"articles: an empty one comes back":       emptyFields,
		"articles: what makes a revision":         revisions,
		"articles: less never replaces more":      lessIsKept,
		"articles: what a feed said stays":        toldIsKept,
		"articles: all revisions are there":       revisionList,
		"articles: filters":                       filters,
		"articles: shards":                        shards,
		"articles: the order of changes":          changes,
		"articles: a stream left early":           leftEarly,
		"articles: found by ID, beginning or URL": lookup,
		"articles: cursors":                       cursors,
	}
}

func everyField(t *testing.T, s Store) {
	a := article(1)
	same(t, "saved", storage.Saved{ArticleID: a.ID, Revision: 1, New: true}, save(t, s, visit(a, start())))
	want := *a
	want.Revision, want.DateFirstSeen = 1, a.DateFetched
	same(t, "by ID", want, must(s.Article(t.Context(), a.ID))(t))
	rows := collect(t, s.Articles(t.Context(), storage.Filter{}))
	same(t, "streamed", []storage.Row{{Seq: must(s.LastSeq(t.Context()))(t), Article: want}}, rows)
	if a.Revision != 0 {
		t.Error("Save changed the caller's article")
	}
}

func emptyFields(t *testing.T, s Store) {
	a := &extract.Article{ID: "0123456789", PageType: extract.TypeArticle, RequestedURL: address(1),
		Quality: extract.Quality{Verdict: extract.OK}}
	save(t, s, visit(a, start()))
	want := *a
	want.Revision, want.SiteID = 1, site
	want.DateFetched, want.DateFirstSeen = "2026-03-04T05:06:07Z", "2026-03-04T05:06:07Z"
	got := must(s.Article(t.Context(), a.ID))(t)
	same(t, "article", want, got)
	if got.Authors != nil || got.Tags != nil || got.Images != nil || got.Image != nil || got.IsAccessibleForFree != nil {
		t.Error("what is absent must be nil")
	}
}

func revisions(t *testing.T, s Store) {
	save(t, s, visit(article(1), start()))
	revision := 1
	at := start()
	for _, c := range []struct {
		name    string
		change  func(a *extract.Article)
		revised bool
	}{
		{"nothing", func(a *extract.Article) {}, false},
		{"white space", func(a *extract.Article) { a.Text += " \n\n "; a.Title = "  " + a.Title }, false},
		{"markup, pictures, tags", func(a *extract.Article) { a.HTML, a.Markdown, a.Images, a.Tags = "<p>", "*", nil, nil }, false},
		{"fetch date", func(a *extract.Article) { a.DateFetched = "2026-03-09T00:00:00Z" }, false},
		{"title", func(a *extract.Article) { a.Title = "Ferry is back" }, true},
		{"text", func(a *extract.Article) { a.Title, a.Text = "Ferry is back", a.Text+" And then it came back." }, true},
		{"authors", func(a *extract.Article) { a.Authors = []string{"Bo Ek"} }, true},
		{"date published", func(a *extract.Article) { a.DatePublished = "2026-03-02" }, true},
		{"date modified", func(a *extract.Article) { a.DateModified = "2026-03-03T00:00:00Z" }, true},
	} {
		a := article(1)
		c.change(a)
		at = at.Add(time.Hour)
		before := must(s.LastSeq(t.Context()))(t)
		saved := save(t, s, visit(a, at))
		if c.revised {
			revision++
		}
		same(t, c.name, storage.Saved{ArticleID: a.ID, Revision: revision, Revised: c.revised}, saved)
		if after := must(s.LastSeq(t.Context()))(t); (after > before) != c.revised {
			t.Errorf("%s: last change went from %d to %d", c.name, before, after)
		}
		got := must(s.Article(t.Context(), a.ID))(t)
		if got.Revision != revision || got.DateFirstSeen != "2026-03-04T05:06:07Z" {
			t.Errorf("%s: revision %d first seen %s", c.name, got.Revision, got.DateFirstSeen)
		}
	}
}

// toldIsKept: what a feed said of an article stays until its page says it.
func toldIsKept(t *testing.T, s Store) {
	a := article(1)
	told := extract.Provenance{Source: storage.ByFeed + "https://north.example/feed", Raw: "Sun, 01 Mar 2026"}
	a.Provenance = map[string]extract.Provenance{"date_published": told, "authors": told}
	save(t, s, visit(a, start()))
	silent := func(text string) *extract.Article {
		b := article(1)
		b.DatePublished, b.Authors, b.Text = "", nil, b.Text+text
		return b
	}
	check := func(when string, saved storage.Saved, revision int, date string, p extract.Provenance) {
		t.Helper()
		got := must(s.Article(t.Context(), a.ID))(t)
		if saved.Revision != revision || got.DatePublished != date || len(got.Authors) != 2 || got.Provenance["date_published"] != p || got.Provenance["authors"] != told {
			t.Errorf("%s: %+v, published %q from %+v by %q from %+v", when, saved, got.DatePublished, got.Provenance["date_published"], got.Authors, got.Provenance["authors"])
		}
	}
	check("the page as before", save(t, s, visit(silent(""), start().Add(time.Hour))), 1, a.DatePublished, told)
	check("another text", save(t, s, visit(silent(" Indeed."), start().Add(2*time.Hour))), 2, a.DatePublished, told)
	page := must(s.LatestPage(t.Context(), a.ID))(t)
	check("extracted anew", must(s.SaveRevision(t.Context(), site, page.ID, silent(" Indeed."), storage.Fingerprint{}))(t), 2, a.DatePublished, told)
	dated := silent(" Indeed.")
	own := extract.Provenance{Source: "json_ld:$.datePublished", Raw: "2026-02-28"}
	dated.DatePublished, dated.Provenance = "2026-02-28", map[string]extract.Provenance{"date_published": own}
	check("the page has a date", save(t, s, visit(dated, start().Add(3*time.Hour))), 3, "2026-02-28", own)
}

func lessIsKept(t *testing.T, s Store) {
	for i, c := range []struct {
		name   string
		change func(a *extract.Article)
		kept   bool
	}{
		{"soft 404", func(a *extract.Article) { a.Quality.Verdict, a.Text = extract.Soft404, "Not found" }, true},
		{"consent wall", func(a *extract.Article) { a.Quality.Verdict = extract.ConsentWall }, true},
		{"index page", func(a *extract.Article) { a.PageType = extract.TypeIndex }, true},
		{"no text", func(a *extract.Article) { a.Text = " " }, true},
		{"paywall with the lead", func(a *extract.Article) { a.Quality.Verdict, a.Text = extract.Paywalled, "The ferry left" }, true},
		{"paywall with the whole", func(a *extract.Article) { a.Quality.Verdict, a.Text = extract.Paywalled, a.Text+" Indeed." }, false},
		{"shortened by its editors", func(a *extract.Article) { a.Text = "The ferry left at dawn." }, false},
	} {
		save(t, s, visit(article(i), start()))
		a := article(i)
		c.change(a)
		saved := save(t, s, visit(a, start().Add(time.Hour)))
		if saved.ArticleID != a.ID || saved.Kept != c.kept || saved.Revised == c.kept {
			t.Errorf("%s: %+v, want kept %v", c.name, saved, c.kept)
		}
		got := must(s.Article(t.Context(), a.ID))(t)
		if (got.Text == article(i).Text) != c.kept {
			t.Errorf("%s: the text is now %q", c.name, got.Text)
		}
	}
	gone := visit(article(0), start().Add(2*time.Hour))
	gone.Article, gone.Verdict = nil, extract.Soft404
	if saved := save(t, s, gone); !saved.Kept || saved.ArticleID != article(0).ID {
		t.Errorf("a page without an article: %+v, want kept", saved)
	}
	none := article(9)
	none.Quality.Verdict = extract.TooShort
	save(t, s, visit(none, start()))
	if _, err := s.Article(t.Context(), none.ID); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("what is no article is stored as one: %v", err)
	}
}

func revisionList(t *testing.T, s Store) {
	a := article(1)
	titles := []string{a.Title, "Second", "Third"}
	for i, title := range titles {
		b := article(1)
		b.Title = title
		save(t, s, visit(b, start().Add(time.Duration(i)*time.Hour)))
	}
	revs := must(s.Revisions(t.Context(), a.ID))(t)
	if len(revs) != 3 {
		t.Fatalf("%d revisions, want 3", len(revs))
	}
	for i, r := range revs {
		want := *article(1)
		want.Title, want.Revision, want.DateFirstSeen = titles[i], i+1, want.DateFetched
		same(t, "revision", storage.Revision{ArticleID: a.ID, Number: i + 1, At: start().Add(time.Duration(i) * time.Hour),
			By: "publisher", Article: want}, r)
	}
	if _, err := s.Revisions(t.Context(), "nothing-of-this-id"); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("revisions of no article give %v, want ErrNotFound", err)
	}
}

func filters(t *testing.T, s Store) {
	for i, c := range []struct{ site, language, published string }{
		{site, "en", "2026-01-01"}, {site, "es-MX", "2026-02-01T10:00:00+02:00"}, {"south", "es", "2026-03-01"}, {"south", "", ""},
	} {
		a := article(i)
		a.SiteID, a.Language, a.DatePublished, a.DateModified = c.site, c.language, c.published, ""
		v := visit(a, start())
		v.SiteID = c.site
		save(t, s, v)
	}
	feb := time.Date(2026, 2, 1, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		f    storage.Filter
		want []int
	}{
		"all":               {storage.Filter{}, []int{0, 1, 2, 3}},
		"newest":            {storage.Filter{Newest: true}, []int{3, 2, 1, 0}},
		"limit":             {storage.Filter{Limit: 2}, []int{0, 1}},
		"newest with limit": {storage.Filter{Newest: true, Limit: 1}, []int{3}},
		"site":              {storage.Filter{SiteIDs: []string{"south", "west"}}, []int{2, 3}},
		"language":          {storage.Filter{Languages: []string{"es"}}, []int{1, 2}},
		"exact language":    {storage.Filter{Languages: []string{"es-MX"}}, []int{1}},
		"since":             {storage.Filter{Since: feb}, []int{1, 2, 3}},
		"until":             {storage.Filter{Until: feb}, []int{0}},
		"all at once":       {storage.Filter{SiteIDs: []string{site}, Languages: []string{"es"}, Since: feb, Until: feb.Add(time.Second)}, []int{1}},
	} {
		var got, want []string
		for _, r := range collect(t, s.Articles(t.Context(), c.f)) {
			got = append(got, r.Article.URL)
		}
		for _, n := range c.want {
			want = append(want, address(n))
		}
		same(t, name, want, got)
	}
}

// Shards part the articles: each is in one of them.
func shards(t *testing.T, s Store) {
	const n, of = 23, 4
	saveArticles(t, s, n)
	seen := map[string]int{}
	for shard := range of {
		rows := collect(t, s.Articles(t.Context(), storage.Filter{Shards: of, Shard: shard}))
		if len(rows) < n/of-1 || len(rows) > n/of+2 {
			t.Errorf("shard %d of %d has %d of %d articles", shard, of, len(rows), n)
		}
		for _, r := range rows {
			seen[r.Article.ID]++
		}
	}
	if len(seen) != n {
		t.Errorf("%d articles in all shards, want %d", len(seen), n)
	}
	for id, times := range seen {
		if times != 1 {
			t.Errorf("article %s is in %d shards", id, times)
		}
	}
}

func changes(t *testing.T, s Store) {
	saveArticles(t, s, 3)
	rows := collect(t, s.Articles(t.Context(), storage.Filter{}))
	for i := 1; i < len(rows); i++ {
		if rows[i].Seq <= rows[i-1].Seq {
			t.Errorf("numbers of changes don't grow: %d after %d", rows[i].Seq, rows[i-1].Seq)
		}
	}
	last := rows[2].Seq
	a := article(0)
	a.Title = "Changed"
	save(t, s, visit(a, start().Add(time.Hour)))
	after := collect(t, s.Articles(t.Context(), storage.Filter{AfterSeq: last}))
	if len(after) != 1 || after[0].Article.ID != a.ID || after[0].Seq <= last {
		t.Errorf("what changed after %d: %+v", last, after)
	}
	same(t, "last change", after[0].Seq, must(s.LastSeq(t.Context()))(t))
}

func leftEarly(t *testing.T, s Store) {
	saveArticles(t, s, 5)
	for range 30 { // more often than there can be connections
		for r, err := range s.Articles(t.Context(), storage.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			must(s.Article(t.Context(), r.Article.ID))(t)
			break
		}
	}
	save(t, s, visit(article(9), start()))
}

func lookup(t *testing.T, s Store) {
	a, b := article(1), article(2)
	a.ID, b.ID = "abcdef123456", "abcdef987654"
	v := visit(a, start())
	v.Aliases = []string{"https://amp.north.example/story-1?x=1"}
	save(t, s, v)
	save(t, s, visit(b, start()))
	for key, want := range map[string]string{
		"abcdef123456": a.ID, "abcdef1": a.ID, "abcdef9": b.ID, address(1): a.ID, address(2) + "#top": b.ID,
		"https://amp.north.example/story-1?x=1": a.ID,
	} {
		if got := must(s.Article(t.Context(), key))(t); got.ID != want {
			t.Errorf("Article(%q) is %s, want %s", key, got.ID, want)
		}
	}
	for key, want := range map[string]error{
		"abcdef": storage.ErrAmbiguous, "abcde": storage.ErrNotFound, "": storage.ErrNotFound,
		"ffffffff": storage.ErrNotFound, "abcdef%": storage.ErrNotFound, "https://north.example/none": storage.ErrNotFound,
	} {
		if _, err := s.Article(t.Context(), key); !errors.Is(err, want) {
			t.Errorf("Article(%q) gives %v, want %v", key, err, want)
		}
	}
}

func cursors(t *testing.T, s Store) {
	ctx := t.Context()
	same(t, "a new cursor", int64(0), must(s.Cursor(ctx, "nightly"))(t))
	for _, seq := range []int64{5, 3} {
		if err := s.SetCursor(ctx, "nightly", seq); err != nil {
			t.Fatal(err)
		}
		same(t, "cursor", seq, must(s.Cursor(ctx, "nightly"))(t))
	}
	same(t, "another cursor", int64(0), must(s.Cursor(ctx, "weekly"))(t))
}
