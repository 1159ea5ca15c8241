package crawler

import (
	"fmt"
	"strings"
	"testing"

	"copydesk/storage/sqlite"
)

// Pages that a sitemap names and that aren't there fail alone: the crawl goes
// on to the others, whichever come first.
func TestDeadPagesOfSitemap(t *testing.T) {
	inBubble(t, 30, func(t *testing.T, s *fakeSite, _ *sqlite.Store, run func(Options, string) Summary) {
		var dead strings.Builder
		for i := range 5 {
			fmt.Fprintf(&dead, "<url><loc>https://%s/gone-%c</loc></url>", s.host, 'a'+i)
		}
		s.feed = ""
		s.sitemap = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + dead.String() + "</urlset>"
		one := run(Options{}, plainEntry).Sites[0]
		if one.New != 30 || one.Failed != 5 || one.Err != nil {
			t.Errorf("%d new, %d failed, error %v", one.New, one.Failed, one.Err)
		}
	})
}
