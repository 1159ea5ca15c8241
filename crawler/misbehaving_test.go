package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"copydesk/storage/sqlite"
)

// Articles under several addresses, errors that pass, and servers that ask to
// wait: all are found, none is fetched twice, none before its time.
func TestMisbehavingSite(t *testing.T) {
	const n = 90
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		for _, sec := range []string{"/world", "/sport", "/culture", "/"} {
			page := s.pages[sec]
			for i := range n {
				variants := [...]string{"?utm_source=home", "?ref=sidebar", "?session_ref=abc", "/amp", "#comments"}
				if i%10 < 3 {
					page = strings.Replace(page, "</main>", fmt.Sprintf(`<a href="%s%s">again</a></main>`, s.path(i), variants[i%5]), 1)
				}
			}
			s.pages[sec] = page
		}
		first := map[string]bool{}
		closedUntil := time.Time{}
		early := 0
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			path := strings.TrimSuffix(r.URL.Path, "/amp")
			if time.Now().Before(closedUntil) {
				early++
			}
			if path != r.URL.Path {
				r.URL.Path = path
			}
			k := len(first)
			if strings.Contains(path, "decision") && !first[path] {
				first[path] = true
				switch {
				case k%12 == 3:
					w.WriteHeader(503)
					return true
				case k%20 == 7:
					closedUntil = time.Now().Add(3 * time.Second)
					w.Header().Set("Retry-After", "3")
					w.WriteHeader(429)
					return true
				}
			}
			return false
		}
		one := run(Options{}, plainEntry).Sites[0]
		got := storedArticles(t, store)
		if len(got) != n {
			t.Errorf("%d of %d articles", len(got), n)
		}
		if early > 0 {
			t.Errorf("%d requests before Retry-After was over", early)
		}
		good := map[string]int{}
		for _, h := range s.hits {
			if path, _, _ := strings.Cut(strings.TrimSuffix(h.path, "/amp"), "?"); h.status == 200 && strings.Contains(path, "decision") {
				if good[path]++; good[path] > 1 {
					t.Errorf("%s was fetched %d times, now as %s", path, good[path], h.path)
				}
			}
		}
		if s.count(429) == 0 || s.count(503) == 0 {
			t.Error("the site behaved")
		}
		t.Logf("%d requests, %+v", len(s.hits), one)
	})
}

// Calendars, growing paths and facets without end: the run ends by itself, has
// all articles, and spends at most a tenth of its requests in traps.
func TestTraps(t *testing.T) {
	const n = 90
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		traps := `<a href="/calendar/2026/3">calendar</a><a href="/deep/x1">deep</a><a href="/list?color=c1">list</a>`
		for p, page := range s.pages {
			s.pages[p] = strings.Replace(page, "</body>", traps+"</body>", 1)
		}
		inTrap := 0
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			var links string
			switch {
			case strings.HasPrefix(r.URL.Path, "/calendar/"):
				var y, m int
				fmt.Sscanf(r.URL.Path, "/calendar/%d/%d", &y, &m)
				links = fmt.Sprintf(`<a href="/calendar/%d/%d">next</a><a href="/calendar/%d/%d">previous</a>`, y, m%12+1, y-1, m)
			case strings.HasPrefix(r.URL.Path, "/deep/"):
				links = fmt.Sprintf(`<a href="%s/x%d">on</a><a href="%s/y%d">on</a>`, r.URL.Path, len(r.URL.Path), r.URL.Path, len(r.URL.Path))
			case r.URL.Path == "/list":
				for i := range 8 {
					links += fmt.Sprintf(`<a href="/list?color=c%d&size=s%d&%s">more</a>`, inTrap+i, i, r.URL.RawQuery)
				}
				links += s.list(0, 10)
			default:
				return false
			}
			inTrap++
			fmt.Fprint(w, layout("List", links))
			return true
		}
		one := run(Options{Max: 5000}, plainEntry).Sites[0]
		if got := storedArticles(t, store); len(got) != n {
			t.Errorf("%d of %d articles", len(got), n)
		}
		if inTrap == 0 || inTrap*10 > len(s.hits) {
			t.Errorf("%d of %d requests went into traps", inTrap, len(s.hits))
		}
		if len(one.Notes) == 0 || !strings.Contains(strings.Join(one.Notes, " "), "trap") {
			t.Errorf("notes: %q", one.Notes)
		}
		before := inTrap
		time.Sleep(time.Hour)
		run(Options{Max: 5000}, plainEntry)
		if inTrap-before > 8 {
			t.Errorf("the next run spent %d requests in the traps again", inTrap-before)
		}
	})
}

func TestSiteThatIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeSite("b.example", 3, in2026)
		store := openStore(t)
		sites := oneSite(t, plainEntry+"  - {id: b, home: https://b.example/, delay: 1s}\n")
		sum, err := Run(t.Context(), sites, store, Options{Now: in2026, Transport: fakeWeb{"b.example": s}})
		if err != nil {
			t.Fatal(err)
		}
		if a, b := sum.Sites[0], sum.Sites[1]; a.Error == "" || b.New != 3 || a.Requests > 2 || !sum.Failed() {
			t.Errorf("%+v\n%+v", a, b)
		}
	})
}

func TestRobotsClosed(t *testing.T) {
	inBubble(t, 5, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		s.robots = "User-agent: *\nDisallow: /"
		one := run(Options{}, plainEntry).Sites[0]
		for _, h := range s.hits {
			if h.path != "/robots.txt" {
				t.Errorf("%s was asked for", h.path)
			}
		}
		if one.Error == "" || one.New != 0 {
			t.Errorf("%+v", one)
		}
		off := run(Options{}, "  - {id: a, home: https://a.example/, delay: 1s, robots: off}\n").Sites[0]
		if off.New != 5 || !strings.Contains(strings.Join(off.Notes, " "), "robots.txt is not obeyed") {
			t.Errorf("%+v", off)
		}
	})
}

// A long Retry-After ends the site's run and is kept for the next one.
func TestLongRetryAfter(t *testing.T) {
	inBubble(t, 10, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		closed := true
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if closed && strings.Contains(r.URL.Path, "decision") {
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(503)
				return true
			}
			return false
		}
		start := time.Now()
		run(Options{}, plainEntry)
		if took := time.Since(start); took > 2*time.Minute {
			t.Errorf("waited %v", took)
		}
		hits := len(s.hits)
		run(Options{}, plainEntry)
		if len(s.hits) != hits {
			t.Errorf("%d requests before Retry-After was over", len(s.hits)-hits)
		}
		closed = false
		time.Sleep(time.Hour)
		run(Options{}, plainEntry)
		if got := storedArticles(t, store); len(got) != 10 {
			t.Errorf("%d articles", len(got))
		}
	})
}
