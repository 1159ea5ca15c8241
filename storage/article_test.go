package storage

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"copydesk/extract"
)

func TestSortDate(t *testing.T) {
	for name, c := range map[string]struct {
		a    extract.Article
		want string
	}{
		"published with an offset":   {extract.Article{DatePublished: "2026-03-01T01:00:00+02:00", DateFirstSeen: "2026-04-01"}, "2026-02-28T23:00:00Z"},
		"published on a day":         {extract.Article{DatePublished: "2026-03-01"}, "2026-03-01T00:00:00Z"},
		"first seen":                 {extract.Article{DateFirstSeen: "2026-03-01T01:02:03Z"}, "2026-03-01T01:02:03Z"},
		"a date that can't be read":  {extract.Article{DatePublished: "last week", DateFetched: "2026-03-01T01:02:03Z"}, "2026-03-01T01:02:03Z"},
		"no date at all is the zero": {extract.Article{}, "0001-01-01T00:00:00Z"},
	} {
		if got := SortDate(&c.a).Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestSameArticle(t *testing.T) {
	stored := &extract.Article{URL: "https://a.test/1", CanonicalURL: "https://a.test/one", RequestedURL: "https://a.test/latest",
		Title: "Ferry leaves", ContentHash: "x"}
	for name, c := range map[string]struct {
		url, title, hash string
		want             bool
	}{
		"its own address":              {"https://a.test/1", "New headline", "y", true},
		"its canonical address":        {"https://a.test/one", "New headline", "y", true},
		"an address that led to it":    {"https://a.test/latest", "Another story", "y", false},
		"the same, headline agrees":    {"https://a.test/latest", " Ferry  leaves", "y", true},
		"the same, text agrees":        {"https://a.test/latest", "Another headline", "x", true},
		"nothing known of the article": {"https://a.test/latest", "", "", false},
	} {
		fresh := &extract.Article{Title: c.title, ContentHash: c.hash}
		if got := SameArticle(stored, fresh, c.url); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestMergeLinks(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	got := MergeLinks([]Link{
		{SiteID: "a", URL: "u", Depth: 3, Priority: 1},
		{SiteID: "a", URL: ""}, {URL: "u"},
		{SiteID: "b", URL: "u", Kind: KindFeed},
		{SiteID: "a", URL: "u\x00", Kind: KindArticle, Depth: 1, Priority: 5, LastMod: now},
		{SiteID: "a", URL: "u", Kind: KindSection, Depth: 2, Priority: 2},
	})
	want := []Link{
		{SiteID: "a", URL: "u", Kind: KindArticle, Depth: 1, Priority: 5, LastMod: now},
		{SiteID: "b", URL: "u", Kind: KindFeed},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFlatLength(t *testing.T) {
	for _, s := range []string{"", " ", "a", " größer  als\n\nzuvor\t", "大桥", "a\u00a0b", "\xff x"} {
		if got, want := flatLength(s), utf8.RuneCountInString(flat(s)); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}
