package main

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"copydesk/fixtures/hostile"
)

// Each hostile site, by the real program: its good stories are stored whatever
// else it does, within time, memory and number of requests, and the next run
// goes on from there.
func TestHostileCrawl(t *testing.T) {
	slots := make(chan struct{}, 3)
	for i, s := range hostile.Sites() {
		if i%hostileStride(4) != 0 {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			slots <- struct{}{}
			defer func() { <-slots }()
			var mu sync.Mutex
			asked := 0
			srv := s.Start(func(string) { mu.Lock(); asked++; mu.Unlock() })
			defer closeNow(srv)
			dir := t.TempDir()
			writeSite(t, dir, srv.URL+"/", 60)
			r := runMeasured(t, dir, nil, "crawl", "--summary-json", "sum.json")
			mu.Lock()
			checkSite(t, &s, r, asked)
			mu.Unlock()
			checkStored(t, dir, s.Least, max(s.Least, s.Most))
		})
	}
}

func closeNow(srv *httptest.Server) {
	srv.CloseClientConnections()
	srv.Close()
}

// writeSite writes a sites file of one site that is crawled without waits.
func writeSite(t *testing.T, dir, home string, pages int) {
	t.Helper()
	config := fmt.Sprintf(`version: 1
defaults:
  delay: 0s
  allow_private: true
  limits: {connect: 3s, answer: 2s, idle: 2s, page: 5s}
sites:
  - {id: hostile, home: %q, max_pages: %d}
`, home, pages)
	if err := os.WriteFile(filepath.Join(dir, "copydesk.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
}

func checkSite(t *testing.T, s *hostile.Site, r hostileRun, asked int) {
	t.Helper()
	t.Logf("%v, %d MB, %d requests, exit code %d, stderr %.300q", r.took.Round(time.Millisecond), r.peak, asked, r.code, r.stderr)
	if r.code != s.Code {
		t.Errorf("exit code %d, want %d", r.code, s.Code)
	}
	if !strings.Contains(r.stderr, s.Says) {
		t.Errorf("it doesn't say %q", s.Says)
	}
	for line := range strings.Lines(r.stderr) {
		line = strings.TrimSuffix(line, "\n")
		if utf8.RuneCountInString(line) > 400 || strings.ContainsFunc(line, unicode.IsControl) || strings.Contains(line, "goroutine ") {
			t.Errorf("not a line for a terminal: %.300q", line)
		}
	}
	within, peak, most := s.Within, s.Peak, s.MaxAsk
	if within == 0 {
		within = hostile.PerSite
	}
	if peak == 0 {
		peak = hostile.PerSitePeak
	}
	if most == 0 {
		most = 150
	}
	if r.took > within*raceScale {
		t.Errorf("took %v, may take %v", r.took, within)
	}
	if raceScale == 1 && r.peak > peak {
		t.Errorf("took %d MB, may take %d", r.peak, peak)
	}
	if asked > most {
		t.Errorf("%d requests, at most %d may be made", asked, most)
	}
}

// checkStored asks the database for its articles and its health.
func checkStored(t *testing.T, dir string, least, most int) {
	t.Helper()
	out := runMeasured(t, dir, nil, "export", "--fields", "url,title")
	if n := strings.Count(out.stdout, "\n"); out.code != 0 || n < least || n > most {
		t.Errorf("%d articles are stored, want %d to %d: exit code %d, %.800s %s", n, least, most, out.code, out.stdout, out.stderr)
	}
	if r := runMeasured(t, dir, nil, "db", "check"); r.code != 0 {
		t.Errorf("db check: exit code %d, %s", r.code, r.stderr)
	}
}

// onSite says whether a page, the n-th of all, is on the site: every page with
// COPYDESK_HOSTILE=all, which takes minutes, since a network's failures are
// tried again after 5, 20 and 80 seconds; else one in four of the others.
func onSite(n int, c *hostile.Case) bool {
	if os.Getenv("COPYDESK_HOSTILE") == "all" {
		return true
	}
	return c.Code != exitNetwork && n%(4*raceScale) == 0
}

// One site made of all that can be had from the hostile pages: the good among
// them are all stored, and none of the others.
func TestHostileSite(t *testing.T) {
	var cases []hostile.Case
	want := 0
	for i, c := range hostile.Cases() {
		if !onSite(i, &c) {
			continue
		}
		switch c.Group() {
		case "html", "jsonld", "field", "date", "markup", "title", "type", "charset", "packed", "bomb", "control":
			cases = append(cases, c)
			if c.Code == 0 && c.Linked() {
				want++
			}
		}
	}
	srv := hostile.Start(cases)
	defer srv.Close()
	dir := t.TempDir()
	writeSite(t, dir, srv.Home(), 1000)
	r := runMeasured(t, dir, nil, "crawl", "--summary-json", "sum.json")
	t.Logf("%v, %d MB, %d of %d pages are articles, exit code %d: %.300q", r.took, r.peak, want, len(cases), r.code, r.stderr)
	if r.code != 3 || raceScale == 1 && r.peak > 600 {
		t.Errorf("exit code %d, want 3; %d MB, 600 are allowed", r.code, r.peak)
	}
	checkStored(t, dir, want, want)
}
