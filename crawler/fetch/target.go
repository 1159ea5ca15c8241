package fetch

import (
	"net/url"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// maxURL is the longest URL that is asked for.
const maxURL = 8 << 10

// target is a URL that is to be asked for, parsed once.
type target struct {
	href      string // without userinfo and fragment
	scheme    string
	host      string // name or address, without brackets
	port      int
	authority string // host, and port when it isn't the scheme's own
	parsed    *whatwg.Url
	url       *url.URL
}

func parseTarget(raw string) (*target, error) {
	if err := checkRaw(raw); err != nil {
		return nil, err
	}
	u, err := whatwg.Parse(raw)
	if err != nil {
		return nil, &RefusedError{URL: clip(raw), Rule: RuleURL, Detail: "not a valid URL"}
	}
	return newTarget(u)
}

func checkRaw(raw string) error {
	switch {
	case len(raw) > maxURL:
		return &RefusedError{URL: clip(raw), Rule: RuleURL, Detail: "longer than 8 KiB"}
	case strings.Count(raw, "@") > 16: // makes parsing quadratic
		return &RefusedError{URL: clip(raw), Rule: RuleURL, Detail: "not a valid URL"}
	}
	return nil
}

func clip(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}

// resolve parses a redirect's address.
func (t *target) resolve(location string) (*target, error) {
	if err := checkRaw(location); err != nil {
		return nil, err
	}
	u, err := t.parsed.Parse(location)
	if err != nil {
		return nil, &RefusedError{URL: t.href, Rule: RuleURL, Detail: "redirects to what is no URL"}
	}
	return newTarget(u)
}

func newTarget(u *whatwg.Url) (*target, error) {
	if s := u.Scheme(); s != "http" && s != "https" {
		return nil, &RefusedError{URL: clip(u.Href(true)), Rule: RuleScheme, Detail: "only http and https are fetched"}
	}
	u.SetUsername("")
	u.SetPassword("")
	t := &target{href: u.Href(true), scheme: u.Scheme(), host: strings.Trim(u.Hostname(), "[]"), authority: u.Host(), parsed: u}
	t.port = u.DecodedPort()
	if t.port == 0 {
		t.port = 443
		if t.scheme == "http" {
			t.port = 80
		}
	}
	var err error
	if t.url, err = url.Parse(t.href); err != nil || t.host == "" {
		return nil, &RefusedError{URL: clip(t.href), Rule: RuleURL, Detail: "not a valid URL"}
	}
	return t, nil
}

// hostOf is the host name of a URL, "" when it has none.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// robotsURL is where the target's robots.txt is.
func (t *target) robotsURL() string { return t.scheme + "://" + t.authority + "/robots.txt" }

// robotsKey is the store's row for it: by scheme, of which https needs no name.
func (t *target) robotsKey() string {
	if t.scheme == "https" {
		return t.authority
	}
	return t.scheme + "://" + t.authority
}
