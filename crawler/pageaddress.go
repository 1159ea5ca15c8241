package crawler

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"copydesk/crawler/discover"
)

// FurtherPage says which page of the article at first an address is, or may be
// if IsPageOf says so of its content; 0 when it is none of its pages.
func FurtherPage(first, u string) int { return laterPage(first, u) }

// furtherPage says which page of the article at first an address is: first
// followed by /2/ or /page/2, or with a page parameter; 0 when it is none.
func furtherPage(first, u string) int {
	a, err1 := url.Parse(first)
	b, err2 := url.Parse(u)
	if err1 != nil || err2 != nil || a.Host != b.Host {
		return 0
	}
	rest, below := strings.CutPrefix(strings.TrimSuffix(b.Path, "/"), strings.TrimSuffix(a.Path, "/"))
	if !below || isFront(first) {
		return 0
	}
	if rest == "" && b.RawQuery != a.RawQuery {
		return pageParameter(a.Query(), b.Query())
	}
	if b.RawQuery != a.RawQuery {
		return 0
	}
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "/page"), "/seite")
	n, err := strconv.Atoi(strings.TrimPrefix(rest, "/"))
	if err != nil || !strings.HasPrefix(rest, "/") || n < 2 || n > 99 {
		return 0
	}
	return n
}

// addedNumber is what some sites put before the end of an article's address to
// name its later pages: -2, _2, /seite-2, -page-2.
var addedNumber = regexp.MustCompile(`^[-_,/](?:(?:seite|page|pagina|pag|part|teil|strona|sida|side|p|s)[-_/]?)?([2-9]|[1-9][0-9])$`)

// namedPage says which page of the article at first an address may be, 0 when
// it is none. Other articles' addresses differ by a number too, so that the
// pages have to say more.
func namedPage(first, u string) int {
	stem, ext := splitPage(first)
	later, laterExt := splitPage(u)
	rest, below := strings.CutPrefix(later, stem)
	if !below || laterExt != ext && laterExt != "" || isFront(first) || hasQuery(first) || hasQuery(u) {
		return 0
	}
	m := addedNumber.FindStringSubmatch(rest)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1]) // two digits at most
	return n
}

// splitPage parts an address from the ending of its file's name.
func splitPage(u string) (stem, ext string) {
	u = strings.TrimSuffix(u, "/")
	if e := path.Ext(u); len(e) > 1 && len(e) <= 6 && strings.Count(u, "/") > 2 {
		return strings.TrimSuffix(u, e), e
	}
	return u, ""
}

// laterPage says which page of the article at first an address is or may be.
func laterPage(first, u string) int {
	if n := furtherPage(first, u); n > 0 {
		return n
	}
	return namedPage(first, u)
}

// pageParameter is the page number that a query adds to another one.
func pageParameter(first, later url.Values) int {
	n := 0
	for k, v := range later {
		if slices.Equal(first[k], v) {
			continue
		}
		p := discover.PageNumber("http://a/?" + url.Values{k: v}.Encode())
		if len(first[k]) > 0 || n > 0 || p < 1 || p > 99 {
			return 0
		}
		n = p
	}
	return n
}
