package discover

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"copydesk/extract/decode"
)

// lettersOf are the letters that a feed may show, in whatever way it writes
// them: as they are, as entities, escaped in JSON.
func lettersOf(b []byte) map[rune]bool {
	text := string(b)
	if d, err := decode.Bytes(b, ""); err == nil {
		text += string(d.UTF8)
	}
	letters := map[rune]bool{}
	for range 4 {
		for _, r := range text {
			letters[r] = true
		}
		text = escapesOfJSON.ReplaceAllStringFunc(html.UnescapeString(text), func(e string) string {
			var out string
			if json.Unmarshal([]byte(`"`+e+`"`), &out) != nil {
				return e
			}
			return out
		})
	}
	return letters
}

var escapesOfJSON = regexp.MustCompile(`(?:\\u[0-9A-Fa-f]{4})+`)

func FuzzFeed(f *testing.F) {
	f.Add([]byte(`<rss><channel><title>t</title><item><link>https://a.example/1</link></item></channel></rss>`))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="x"/></entry></feed>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"url":"x"}]}`))
	f.Add(utf16le("<rss/>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		feed, err := ParseFeed(b, now)
		if err == nil && len(feed.Entries) > maxEntries {
			t.Errorf("%d entries", len(feed.Entries))
		}
		if err != nil {
			return
		}
		letters := lettersOf(b)
		for _, e := range feed.Entries {
			if !utf8.ValidString(e.URL + e.Title) {
				t.Errorf("not UTF-8: %q %q", e.URL, e.Title)
			}
			if i := strings.IndexFunc(e.Title, func(r rune) bool { return unicode.IsLetter(r) && !letters[r] }); i >= 0 {
				t.Errorf("%q of the title %q is not in the feed", e.Title[i:], e.Title)
			}
		}
		if again, err := ParseFeed(b, now); err != nil || !cmp.Equal(again, feed) {
			t.Errorf("read twice, differently: %v, %s", err, cmp.Diff(feed, again))
		}
	})
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(`<urlset><url><loc>https://a.example/1</loc><lastmod>2026-01-01</lastmod></url></urlset>`))
	f.Add([]byte("https://a.example/1\n"))
	f.Add([]byte("https://a.example/caf\xe9\n"))
	f.Add([]byte("<rss><channel>" + strings.Repeat("<item><link>https://a.example/1</link></item>", 150) + "</channel></rss>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		read := func() (entries []Entry) {
			_, _ = ReadSitemap(b, 100, now, func(e Entry) bool { entries = append(entries, e); return true }) // what came before a fault counts
			return entries
		}
		entries := read()
		for _, e := range entries {
			if e.URL == "" || !utf8.ValidString(e.URL+e.Title) {
				t.Errorf("an entry without an address, or not UTF-8: %+v", e)
			}
			if e.LastMod.After(now.Add(24*time.Hour)) || !e.LastMod.IsZero() && e.LastMod.Year() < 1990 {
				t.Errorf("a date that is not to be believed: %v", e.LastMod)
			}
		}
		if len(entries) > 100 {
			t.Errorf("%d entries past the limit", len(entries))
		}
		if again := read(); !cmp.Equal(again, entries) {
			t.Errorf("read twice, differently: %s", cmp.Diff(entries, again))
		}
	})
}
