package crawler

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"copydesk/storage/sqlite"
)

// An article in whose place something else stands for a while, under whatever
// status, comes once it is there.
func TestArticlesThatComeLater(t *testing.T) {
	says := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }
	}
	for name, instead := range map[string]http.HandlerFunc{
		"login":       func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) },
		"front page":  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) },
		"regret":      says(layout("Maintenance", "<h1>We'll be back soon!</h1><p>Sorry for the inconvenience but we are performing some maintenance.</p>")),
		"database":    says("<html><head><title>Database Error</title></head><body><h1>Error establishing a database connection</h1></body></html>"),
		"nothing":     says(""),
		"not there":   http.NotFound,
		"another way": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) },
		"data": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"error":"backend timeout"}`))
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, 6, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				s.feed = rssOf(s, 0, 6)
				s.pages["/"] = strings.Replace(s.pages["/"], "</head>", feedIn, 1)
				s.pages["/login"] = layout("Log in", "<h1>Log in</h1><form><input type=password></form><p>Please log in to go on reading our stories.</p>")
				sick := true
				s.before = func(w http.ResponseWriter, r *http.Request) bool {
					if !sick || !strings.Contains(r.URL.Path, "decision") {
						return false
					}
					instead(w, r)
					return true
				}
				if one := run(Options{}, plainEntry).Sites[0]; one.New != 0 {
					t.Errorf("%+v", one)
				}
				sick = false
				for range 4 {
					time.Sleep(12 * time.Hour)
					run(Options{}, plainEntry)
				}
				if got := storedArticles(t, store); len(got) != 6 {
					t.Errorf("%d articles two days later, want 6", len(got))
				}
			})
		})
	}
}

// What a feed names and never is an article is looked at a few times more, and
// counted as a failure once.
func TestWhatIsNoArticleIsLeft(t *testing.T) {
	inBubble(t, 6, func(t *testing.T, s *fakeSite, _ *sqlite.Store, run func(Options, string) Summary) {
		s.feed = rssOf(s, 0, 6)
		s.pages["/"] = strings.Replace(layout("News", "<p>Welcome.</p>"), "</head>", feedIn, 1)
		short, gone := s.path(2), s.path(3)
		s.pages[short] = layout("A word", "<p>Thank you all.</p>")
		delete(s.pages, gone)
		failed := 0
		for range 30 {
			failed += run(Options{}, plainEntry).Sites[0].Failed
			time.Sleep(12 * time.Hour)
		}
		if a, b := s.asked(short), s.asked(gone); a != 1+len(promisedWaits) || b != 1+len(promisedWaits) || failed != 1 {
			t.Errorf("asked for %d and %d times, %d failures", a, b, failed)
		}
	})
}

// A page that is named by more than a request can hold is asked for without
// that name.
func TestLongValidators(t *testing.T) {
	inBubble(t, 6, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		s.etags = false
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if len(r.Header.Get("If-None-Match")) > 8000 {
				w.WriteHeader(http.StatusRequestHeaderFieldsTooLarge)
				return true
			}
			w.Header().Set("ETag", `"`+strings.Repeat("e", 60_000)+`"`)
			return false
		}
		for range 2 {
			if one := run(Options{}, plainEntry).Sites[0]; one.Failed != 0 || one.Err != nil {
				t.Errorf("%+v", one)
			}
			time.Sleep(12 * time.Hour)
		}
		if got := storedArticles(t, store); len(got) != 6 {
			t.Errorf("%d articles", len(got))
		}
	})
}

// A site that nothing but links leads through, and that shows one page of
// regret under every address for a while, loses none of its articles.
func TestMaintenanceWithoutFeed(t *testing.T) {
	for name, instead := range map[string]string{
		"a word":  layout("Maintenance", "<h1>We'll be back soon!</h1><p>Sorry for the inconvenience but we are performing some maintenance.</p>"),
		"nothing": "<html><body></body></html>",
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, 12, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
				plain := strings.NewReplacer("the-council-takes-decision-", "", "-today", "") // addresses that may be anything's
				for path, page := range s.pages {
					delete(s.pages, path)
					s.pages[plain.Replace(path)] = plain.Replace(page)
				}
				sick := false
				s.etags = false
				s.before = func(w http.ResponseWriter, r *http.Request) bool {
					if sick && r.URL.Path != "/robots.txt" {
						_, _ = w.Write([]byte(instead))
					}
					return sick && r.URL.Path != "/robots.txt"
				}
				run(Options{Max: 4}, plainEntry) // finds links
				sick = true
				for range 2 {
					time.Sleep(4 * time.Hour)
					run(Options{}, plainEntry)
				}
				sick = false
				for range 4 {
					time.Sleep(24 * time.Hour)
					run(Options{}, plainEntry)
				}
				if got := storedArticles(t, store); len(got) != 12 {
					t.Errorf("%d articles four days later, want 12", len(got))
				}
			})
		})
	}
}

// Pages that always show the same are looked at a few times, and left.
func TestSamePageIsLeft(t *testing.T) {
	inBubble(t, 6, func(t *testing.T, s *fakeSite, _ *sqlite.Store, run func(Options, string) Summary) {
		same := []string{"/one", "/two", "/three"}
		for _, path := range same {
			s.pages["/"] = strings.Replace(s.pages["/"], "</main>", `<a href="`+path+`">more</a></main>`, 1)
			s.pages[path] = layout("Subscribe", "<p>Subscribe to read on.</p>")
		}
		for range 30 {
			run(Options{}, plainEntry)
			time.Sleep(12 * time.Hour)
		}
		for i, path := range same {
			if n, most := s.asked(path), 1+len(promisedWaits); n < most || i > 0 && n > most || n > most+1 { // the first one twice at once
				t.Errorf("%s was asked for %d times", path, n)
			}
		}
	})
}
