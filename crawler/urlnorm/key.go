package urlnorm

import (
	"slices"
	"strings"
)

// Key is a URL's identity for comparing: two URLs of one article mostly have
// the same key, though they are fetched as they stand. It takes a normalised
// URL and forgets the scheme, the hosts "www", "m" and "amp", the mark of an
// AMP or print view, the name of an index file, a final slash and the order of
// parameters. A key is not an address.
func Key(u string) string {
	_, rest, ok := strings.Cut(u, "://")
	if !ok {
		return u
	}
	rest, query, _ := strings.Cut(rest, "?")
	host, path, _ := strings.Cut(rest, "/")
	host = keyHost(host)
	path = keyPath("/" + path)
	q := keyQuery(query)
	if q == "" {
		return host + path
	}
	return host + path + "?" + q
}

// SameArticle says whether two normalised URLs most likely lead to the same
// article.
func SameArticle(a, b string) bool { return Key(a) == Key(b) }

func keyHost(host string) string {
	for _, p := range [...]string{"www.", "m.", "mobile.", "amp.", "touch.", "wap."} {
		if rest, ok := strings.CutPrefix(host, p); ok && strings.Contains(rest, ".") {
			return rest
		}
	}
	return host
}

func keyPath(path string) string {
	path = strings.TrimRight(path, "/")
	for _, s := range [...]string{"/amp", "/amp.html", "/print", "/index.html", "/index.htm", "/index.php", ".amp", "/default.aspx"} {
		if rest, ok := strings.CutSuffix(path, s); ok && rest != "" {
			path = rest
			break
		}
	}
	for _, s := range [...]string{".amp.html", "-amp.html", "_amp.html"} {
		if rest, ok := strings.CutSuffix(path, s); ok {
			path = rest + ".html"
			break
		}
	}
	if rest, ok := strings.CutPrefix(path, "/amp/"); ok {
		path = "/" + rest
	}
	return path
}

func keyQuery(query string) string {
	if query == "" {
		return ""
	}
	var pairs []string
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if isView(strings.ToLower(name), strings.ToLower(value)) {
			continue
		}
		pairs = append(pairs, pair)
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// isView says whether a parameter only chooses how the same article is shown.
func isView(name, value string) bool {
	switch name {
	case "amp", "print", "printable", "mobile", "nomobile", "noamp":
		return value == "" || value == "1" || value == "true" || value == "y" || value == "yes" || value == "mobile"
	case "outputtype", "output", "view", "format", "mode", "layout", "type":
		return value == "amp" || value == "print" || value == "mobile" || value == "amphtml" || value == "printer"
	}
	return false
}
