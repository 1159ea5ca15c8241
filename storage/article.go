package storage

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"copydesk/extract"
)

// Change is what a fresh extraction means for the article that is stored.
type Change int

// The changes.
const (
	Same    Change = iota // nothing that a reader would see
	Revise                // the fresh one is the article's next revision
	Keep                  // the fresh one is less than what is stored, which stays
	Alias                 // the fresh one is another form of the article, and only adds its address
	Replace               // the stored one came from such a form, and gives way to the main page
)

// keptShare is the share of the stored text that a page behind a wall must
// still show to replace it: teasers show a tenth to a half.
const keptShare = 0.8

// Judge compares a page fetched again with the stored article. Title, text,
// authors and dates make a revision; white space, markup, pictures and tags
// alone don't.
func Judge(old, fresh *extract.Article) Change {
	switch {
	case isLess(old, fresh):
		return Keep
	case flat(old.Title) != flat(fresh.Title),
		!sameText(old, fresh),
		!slices.Equal(old.Authors, fresh.Authors),
		old.DatePublished != fresh.DatePublished,
		old.DateModified != fresh.DateModified:
		return Revise
	}
	return Same
}

// JudgeExtraction compares the same page extracted anew. Here every field
// counts but those that say when and how: the page did not change, so a
// difference is ours.
func JudgeExtraction(old, fresh *extract.Article) Change {
	if joinedOf(fresh) < joinedOf(old) {
		return Keep // of the pages that it was joined from not all are in the archive
	}
	if c := Judge(old, fresh); c != Same {
		return c
	}
	was, is := content(old), content(fresh)
	if len(LeftOut(old)) > 0 { // the texts are the same but for what was learned since
		was.Text, was.WordCount, was.ContentHash, was.Markdown, was.HTML = is.Text, is.WordCount, is.ContentHash, is.Markdown, is.HTML
		was.Quality = is.Quality
	}
	if reflect.DeepEqual(was, is) {
		return Same
	}
	return Revise
}

// JoinedPages begins the source of a text that was joined from several pages;
// their number follows.
const JoinedPages = "pages:"

// joinedOf is how many pages a text was joined from; 0 when there is one.
func joinedOf(a *extract.Article) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(a.Provenance["text"].Source, JoinedPages)) // 0 for other sources
	return n
}

// content is the article without what differs from one extraction or one
// store to the next.
func content(a *extract.Article) extract.Article {
	c := *a
	c.ID, c.SiteID, c.URL, c.RequestedURL = "", "", "", ""
	c.DateFirstSeen, c.DateFetched, c.Revision, c.DuplicateOf = "", "", 0, ""
	c.Extraction, c.Provenance = extract.Extraction{}, nil
	c.Authors, c.Tags = slices.Clip(c.Authors), slices.Clip(c.Tags)
	for _, list := range []*[]string{&c.Authors, &c.Tags, &c.Quality.Reasons} {
		if len(*list) == 0 {
			*list = nil // a stored list comes back as nil when it is empty
		}
	}
	if len(c.Images) == 0 {
		c.Images = nil
	}
	if len(c.Links) == 0 {
		c.Links = nil
	}
	return c
}

// isLess says whether the fresh page shows less of the article than the store
// has: a wall, an error page, an empty body.
func isLess(old, fresh *extract.Article) bool {
	had, has := flatLength(old.Text), flatLength(fresh.Text)
	if had > 0 && has == 0 {
		return true
	}
	if !fresh.IsArticle() {
		return true
	}
	return fresh.Quality.Verdict == extract.Paywalled && float64(has) < keptShare*float64(had)
}

// flatLength is how many characters a text has when it is flat.
func flatLength(s string) int {
	n := -1
	for word := range strings.FieldsSeq(s) {
		n += 1 + utf8.RuneCountInString(word)
	}
	return max(n, 0)
}

// flat is text with every run of white space as one space.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// First is the article, clean, as it is stored for the first time.
func First(fresh *extract.Article, at time.Time) extract.Article {
	a := *fresh
	a.Revision = 1
	a.DateFetched = cmp.Or(a.DateFetched, stamp(at))
	a.DateFirstSeen = cmp.Or(a.DateFirstSeen, a.DateFetched)
	return a
}

