package storage

import (
	"strings"

	"copydesk/extract"
)

// Weigh says what a fresh page means for the stored article that it is. The
// same page seen again is for judge; of two addresses of one article the main
// one has the word: an AMP, print or tracking address never replaces what the
// main page gave, and the main page replaces what such a variant gave.
func Weigh(old, fresh *extract.Article, judge func(old, fresh *extract.Article) Change) Change {
	if isSamePage(old, fresh) {
		return judge(old, fresh)
	}
	switch was, is := isMain(old), isMain(fresh); {
	case !is, fresh.CanonicalURL == "" && old.CanonicalURL != "" && !sameAddress(old.CanonicalURL, fresh.URL):
		return Alias
	case was:
		return judge(old, fresh) // the article has moved
	case isLess(old, fresh):
		return Keep
	}
	return Replace
}

// isSamePage says whether both came from one address, asked for or arrived at.
func isSamePage(old, fresh *extract.Article) bool {
	return sameAddress(old.URL, fresh.URL) || sameAddress(old.RequestedURL, fresh.RequestedURL)
}

// isMain says whether the page calls its own address, or the one that led to
// it, the article's; a page that says nothing is taken for the main one.
func isMain(a *extract.Article) bool {
	return a.CanonicalURL == "" || sameAddress(a.CanonicalURL, a.URL) || sameAddress(a.CanonicalURL, a.RequestedURL)
}

// sameAddress compares addresses apart from what servers take for the same:
// scheme, www., the fragment and the last slash.
func sameAddress(a, b string) bool {
	return a != "" && b != "" && bare(a) == bare(b)
}

func bare(u string) string {
	if _, rest, ok := strings.Cut(u, "://"); ok {
		u = rest
	}
	u, _, _ = strings.Cut(u, "#")
	host, path, _ := strings.Cut(strings.TrimPrefix(u, "www."), "/")
	return strings.ToLower(host) + "/" + strings.TrimSuffix(path, "/")
}
