package discover

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
)

// maxEntries bounds what is taken from one feed. Real ones have ten to a few
// hundred.
const maxEntries = 2000

// Feed is what a feed says.
type Feed struct {
	Title    string
	Home     string
	Language string
	Next     string // the feed's next page (RFC 5005)
	Broken   string // where and why it breaks off before its end, "" when it doesn't
	Entries  []Entry
}

// ParseFeed reads RSS 0.9x to 2.0, RDF, Atom and JSON Feed. A feed that is
// broken gives what could be read of it; one that gives nothing is an error.
func ParseFeed(body []byte, now time.Time) (*Feed, error) {
	format := Sniff(body)
	if format == FormatHTML || format == FormatSitemap || format == FormatIndex {
		return nil, fmt.Errorf("%w but %s", ErrNotFeed, format)
	}
	var f *Feed
	err := errors.New("too many entries")
	if countEntries(body) <= maxEntries {
		f, err = parseWhole(body, now)
	}
	if err != nil {
		// A feed with a fault in it, or a huge one, is read entry by entry.
		scanned := scanFeed(body, now)
		if len(scanned.Entries) == 0 && scanned.Title == "" {
			return nil, fmt.Errorf("%w: %v", ErrNotFeed, clip(err.Error()))
		}
		f = scanned
	}
	if len(f.Entries) == 0 && format != FormatFeed { // any JSON object passes for an empty feed
		return nil, ErrNotFeed
	}
	if len(f.Entries) > maxEntries {
		f.Entries = f.Entries[:maxEntries]
	}
	return f, nil
}

func clip(s string) string {
	if len(s) > 160 {
		return strings.ToValidUTF8(s[:160], "") + "…"
	}
	return s
}

func countEntries(body []byte) int {
	return bytes.Count(body, []byte("<item")) + bytes.Count(body, []byte("<entry"))
}

// parseWhole leaves it to gofeed, whose faults end here.
func parseWhole(body []byte, now time.Time) (f *Feed, err error) {
	defer func() {
		if v := recover(); v != nil {
			f, err = nil, fmt.Errorf("the feed's parser failed: %v", v)
		}
	}()
	g, err := gofeed.NewParser().Parse(bytes.NewReader(utf8Of(body)))
	if err != nil {
		return nil, err
	}
	f = &Feed{Title: g.Title, Home: g.Link, Language: g.Language}
	dated := g.FeedType != "atom" || bytes.Contains(body, []byte("published>")) || bytes.Contains(body, []byte("issued>")) // else it has but changes
	for _, it := range g.Items {
		e := Entry{URL: linkOf(it), Title: strings.TrimSpace(it.Title), Author: authorOf(it)}
		if dated {
			e.Date = strings.TrimSpace(it.Published)
		}
		switch {
		case it.UpdatedParsed != nil:
			e.LastMod = believable(*it.UpdatedParsed, now)
		case it.PublishedParsed != nil:
			e.LastMod = believable(*it.PublishedParsed, now)
		}
		if e.URL != "" {
			f.Entries = append(f.Entries, e)
		}
	}
	f.Next = nextPage(body)
	return f, nil
}

// linkOf is an item's address: what FeedBurner put aside, the link, or an id
// that is one.
func linkOf(it *gofeed.Item) string {
	if e := it.Extensions["feedburner"]["origLink"]; len(e) > 0 && e[0].Value != "" {
		return strings.TrimSpace(e[0].Value)
	}
	if l := strings.TrimSpace(it.Link); l != "" {
		return l
	}
	if g := strings.TrimSpace(it.GUID); strings.HasPrefix(g, "http://") || strings.HasPrefix(g, "https://") {
		return g
	}
	return ""
}

// authorOf is who wrote an item, by name.
func authorOf(it *gofeed.Item) string {
	var names []string
	for _, p := range it.Authors {
		if p != nil && strings.TrimSpace(p.Name) != "" {
			names = append(names, strings.TrimSpace(p.Name))
		}
	}
	return strings.Join(names, ", ")
}

// nextPage finds <link rel="next"> before the first entry.
func nextPage(body []byte) string {
	d := newDecoder(body)
	for range 200 {
		t, err := d.Token()
		if err != nil {
			return ""
		}
		el, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch el.Name.Local {
		case "item", "entry":
			return ""
		case "link":
			if attr(el, "rel") == "next" {
				return attr(el, "href")
			}
		}
	}
	return ""
}

func attr(el xml.StartElement, name string) string {
	for _, a := range el.Attr {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// scanner reads a feed token by token and keeps what it has when the feed
// breaks off.
type scanner struct {
	feed    Feed
	now     time.Time
	entry   *Entry
	guid    string
	element string
	text    strings.Builder
}

func scanFeed(body []byte, now time.Time) *Feed {
	s := &scanner{now: now}
	d := newDecoder(body)
	for len(s.feed.Entries) < maxEntries {
		t, err := d.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				break
			}
			if s.entry != nil {
				s.end("item")
			}
			s.feed.Broken = fmt.Sprintf("the feed breaks off after %d entries: %v", len(s.feed.Entries), clip(err.Error()))
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			s.start(t)
		case xml.CharData:
			if s.element != "" && s.text.Len() < 4096 {
				s.text.Write(t)
			}
		case xml.EndElement:
			s.end(t.Name.Local)
		}
	}
	return &s.feed
}

func (s *scanner) start(el xml.StartElement) {
	s.element = ""
	s.text.Reset()
	switch name := el.Name.Local; name {
	case "item", "entry":
		if s.entry != nil { // the one before never ended
			s.end("item")
		}
		s.entry, s.guid = &Entry{}, ""
	case "link":
		if href := attr(el, "href"); href != "" && s.entry != nil {
			if rel := attr(el, "rel"); rel == "" || rel == "alternate" {
				s.entry.URL = href
			}
			return
		}
		s.element = name
	case "title", "guid", "id", "pubDate", "date", "updated", "published", "creator", "author", "name":
		s.element = name
	}
}

func (s *scanner) end(name string) {
	text := strings.TrimSpace(s.text.String())
	if s.entry == nil {
		if name == "title" && s.feed.Title == "" {
			s.feed.Title = text
		}
		return
	}
	switch name {
	case "title":
		s.entry.Title = text
	case "link":
		if s.element == "link" && text != "" && s.entry.URL == "" {
			s.entry.URL = text
		}
	case "guid", "id":
		if strings.HasPrefix(text, "http") {
			s.guid = text
		}
	case "creator", "author", "name":
		s.entry.Author = cmp.Or(s.entry.Author, text)
	case "pubDate", "date", "updated", "published":
		if name != "updated" {
			s.entry.Date = cmp.Or(s.entry.Date, text)
		}
		if t := parseTime(text, s.now); t.After(s.entry.LastMod) {
			s.entry.LastMod = t
		}
	case "item", "entry":
		if s.entry.URL == "" {
			s.entry.URL = s.guid
		}
		if s.entry.URL != "" {
			s.feed.Entries = append(s.feed.Entries, *s.entry)
		}
		s.entry = nil
	}
	s.element = ""
}
