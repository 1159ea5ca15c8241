package extract_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydesk/extract"
	"copydesk/fixtures"
)

const demoBase = "http://127.0.0.1:8080"

// fromDemo extracts a page of the built-in site.
func fromDemo(t *testing.T, d *fixtures.DemoSite, path string) *extract.Article {
	t.Helper()
	w := httptest.NewRecorder()
	d.ServeHTTP(w, httptest.NewRequest(http.MethodGet, demoBase+path, nil))
	a, err := extract.FromPage(extract.Page{URL: demoBase + path, ContentType: w.Header().Get("Content-Type"), Status: w.Code,
		Body: w.Body.Bytes(), FetchedAt: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)}, nil)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return a
}

// Every article of the built-in site comes out as its writer wrote it, in the
// markup of seven publishing systems and three languages.
func TestDemoArticles(t *testing.T) {
	d := fixtures.Demo()
	for _, want := range d.Want() {
		t.Run(strings.Trim(want.Path, "/"), func(t *testing.T) {
			a := fromDemo(t, d, want.Path)
			if !a.IsArticle() {
				t.Errorf("not taken for an article: %s %+v", a.PageType, a.Quality)
			}
			if a.Title != want.Title {
				t.Errorf("title %q, want %q", a.Title, want.Title)
			}
			if !slices.Equal(a.Authors, want.Authors) && !unsigned(want, a) {
				t.Errorf("authors %q, want %q", a.Authors, want.Authors)
			}
			if a.DatePublished != want.DatePublished || a.DateModified != want.DateModified {
				t.Errorf("dates %q, %q, want %q, %q", a.DatePublished, a.DateModified, want.DatePublished, want.DateModified)
			}
			if a.Language != want.Language {
				t.Errorf("language %q, want %q", a.Language, want.Language)
			}
			compareText(t, want, a.Text)
		})
	}
}

// unsigned says whether nobody signed an article, and only the desk or the
// paper that its page declares is named.
func unsigned(want fixtures.Want, a *extract.Article) bool {
	return len(want.Authors) == 0 && len(a.Authors) == 1 && (a.Authors[0] == a.SiteName || a.Authors[0] == "Redaktion")
}

// compareText holds a text against what was written. Live blogs keep their
// entries' times; a gallery, a video and a paywalled page may keep the line
// printed under the headline or the player.
func compareText(t *testing.T, want fixtures.Want, got string) {
	t.Helper()
	wanted := want.Text
	if len(want.FirstPage) > 0 {
		wanted = want.FirstPage
	}
	got = strings.TrimPrefix(got, want.Subtitle+"\n\n") // a standfirst right above the text may stay with it
	switch want.Kind {
	case "live", "gallery", "video", "paywall":
		for _, p := range strings.Split(wanted, "\n\n") {
			if !strings.Contains(got, p) {
				t.Errorf("lost: %q", p)
			}
		}
		if extra := len(strings.Fields(got)) - len(strings.Fields(wanted)); extra > 120 {
			t.Errorf("%d words too many:\n%s", extra, got)
		}
	default:
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("text (-want +got):\n%s", diff)
		}
	}
}

// None of the site's other pages is taken for an article: fronts, tags,
// authors, search, login, consent, what isn't there.
func TestDemoOtherPages(t *testing.T) {
	d := fixtures.Demo()
	for _, path := range d.NotArticles() {
		w := httptest.NewRecorder()
		d.ServeHTTP(w, httptest.NewRequest(http.MethodGet, demoBase+path, nil))
		if !strings.Contains(w.Header().Get("Content-Type"), "html") || w.Code >= 300 {
			continue // feeds, sitemaps, redirects
		}
		if a := fromDemo(t, d, path); a.IsArticle() {
			t.Errorf("%s: taken for an article: %s, %d words, %+v", path, a.PageType, a.WordCount, a.Quality)
		}
	}
}
