package crawler

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"copydesk/storage/sqlite"
)

// A server in trouble, which can be reached and answers nothing but errors,
// costs a run minutes and a handful of requests; the next run that finds it well
// brings everything.
func TestOutage(t *testing.T) {
	for _, c := range []struct {
		name     string
		status   int
		wellFor  int // answers before the trouble begins
		requests int // at most
		most     time.Duration
		failed   bool // the site, and not only pages
	}{
		{name: "503 from the beginning", status: 503, requests: 6, most: 4 * time.Minute, failed: true},
		{name: "500 from the beginning", status: 500, requests: 6, most: 4 * time.Minute, failed: true},
		{name: "503 in the middle", status: 503, wellFor: 5, requests: 16, most: 15 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			sick, answers := true, 0
			trouble := func(path string) (*http.Response, error) {
				if answers++; !sick || path == "/robots.txt" || answers <= c.wellFor+1 {
					return nil, nil
				}
				return &http.Response{StatusCode: c.status, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody}, nil
			}
			sickRun(t, withFeed, trouble, func(s *fakeSite, store *sqlite.Store, run func() SiteSummary) {
				one := run()
				if n := len(s.hits) - 1 - c.wellFor; n > c.requests || one.Took > c.most { // robots.txt is one
					t.Errorf("%d requests in vain, %v", n, one.Took)
				}
				if failed := one.Err != nil; failed != c.failed || one.Failed == 0 {
					t.Errorf("error %v, %d failed, notes %q", one.Err, one.Failed, one.Notes)
				}
				if notes := strings.Join(one.Notes, "\n"); !c.failed && !strings.Contains(notes, "nothing came for") {
					t.Errorf("notes: %q", notes)
				}
				sick = false
				time.Sleep(24 * time.Hour)
				if one := run(); one.Err != nil || one.Failed != 0 || len(storedArticles(t, store)) != 6 || one.Took > time.Minute {
					t.Errorf("a day later: %v, %d failed, %d stored, %v", one.Err, one.Failed, len(storedArticles(t, store)), one.Took)
				}
			})
		})
	}
}
