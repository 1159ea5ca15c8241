package discover

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What feeds say of who wrote an entry and when it was published, as written.
func TestFeedSays(t *testing.T) {
	const rss = `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>F</title>`
	const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>`
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ name, feed, date, author string }{
		{"RSS", rss + `<item><link>https://a.example/x</link><pubDate>Tue, 24 Feb 2026 08:00:00 +0200</pubDate><dc:creator>Ann Ash</dc:creator></item></channel></rss>`, "Tue, 24 Feb 2026 08:00:00 +0200", "Ann Ash"},
		{"RSS, author by mail", rss + `<item><link>https://a.example/x</link><author>ann@a.example (Ann Ash)</author></item></channel></rss>`, "", "Ann Ash"},
		{"RSS, mail alone", rss + `<item><link>https://a.example/x</link><author>ann@a.example</author></item></channel></rss>`, "", ""},
		{"RSS that breaks off", rss + `<item><link>https://a.example/x</link><pubDate>Tue, 24 Feb 2026 08:00:00 +0200</pubDate><dc:creator>Ann Ash</dc:creator></item><item><link>`, "Tue, 24 Feb 2026 08:00:00 +0200", "Ann Ash"},
		{"Atom", atom + `<entry><link href="https://a.example/x"/><updated>2026-02-25T08:00:00Z</updated><published>2026-02-24T08:00:00Z</published><author><name>Ann Ash</name></author><author><name>Ben Birch</name></author></entry></feed>`, "2026-02-24T08:00:00Z", "Ann Ash, Ben Birch"},
		{"Atom without publication", atom + `<entry><link href="https://a.example/x"/><updated>2026-02-25T08:00:00Z</updated></entry></feed>`, "", ""},
		{"Atom that breaks off", atom + `<entry><link href="https://a.example/x"/><updated>2026-02-25T08:00:00Z</updated><published>2026-02-24T08:00:00Z</published><author><name>Ann Ash</name></author></entry><entry><li`, "2026-02-24T08:00:00Z", "Ann Ash"},
		{"JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[{"id":"1","url":"https://a.example/x","date_published":"2026-02-24T08:00:00Z","authors":[{"name":"Ann Ash"}]}]}`, "2026-02-24T08:00:00Z", "Ann Ash"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := ParseFeed([]byte(c.feed), now)
			if err != nil || len(f.Entries) == 0 {
				t.Fatalf("%+v, %v", f, err)
			}
			got := []string{f.Entries[0].Date, strings.TrimSpace(f.Entries[0].Author)}
			if diff := cmp.Diff([]string{c.date, c.author}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
