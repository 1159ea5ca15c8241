package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"copydesk/storage/sqlite"
)

// An index that names a sitemap a month, without dates: those of the past are
// read once, this month's goes on being read.
func TestSitemapsOfPastMonths(t *testing.T) {
	inBubble(t, 3, func(t *testing.T, s *fakeSite, _ *sqlite.Store, run func(Options, string) Summary) {
		s.robots = "Sitemap: https://a.example/sitemap.xml"
		now := in2026()
		var index strings.Builder
		for i := range 12 {
			fmt.Fprintf(&index, "<sitemap><loc>https://a.example/sitemap-%s.xml</loc></sitemap>", now.AddDate(0, -i, 1-now.Day()).Format("2006-01"))
		}
		s.sitemap = "<sitemapindex>" + index.String() + "</sitemapindex>"
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasPrefix(r.URL.Path, "/sitemap-") {
				return false
			}
			_, _ = fmt.Fprintf(w, "<urlset><url><loc>https://a.example/old-story-of-%s</loc></url></urlset>", strings.Trim(r.URL.Path, "/"))
			return true
		}
		for range 24 {
			run(Options{}, plainEntry)
			time.Sleep(time.Hour)
		}
		for i := range 12 {
			path := "/sitemap-" + now.AddDate(0, -i, 1-now.Day()).Format("2006-01") + ".xml"
			if n := s.asked(path); i > 2 && n != 1 || i == 0 && n < 2 {
				t.Errorf("%s was asked for %d times in a day", path, n)
			}
		}
	})
}
