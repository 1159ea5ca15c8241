package discover

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxURLs is how many addresses one sitemap may name, by the protocol.
const MaxURLs = 50_000

// SitemapKind says what a sitemap's entries are.
type SitemapKind int

// The kinds of sitemap.
const (
	PageSitemap  SitemapKind = iota // of pages
	SitemapIndex                    // of further sitemaps
)

// ReadSitemap reads a sitemap or an index of them, entry by entry, and stops
// when yield says false or limit is reached; 0 is MaxURLs. Text files with an
// address a line and feeds in the place of a sitemap are read as well. What
// came before a fault is kept.
func ReadSitemap(body []byte, limit int, now time.Time, yield func(Entry) bool) (SitemapKind, error) {
	if limit <= 0 || limit > MaxURLs {
		limit = MaxURLs
	}
	switch f := Sniff(body); f {
	case FormatText:
		return PageSitemap, readLines(body, limit, yield)
	case FormatFeed:
		feed, err := ParseFeed(body, now)
		if err != nil {
			return PageSitemap, err
		}
		for i, e := range feed.Entries {
			if i >= limit || !yield(e) {
				break
			}
		}
		return PageSitemap, nil
	case FormatSitemap, FormatIndex:
		kind := PageSitemap
		if f == FormatIndex {
			kind = SitemapIndex
		}
		return kind, readXML(body, limit, now, yield)
	default:
		return PageSitemap, ErrNotSitemap
	}
}

func readLines(body []byte, limit int, yield func(Entry) bool) error {
	sc := bufio.NewScanner(bytes.NewReader(utf8Of(body)))
	sc.Buffer(make([]byte, 0, 4096), 64<<10)
	for n := 0; sc.Scan() && n < limit; n++ {
		line := strings.TrimSpace(sc.Text())
		if strings.HasPrefix(line, "http") && !yield(Entry{URL: escapeInvalid(line)}) {
			break
		}
	}
	return sc.Err()
}

// escapeInvalid writes bytes that are no UTF-8 as an address does: the server
// knows them by that.
func escapeInvalid(u string) string {
	if utf8.ValidString(u) {
		return u
	}
	var b strings.Builder
	for len(u) > 0 {
		r, n := utf8.DecodeRuneInString(u)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, "%%%02X", u[0])
		} else {
			b.WriteString(u[:n])
		}
		u = u[n:]
	}
	return b.String()
}

// sitemapReader holds what is read of the current entry.
type sitemapReader struct {
	now   time.Time
	inURL bool
	entry Entry
	text  strings.Builder
	want  bool // the text of the current element matters
	depth int
}

func readXML(body []byte, limit int, now time.Time, yield func(Entry) bool) error {
	d := newDecoder(body)
	r := &sitemapReader{now: now}
	n := 0
	for n < limit {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the sitemap breaks off after %d entries: %v", n, clip(err.Error()))
		}
		switch t := t.(type) {
		case xml.StartElement:
			if r.depth++; r.depth > 30 {
				return fmt.Errorf("the sitemap is nested more than 30 deep")
			}
			r.start(t.Name)
		case xml.CharData:
			if r.want && r.text.Len() < 8<<10 {
				r.text.Write(t)
			}
		case xml.EndElement:
			r.depth--
			if e, ok := r.end(t.Name); ok {
				n++
				if !yield(e) {
					return nil
				}
			}
		}
	}
	return nil
}

// isOwn says whether an element is the protocol's own: images and videos have
// addresses too, which are no pages.
func isOwn(space string) bool {
	return space == "" || strings.Contains(space, "/schemas/sitemap/") || strings.HasSuffix(space, "sitemaps.org/schemas/sitemap")
}

func isNews(space string) bool { return space == "news" || strings.Contains(space, "sitemap-news") }

func (r *sitemapReader) start(name xml.Name) {
	r.text.Reset()
	r.want = false
	switch own := isOwn(name.Space); {
	case own && (name.Local == "url" || name.Local == "sitemap"):
		r.inURL, r.entry = true, Entry{}
	case !r.inURL:
	case own && (name.Local == "loc" || name.Local == "lastmod"):
		r.want = true
	case isNews(name.Space):
		r.want = name.Local == "publication_date" || name.Local == "title"
		r.entry.News = true
	}
}

func (r *sitemapReader) end(name xml.Name) (Entry, bool) {
	want := r.want
	r.want = false
	text := strings.TrimSpace(r.text.String())
	switch {
	case !r.inURL:
	case isOwn(name.Space) && (name.Local == "url" || name.Local == "sitemap"):
		r.inURL = false
		return r.entry, r.entry.URL != ""
	case !want:
	case name.Local == "loc":
		r.entry.URL = text
	case name.Local == "lastmod":
		r.entry.LastMod = parseTime(text, r.now)
	case name.Local == "publication_date":
		r.entry.Date = text
		if r.entry.LastMod.IsZero() {
			r.entry.LastMod = parseTime(text, r.now)
		}
	case name.Local == "title":
		r.entry.Title = text
	}
	return Entry{}, false
}
