package discover

import (
	"net/url"
	"strconv"
	"strings"
)

// WellKnownFeeds are the places where sites that don't say so have a feed.
func WellKnownFeeds(home string) []string {
	return join(home, "/feed/", "/rss.xml", "/feed.xml", "/rss", "/atom.xml", "/index.xml", "/feeds/posts/default", "/feed.json")
}

// WellKnownSitemaps are the places where sites that don't say so have a
// sitemap.
func WellKnownSitemaps(home string) []string {
	return join(home, "/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml", "/wp-sitemap.xml")
}

func join(home string, paths ...string) []string {
	u, err := url.Parse(home)
	if err != nil {
		return nil
	}
	var out []string
	for _, p := range paths {
		out = append(out, u.Scheme+"://"+u.Host+p)
	}
	return out
}

// PageNumber says which page of a list a URL is, 0 when it is none.
func PageNumber(u string) int {
	p, err := url.Parse(u)
	if err != nil {
		return 0
	}
	for k, v := range p.Query() {
		if isPageKey(k) && len(v) == 1 {
			if n, err := strconv.Atoi(v[0]); err == nil && n >= 0 && n < 1e6 {
				return max(n, 1)
			}
		}
	}
	segments := strings.Split(strings.Trim(p.Path, "/"), "/")
	if n := len(segments); n >= 2 && isPageKey(segments[n-2]) {
		if i, err := strconv.Atoi(segments[n-1]); err == nil && i > 0 && i < 1e6 {
			return i
		}
	}
	return 0
}

// isPageKey knows the names that lists' page numbers go by.
func isPageKey(k string) bool {
	switch strings.ToLower(k) {
	case "page", "paged", "pg", "pagina", "página", "seite", "pagenum", "page_number", "currentpage", "pageno", "p", "start", "offset", "strona", "sida", "stranica":
		return true
	}
	return false
}
