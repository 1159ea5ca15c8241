package crawler

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copydesk/crawler/site"
	"copydesk/fixtures"
)

// inMemory answers requests without a network.
type inMemory struct{ http.Handler }

func (m inMemory) RoundTrip(req *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	m.ServeHTTP(rec, req)
	resp := rec.Result()
	resp.Request = req
	return resp, nil
}

// The demo site has every article under several addresses: each is stored
// once, whole, and never revised; the second run stores nothing.
func TestDemo(t *testing.T) {
	demo := fixtures.Demo()
	const base = "http://demo.example"
	f, err := site.Parse("demo", demo.SitesFile(base), nil)
	if err != nil {
		t.Fatal(err)
	}
	f.Sites[0].Policy.AllowPrivate = false // nothing is fetched from a socket
	store := openStore(t)
	want := demo.Want()
	for i, n := range []int{len(want), 0} {
		sum, err := Run(t.Context(), f.Sites, store, Options{Transport: inMemory{demo}})
		if err != nil {
			t.Fatal(err)
		}
		one := sum.Sites[0]
		if one.New != n || one.Revised != 0 || one.Failed != 0 || len(one.Notes) != 0 {
			t.Errorf("run %d: %d new, want %d; %+v", i+1, one.New, n, one)
		}
	}
	for _, w := range want {
		a, err := store.Article(t.Context(), base+w.Path)
		if err != nil {
			t.Errorf("%s: %v", w.Path, err)
			continue
		}
		if a.URL != base+w.Path || a.Revision != 1 {
			t.Errorf("%s is stored from %s, revision %d", w.Path, a.URL, a.Revision)
		}
		if w.Kind != "multipage" {
			continue
		}
		if w.FirstPage == w.Text {
			t.Errorf("%s has one page: the test shows nothing", w.Path)
		}
		if diff := cmp.Diff(w.Text, a.Text); diff != "" {
			t.Errorf("%s (-want +got):\n%s", w.Path, diff)
		}
	}
}
