package crawler

import "testing"

func TestFilesAndHeadlines(t *testing.T) {
	for u, want := range map[string]bool{
		"https://a.example/blog/how-we-moved-our-site-to-node.js":  false,
		"https://a.example/a-short-history-of-the-web-and-xml.xml": false,
		"https://a.example/assets/vendor-main-2.min.js":            true,
		"https://a.example/news-sitemap.xml":                       true,
		"https://a.example/the-whole-report-of-the-council.pdf":    true,
		"https://a.example/story.html":                             false,
	} {
		if got := isFile(u); got != want {
			t.Errorf("%s: %v", u, got)
		}
	}
}
