// Package discover finds links in bytes: in feeds, sitemaps and parsed pages.
// It learns from a site's own feeds and sitemaps what the address of an
// article looks like, and notices when links lead into a trap. It fetches
// nothing and stores nothing.
//
// Start at Walk for pages, ParseFeed and ReadSitemap for the rest.
package discover

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"golang.org/x/net/html/charset"
)

// Errors of feeds and sitemaps.
var (
	ErrNotFeed    = errors.New("not a feed")
	ErrNotSitemap = errors.New("not a sitemap")
)

// Entry is an address that a feed or sitemap names.
type Entry struct {
	URL     string    // as written; not resolved
	LastMod time.Time // zero when not said, or not to be believed
	Title   string
	Date    string // when it was published, as written
	Author  string // as written
	News    bool   // stands in a news sitemap: an article for certain
}

// Format is what a body is.
type Format string

// The formats.
const (
	FormatUnknown Format = ""
	FormatFeed    Format = "feed"
	FormatSitemap Format = "sitemap"
	FormatIndex   Format = "sitemap index"
	FormatText    Format = "text"
	FormatHTML    Format = "html"
)

// Sniff tells what a body is from its root element.
func Sniff(body []byte) Format {
	body = utf8Of(body)
	trimmed := bytes.TrimLeft(body, " \t\r\n\x00")
	switch {
	case len(trimmed) == 0:
		return FormatUnknown
	case trimmed[0] == '{':
		if bytes.Contains(trimmed[:min(len(trimmed), 4096)], []byte("jsonfeed.org/version")) {
			return FormatFeed
		}
		return FormatUnknown
	case trimmed[0] != '<':
		if bytes.HasPrefix(trimmed, []byte("http://")) || bytes.HasPrefix(trimmed, []byte("https://")) {
			return FormatText
		}
		return FormatUnknown
	}
	return formatOfRoot(rootName(trimmed))
}

func formatOfRoot(name string) Format {
	switch strings.ToLower(name) {
	case "rss", "feed", "rdf", "channel":
		return FormatFeed
	case "urlset":
		return FormatSitemap
	case "sitemapindex":
		return FormatIndex
	case "html", "head", "body":
		return FormatHTML
	}
	return FormatUnknown
}

// rootName is the local name of the first element.
func rootName(b []byte) string {
	for range 50 { // prolog, comments, doctype
		i := bytes.IndexByte(b, '<')
		if i < 0 || i+1 >= len(b) {
			return ""
		}
		b = b[i+1:]
		end := ""
		switch {
		case bytes.HasPrefix(b, []byte("!--")):
			end = "-->"
		case b[0] == '?':
			end = "?>"
		case len(b) > 8 && strings.EqualFold(string(b[:8]), "!doctype"):
			if strings.HasPrefix(strings.ToLower(strings.TrimSpace(string(b[8:min(len(b), 20)]))), "html") {
				return "html"
			}
			end = ">"
		default:
			name := b[:bytes.IndexAny(append(b[:min(len(b), 100):min(len(b), 100)], '>'), " \t\r\n/>")]
			if j := bytes.IndexByte(name, ':'); j >= 0 {
				name = name[j+1:]
			}
			return string(name)
		}
		j := bytes.Index(b, []byte(end))
		if j < 0 {
			return ""
		}
		b = b[j+len(end):]
	}
	return ""
}

// utf8Of turns UTF-16 into UTF-8 and takes off a byte order mark. The XML
// reader does the other encodings by their declaration.
func utf8Of(b []byte) []byte {
	return withoutControls(wideOf(b))
}

// withoutControls drops characters that XML can't hold and that content
// systems put there all the same; the escape of Japanese encodings stays.
func withoutControls(b []byte) []byte {
	isControl := func(r byte) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != 0x1b }
	if !slices.ContainsFunc(b, isControl) {
		return b
	}
	return slices.DeleteFunc(slices.Clone(b), isControl)
}

func wideOf(b []byte) []byte {
	var big bool
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return b[3:]
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		big, b = true, b[2:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		b = b[2:]
	case bytes.HasPrefix(b, []byte("\x00<\x00")):
		big = true
	case bytes.HasPrefix(b, []byte("<\x00")):
	default:
		return b
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		hi, lo := b[2*i+1], b[2*i]
		if big {
			hi, lo = lo, hi
		}
		units[i] = uint16(hi)<<8 | uint16(lo)
	}
	out := []byte(string(utf16.Decode(units)))
	// The declaration speaks of what the bytes were.
	if i := bytes.Index(out[:min(len(out), 200)], []byte("?>")); i > 0 && bytes.HasPrefix(out, []byte("<?xml")) {
		out = out[i+2:]
	}
	return out
}

// newDecoder reads XML as it comes on the web: names of entities that HTML
// has, no other; nothing is ever expanded from a DTD.
func newDecoder(body []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(utf8Of(body)))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		r, err := charset.NewReaderLabel(label, in)
		if err != nil {
			return in, nil // an unknown name is no reason to lose the file
		}
		return r, nil
	}
	return d
}

// parseTime reads the dates of feeds and sitemaps. What lies before the web or
// in the future is not believed.
func parseTime(s string, now time.Time) time.Time {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 64 {
		return time.Time{}
	}
	for _, layout := range [...]string{
		time.RFC3339Nano, "2006-01-02", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04:05Z0700",
		time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 -0700",
		"Mon, 2 Jan 2006 15:04 -0700", "Mon, 02 Jan 06 15:04:05 -0700", "2006-01", "2006", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return believable(t, now)
		}
	}
	return time.Time{}
}

func believable(t, now time.Time) time.Time {
	if t.Year() < 1990 || !now.IsZero() && t.After(now.Add(24*time.Hour)) {
		return time.Time{}
	}
	return t.UTC()
}