// Next is the article's next revision: the fresh page under the identity of
// the stored one.
func Next(old, fresh *extract.Article, at time.Time) extract.Article {
	a := *fresh
	a.ID = old.ID
	a.SiteID = cmp.Or(old.SiteID, a.SiteID)
	a.Revision = old.Revision + 1
	a.DateFirstSeen = old.DateFirstSeen
	a.DateFetched = cmp.Or(a.DateFetched, stamp(at))
	return a
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Owns says whether a URL is the stored article's own address, and not only
// one that once led to it, as /latest leads to another article every day.
func Owns(stored *extract.Article, url string) bool {
	return url != "" && (url == stored.URL || url == stored.CanonicalURL)
}

// SameArticle says whether a fresh article that came under a URL of the
// stored one is that article. A URL that is the stored one's own settles it;
// any other is believed only when the headline or the text agrees.
func SameArticle(stored, fresh *extract.Article, url string) bool {
	if Owns(stored, url) {
		return true
	}
	title := flat(fresh.Title)
	if title != "" && title == flat(stored.Title) {
		return true
	}
	return fresh.ContentHash != "" && fresh.ContentHash == stored.ContentHash
}

// URLs are the addresses of an article, its own first, without repeats.
func URLs(a *extract.Article, aliases []string) []string {
	var urls []string
	for _, u := range append([]string{a.CanonicalURL, a.URL, a.RequestedURL}, aliases...) {
		if u = CleanText(u); u != "" && !slices.Contains(urls, u) {
			urls = append(urls, u)
		}
	}
	return urls
}

// SortDate is the date that an article is filtered and sorted by: when it was
// published, else when it was first seen.
func SortDate(a *extract.Article) time.Time {
	for _, s := range []string{a.DatePublished, a.DateFirstSeen, a.DateFetched} {
		for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
			if t, err := time.Parse(layout, s); err == nil {
				return t.UTC()
			}
		}
	}
	return time.Time{}
}

// CleanText takes out what no store can hold: NUL, which PostgreSQL refuses,
// and bytes that are not UTF-8.
func CleanText(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// Clean is a copy of an article in which every string is clean. A store cleans
// an article before it compares it with what it has.
func Clean(a *extract.Article) extract.Article {
	c := *a
	c.Authors, c.Tags = cleanList(c.Authors), cleanList(c.Tags)
	c.Quality.Reasons = cleanList(c.Quality.Reasons)
	c.Quality.Verdict = extract.Verdict(CleanText(string(c.Quality.Verdict)))
	c.PageType = extract.PageType(CleanText(string(c.PageType)))
	for _, s := range []*string{
		&c.ID, &c.URL, &c.RequestedURL, &c.CanonicalURL, &c.Host, &c.SiteID, &c.SiteName,
		&c.Title, &c.Subtitle, &c.Summary, &c.Byline, &c.DatePublished, &c.DateModified,
		&c.DateFirstSeen, &c.DateFetched, &c.Language, &c.Section, &c.Text, &c.Markdown, &c.HTML,
		&c.ContentHash, &c.License, &c.DuplicateOf, &c.Extraction.Tool, &c.Extraction.Version,
		&c.Extraction.Rules, &c.Extraction.HTMLSHA256, &c.Extraction.At,
	} {
		*s = CleanText(*s)
	}
	if c.Image != nil {
		image := cleanImage(*c.Image)
		c.Image = &image
	}
	c.Images = slices.Clone(c.Images)
	for i := range c.Images {
		c.Images[i] = cleanImage(c.Images[i])
	}
	c.Links = slices.Clone(c.Links)
	for i, l := range c.Links {
		c.Links[i] = extract.Link{URL: CleanText(l.URL), Text: CleanText(l.Text)}
	}
	c.Provenance = maps.Clone(c.Provenance)
	for k, p := range c.Provenance {
		c.Provenance[k] = extract.Provenance{Source: CleanText(p.Source), Raw: CleanText(p.Raw)}
	}
	return c
}

func cleanImage(i extract.Image) extract.Image {
	return extract.Image{URL: CleanText(i.URL), Alt: CleanText(i.Alt),
		Caption: CleanText(i.Caption), Credit: CleanText(i.Credit)}
}

func cleanList(list []string) []string {
	out := slices.Clone(list)
	for i := range out {
		out[i] = CleanText(out[i])
	}
	return out
}
