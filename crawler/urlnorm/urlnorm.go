// Package urlnorm says when two URLs are one. It writes a URL in the one form
// that the frontier knows, and it refuses what can't be a page. It knows no
// network and no site beyond the parameters that a site wants kept or dropped.
//
// What it changes is safe to fetch: nothing that a server could tell apart on
// purpose is touched, so the order of parameters and a final slash stay. Key
// goes further and is for comparing only.
//
// Start at Normalizer.Resolve.
package urlnorm

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nlnwa/whatwg-url/url"
)

// MaxLength is the longest URL that is looked at, in bytes: the parser's cost
// grows faster than its input, and no server that means well needs more.
const MaxLength = 8 << 10

// Errors for links that lead to no page.
var (
	ErrTooLong = errors.New("longer than 8 KiB")
	ErrScheme  = errors.New("not http or https")
	ErrSame    = errors.New("a place on the same page")
	ErrInvalid = errors.New("not a valid URL")
)

// Config is what a site says about its URLs.
type Config struct {
	KeepParams []string // never dropped although they look like tracking; "x*" is a prefix
	DropParams []string // dropped although they look significant; "x*" is a prefix
}

// Normalizer writes URLs in their one form. It is safe for concurrent use.
type Normalizer struct {
	keep, drop names
	parser     url.Parser
}

// New returns a Normalizer.
func New(cfg Config) *Normalizer {
	return &Normalizer{
		keep:   newNames(cfg.KeepParams),
		drop:   newNames(cfg.DropParams),
		parser: url.NewParser(url.WithPercentEncodeSinglePercentSign()),
	}
}

// Base is what relative links are resolved against.
type Base struct {
	parsed *url.Url
	origin string // "https://example.org"
}

// Base parses the address that relative links of a page start from.
func (n *Normalizer) Base(raw string) (*Base, error) {
	if err := check(raw); err != nil {
		return nil, err
	}
	u, err := n.parser.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if u.Scheme() != "http" && u.Scheme() != "https" {
		return nil, ErrScheme
	}
	return &Base{parsed: u, origin: u.Scheme() + "://" + cleanHost(u)}, nil
}

// Sub is a base for a page's <base href>.
func (n *Normalizer) Sub(b *Base, href string) (*Base, error) {
	if err := check(href); err != nil {
		return nil, err
	}
	u, err := b.parsed.Parse(href)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return n.Base(u.Href(true))
}

// URL is the one form of an absolute URL.
func (n *Normalizer) URL(raw string) (string, error) {
	raw = trim(raw)
	if err := check(raw); err != nil {
		return "", err
	}
	u, err := n.parser.Parse(raw)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return n.form(u)
}

// Resolve is the one form of a link as it stands on a page.
func (n *Normalizer) Resolve(b *Base, href string) (string, error) {
	href = trim(href)
	if s, ok := plain(b.origin, href); ok {
		return s, nil
	}
	if err := check(href); err != nil {
		return "", err
	}
	if href == "" || href[0] == '#' {
		return "", ErrSame
	}
	u, err := b.parsed.Parse(href)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return n.form(u)
}

// form writes a parsed URL.
func (n *Normalizer) form(u *url.Url) (string, error) {
	if u.Scheme() != "http" && u.Scheme() != "https" {
		return "", ErrScheme
	}
	host := cleanHost(u)
	if host == "" || strings.HasPrefix(host, ":") || !n.isHost(u.Scheme(), host) {
		return "", ErrInvalid
	}
	var b strings.Builder
	b.WriteString(u.Scheme())
	b.WriteString("://")
	b.WriteString(host)
	b.WriteString(cleanPath(escapes(u.Pathname())))
	if q := n.query(escapes(u.Query())); q != "" {
		b.WriteByte('?')
		b.WriteString(q)
	}
	if b.Len() > MaxLength {
		return "", ErrTooLong
	}
	return b.String(), nil
}

// isHost says whether a host in Punycode is one: the parser writes some that
// it doesn't read.
func (n *Normalizer) isHost(scheme, host string) bool {
	if !strings.Contains(host, "xn--") {
		return true
	}
	u, err := n.parser.Parse(scheme + "://" + host + "/")
	return err == nil && cleanHost(u) == host
}

// query drops what doesn't change the page and keeps the rest as it stands.
func (n *Normalizer) query(q string) string {
	if q == "" {
		return ""
	}
	var kept []string
	for pair := range strings.SplitSeq(q, "&") {
		for strings.HasPrefix(pair, "amp;") { // "&" that was escaped once too often, or more
			pair = pair[len("amp;"):]
		}
		if pair == "" || n.dropped(pair) {
			continue
		}
		kept = append(kept, pair)
	}
	return strings.Join(kept, "&")
}

// Keeps says whether the site wants a parameter kept.
func (n *Normalizer) Keeps(name string) bool { return n.keep.has(strings.ToLower(unescape(name))) }

func (n *Normalizer) dropped(pair string) bool {
	name, value, _ := strings.Cut(pair, "=")
	name = strings.ToLower(unescape(name))
	switch {
	case n.keep.has(name):
		return false
	case n.drop.has(name):
		return true
	}
	return isTracking(name, value) || isSession(name, value)
}

// check refuses, without parsing, what is too long or no page at all.
func check(raw string) error {
	if len(raw) > MaxLength {
		return ErrTooLong
	}
	// Userinfo full of "@" makes the parser's cost quadratic.
	if strings.Count(raw, "@") > 16 {
		return ErrInvalid
	}
	if s := scheme(raw); s != "" && s != "http" && s != "https" {
		return ErrScheme
	}
	return nil
}

// scheme is the scheme that a link starts with, in lower case, or "".
func scheme(raw string) string {
	for i := 0; i < len(raw) && i < 24; i++ {
		switch c := raw[i]; {
		case c == ':' && i > 0:
			return strings.ToLower(raw[:i])
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return ""
		}
	}
	return ""
}

// plain takes the short way for the links that most pages are full of: a path
// of harmless characters, with or without the page's own origin before it.
func plain(origin, href string) (string, bool) {
	path := href
	absolute := strings.HasPrefix(href, origin)
	if absolute {
		path = href[len(origin):]
	}
	if path == "" || path[0] != '/' || len(path) > 1024 || len(path) > 1 && path[1] == '/' && !absolute {
		return "", false
	}
	for i := 0; i < len(path); i++ {
		c := path[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '/', c == '~':
		case c == '.' && path[i-1] != '/':
		default:
			return "", false
		}
	}
	if absolute {
		return href, true
	}
	return origin + path, true
}

// trim takes off what HTML allows around a link's address.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' || r == '\u00a0' || r == '\ufeff' || r == '\u200b' })
}

// cleanHost is the host with its port, without the dot of the root zone. It is
// "" for a name that ends in more dots than that one: no host has it, and what
// is left of "0.." would be read as a number.
func cleanHost(u *url.Url) string {
	name := strings.TrimSuffix(u.Hostname(), ".")
	if strings.HasSuffix(name, ".") {
		return ""
	}
	if p := u.Port(); p != "" {
		return name + ":" + p
	}
	return name
}
