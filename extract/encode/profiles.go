package encode

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"copydesk/extract"
)

// Profiles are the names of the shapes that other programs know.
func Profiles() []string { return []string{"jsonfeed", "newsplease", "schemaorg", "trafilatura"} }

// ProfileJSON is an article in the JSON of another program or standard.
func ProfileJSON(name string, a *extract.Article) ([]byte, error) {
	pairs, ok := profilePairs(name, a)
	if !ok {
		return nil, fmt.Errorf("no profile %q; there are: %s", name, strings.Join(Profiles(), ", "))
	}
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte(',')
		}
		writeString(&b, p.Key)
		b.WriteByte(':')
		if err := writeAny(&b, p.Value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func profilePairs(name string, a *extract.Article) ([]Pair, bool) {
	switch name {
	case "jsonfeed":
		return present(jsonFeedItem(a)), true
	case "schemaorg":
		return present(schemaOrg(a)), true
	case "trafilatura":
		return trafilatura(a), true
	case "newsplease":
		return newsPlease(a), true
	}
	return nil, false
}

// JSONFeedOpen and JSONFeedClose stand around the items of a feed.
const (
	JSONFeedOpen  = `{"version":"https://jsonfeed.org/version/1.1","title":"Copydesk","items":[`
	JSONFeedClose = `]}`
)

// present drops the pairs without a value: in these formats a key that has
// none is left out.
func present(pairs []Pair) []Pair {
	return slices.DeleteFunc(pairs, func(p Pair) bool {
		switch v := p.Value.(type) {
		case string:
			return v == ""
		case []string:
			return len(v) == 0
		case []object:
			return len(v) == 0
		case object:
			return len(v) == 0
		case *bool:
			return v == nil
		}
		return false
	})
}

// object is a nested JSON object.
type object []Pair

func writeAny(b *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case object:
		b.WriteByte('{')
		for i, p := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			writeString(b, p.Key)
			b.WriteByte(':')
			if err := writeAny(b, p.Value); err != nil {
				return err
			}
		}
		b.WriteByte('}')
		return nil
	case []object:
		b.WriteByte('[')
		for i, o := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writeAny(b, o); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	}
	return writeValue(b, v)
}

// jsonFeedItem follows JSON Feed 1.1. Its dates are RFC 3339 with a time, so
// that a plain day goes into an extension key.
func jsonFeedItem(a *extract.Article) []Pair {
	var authors []object
	for _, n := range a.Authors {
		authors = append(authors, object{{"name", n}})
	}
	var image string
	if a.Image != nil {
		image = a.Image.URL
	}
	content := Pair{"content_text", a.Text}
	if a.HTML != "" {
		content = Pair{"content_html", a.HTML}
	}
	if a.Text == "" {
		content = Pair{"content_text", a.Title} // one of the two is required
	}
	published, modified := moment(a.DatePublished), moment(a.DateModified)
	var day string
	if published == "" {
		day = a.DatePublished
	}
	extra := object(present([]Pair{{"about", "https://jsonfeed.org/version/1.1"}, {"date", day}, {"site_name", a.SiteName}, {"section", a.Section}}))
	return []Pair{
		{"id", a.ID}, {"url", cmp.Or(a.CanonicalURL, a.URL)}, {"title", a.Title}, content, {"summary", a.Summary}, {"image", image},
		{"date_published", published}, {"date_modified", modified}, {"authors", authors}, {"tags", a.Tags}, {"language", a.Language},
		{"_copydesk", extra},
	}
}

// moment is a date that has a time, or "".
func moment(s string) string {
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		return ""
	}
	return s
}

// schemaOrg is a NewsArticle as JSON-LD.
func schemaOrg(a *extract.Article) []Pair {
	kind := "NewsArticle"
	if a.PageType == extract.TypeLiveBlog {
		kind = "LiveBlogPosting"
	}
	var authors, images []object
	for _, n := range a.Authors {
		authors = append(authors, object{{"@type", "Person"}, {"name", n}})
	}
	for _, i := range allImages(a) {
		images = append(images, object(present([]Pair{{"@type", "ImageObject"}, {"url", i.URL}, {"caption", cmp.Or(i.Caption, i.Alt)}, {"creditText", i.Credit}})))
	}
	var publisher object
	if a.SiteName != "" {
		publisher = object{{"@type", "Organization"}, {"name", a.SiteName}}
	}
	return []Pair{
		{"@context", "https://schema.org"}, {"@type", kind}, {"identifier", a.ID}, {"url", cmp.Or(a.CanonicalURL, a.URL)}, {"headline", a.Title},
		{"alternativeHeadline", a.Subtitle}, {"description", a.Summary}, {"author", authors}, {"datePublished", a.DatePublished},
		{"dateModified", a.DateModified}, {"inLanguage", a.Language}, {"articleSection", a.Section}, {"keywords", a.Tags}, {"image", images},
		{"articleBody", a.Text}, {"wordCount", a.WordCount}, {"isAccessibleForFree", a.IsAccessibleForFree}, {"license", a.License},
		{"publisher", publisher},
	}
}

func allImages(a *extract.Article) []extract.Image {
	if a.Image == nil || slices.ContainsFunc(a.Images, func(i extract.Image) bool { return i.URL == a.Image.URL }) {
		return a.Images
	}
	return append([]extract.Image{*a.Image}, a.Images...)
}

// trafilatura has the keys of trafilatura's own JSON output.
func trafilatura(a *extract.Article) []Pair {
	var image string
	if a.Image != nil {
		image = a.Image.URL
	}
	kind := "article"
	if a.PageType == extract.TypeVideo {
		kind = "video"
	}
	return []Pair{
		{"title", a.Title}, {"author", strings.Join(a.Authors, "; ")}, {"hostname", a.Host}, {"date", day(a.DatePublished)},
		{"fingerprint", a.ContentHash}, {"id", a.ID}, {"license", a.License}, {"comments", ""}, {"raw_text", a.Text}, {"text", a.Text},
		{"language", a.Language}, {"image", image}, {"pagetype", kind}, {"filedate", day(a.DateFetched)}, {"source", a.URL},
		{"source-hostname", cmp.Or(a.SiteName, a.Host)}, {"excerpt", cmp.Or(a.Summary, a.Subtitle)}, {"categories", a.Section},
		{"tags", strings.Join(a.Tags, ";")},
	}
}

func day(s string) string {
	if len(s) < len(time.DateOnly) {
		return ""
	}
	return s[:len(time.DateOnly)]
}

// newsPlease has the keys of news-please's JSON output, and its dates: UTC
// with a space and no zone.
func newsPlease(a *extract.Article) []Pair {
	var image string
	if a.Image != nil {
		image = a.Image.URL
	}
	return []Pair{
		{"authors", a.Authors}, {"date_download", plainTime(a.DateFetched)}, {"date_modify", plainTime(a.DateModified)},
		{"date_publish", plainTime(a.DatePublished)}, {"description", a.Summary}, {"filename", FileName(a, ".json")}, {"image_url", image},
		{"language", a.Language}, {"localpath", ""}, {"maintext", a.Text}, {"source_domain", a.Host}, {"title", a.Title},
		{"title_page", ""}, {"title_rss", ""}, {"url", a.URL},
	}
}

// plainTime is a date as news-please writes it; it knows no days without a
// time.
func plainTime(s string) string {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC().Format(time.DateTime)
		}
	}
	return ""
}
