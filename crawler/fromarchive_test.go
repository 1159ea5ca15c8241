package crawler

import (
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
	"copydesk/storage"
	"copydesk/storage/sqlite"
)

// archived is an answer as an archive has it.
func archived(url, page string, at time.Time) *fetch.Response {
	return &fetch.Response{URL: url, FinalURL: url, Status: 200, ContentType: "text/html", Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte(page), Started: at}
}

func answersOf(list ...*fetch.Response) iter.Seq2[*fetch.Response, error] {
	return func(yield func(*fetch.Response, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// A crawl from an archive leaves what a crawl from the network leaves: the
// later state is the later revision, whatever core is quicker, and what was
// stored is passed over.
func TestFromArchive(t *testing.T) {
	const n, states = 12, 4
	store := openStore(t)
	start := in2026()
	var list []*fetch.Response
	for _, host := range []string{"a.example", "b.example"} {
		f := newFakeSite(host, n, in2026)
		for state := range states {
			for i := range n {
				list = append(list, archived(f.url(i), f.article(i, fmt.Sprint("edited ", number(state))), start.Add(time.Duration(state)*time.Hour)))
			}
		}
	}
	list = append(list, &fetch.Response{URL: "https://a.example/x", FinalURL: "https://a.example/x", Status: 404, ContentType: "text/html", Body: []byte("gone")})
	sites := oneSite(t, "  - {id: north, home: 'https://a.example/', articles: {max_age: 1h}}\n")
	sum, err := FromArchive(t.Context(), answersOf(list...), sites, store, Options{Now: in2026})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Others != 1 || sum.Older+sum.Damaged != 0 || len(sum.Sites) != 2 {
		t.Errorf("%+v", sum)
	}
	articles := 0
	for row, err := range store.Articles(t.Context(), storage.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		articles++
		a := row.Article
		if a.Revision != states || !strings.HasSuffix(a.Title, number(states-1)) || a.SiteID != map[string]string{"a.example": "north", "b.example": "b.example"}[a.Host] {
			t.Errorf("%s of %s is at revision %d: %s", a.URL, a.SiteID, a.Revision, a.Title)
		}
	}
	if articles != 2*n {
		t.Errorf("%d articles, want %d", articles, 2*n)
	}
	again, err := FromArchive(t.Context(), answersOf(list...), sites, store, Options{Now: in2026})
	if err != nil || again.Older != 2*n*states || len(again.Sites) != 0 {
		t.Errorf("read again: %+v, %v", again, err)
	}
	if problems, err := store.Check(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("%q, %v", problems, err)
	}
}

// The pages of an article that is spread over several come one by one.
func TestFromArchiveJoins(t *testing.T) {
	f := newFakeSite("a.example", 6, in2026)
	paths := inPages(f, 2)
	at := in2026()
	var list []*fetch.Response
	for i := range 6 {
		list = append(list, archived(f.url(i), f.pages[f.path(i)], at))
		if i != 2 {
			continue
		}
		for k, p := range paths {
			list = append(list, archived("https://a.example"+p, f.pages[p], at.Add(time.Duration(k+1)*time.Second)))
		}
	}
	for name, order := range map[string][]*fetch.Response{"whole": list, "cut before its last page": list[:2+len(paths)]} {
		t.Run(name, func(t *testing.T) {
			store := openStore(t)
			for range 2 {
				if _, err := FromArchive(t.Context(), answersOf(order...), nil, store, Options{Now: in2026}); err != nil {
					t.Fatal(err)
				}
			}
			a, err := store.Article(t.Context(), f.url(2))
			if err != nil {
				t.Fatal(err)
			}
			if blocks := strings.Count(a.Text, "\n\n") + 1; a.Revision != 1 || blocks != len(order)-len(list)+len(paths)+1 && name == "whole" {
				t.Errorf("revision %d, %d blocks", a.Revision, blocks)
			}
			page := latest(t, store, a.ID)
			further, err := store.FurtherPages(t.Context(), page.ID)
			if err != nil || len(further) == 0 {
				t.Errorf("%d further pages, %v", len(further), err)
			}
		})
	}
}

func latest(t *testing.T, store *sqlite.Store, id string) storage.PageRecord {
	t.Helper()
	p, err := store.LatestPage(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFromArchiveStops(t *testing.T) {
	f := newFakeSite("a.example", 6, in2026)
	store := openStore(t)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	var list []*fetch.Response
	for i := range 6 {
		list = append(list, archived(f.url(i), f.article(i, ""), in2026()))
	}
	if _, err := FromArchive(t.Context(), answersOf(list...), []site.Site{}, store, Options{}); err == nil {
		t.Error("a store that is closed is no trouble")
	}
}

// A run over an archive that has a deadline ends with it, and the next one goes
// on.
func TestFromArchiveDeadline(t *testing.T) {
	store, f := openStore(t), newFakeSite("a.example", 9, in2026)
	var list []*fetch.Response
	for i := range 9 {
		list = append(list, archived(f.url(i), f.article(i, ""), in2026().Add(time.Duration(i)*time.Minute)))
	}
	asked := 0
	counted := func(yield func(*fetch.Response, error) bool) {
		for _, r := range list {
			if asked++; !yield(r, nil) {
				return
			}
		}
	}
	opts := Options{Now: in2026, Deadline: in2026()}
	sum, err := FromArchive(t.Context(), counted, nil, store, opts)
	if err != nil || !sum.DeadlineReached || asked != 1 || len(storedArticles(t, store)) != 0 {
		t.Errorf("%+v, %v after %d", sum, err, asked)
	}
	opts.Deadline = in2026().Add(time.Hour)
	sum, err = FromArchive(t.Context(), counted, nil, store, opts)
	if err != nil || sum.DeadlineReached || len(storedArticles(t, store)) != 9 {
		t.Errorf("%+v, %v", sum, err)
	}
}
