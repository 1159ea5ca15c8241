// Package columns says how an article lies in the columns of a table, in every
// store alike: which columns there are, what an absent value is, what is JSON.
//
// Start at Article.
package columns

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"

	"copydesk/extract"
)

// Article are the columns of extract.Article, in the order of Fields.
const Article = `id, schema_version, url, requested_url, canonical_url, host, site_id, site_name,
	page_type, title, subtitle, summary, authors, byline, date_published, date_modified,
	date_first_seen, date_fetched, language, section, tags, word_count, content_hash, image, images,
	links, is_accessible_for_free, license, revision, duplicate_of, quality, extraction,
	text, markdown, html, provenance`

// Fields are the values of Article, both to bind and to scan into.
func Fields(a *extract.Article) []any {
	return []any{
		text{&a.ID}, &a.SchemaVersion, text{&a.URL}, text{&a.RequestedURL}, text{&a.CanonicalURL},
		text{&a.Host}, text{&a.SiteID}, text{&a.SiteName},
		text{(*string)(&a.PageType)}, text{&a.Title}, text{&a.Subtitle}, text{&a.Summary},
		object{&a.Authors, "[]"}, text{&a.Byline}, text{&a.DatePublished}, text{&a.DateModified},
		text{&a.DateFirstSeen}, text{&a.DateFetched}, text{&a.Language}, text{&a.Section},
		object{&a.Tags, "[]"}, &a.WordCount, text{&a.ContentHash}, object{&a.Image, ""}, object{&a.Images, "[]"},
		object{&a.Links, "[]"}, truth{&a.IsAccessibleForFree}, text{&a.License}, &a.Revision, text{&a.DuplicateOf},
		object{&a.Quality, "{}"}, object{&a.Extraction, "{}"},
		text{&a.Text}, text{&a.Markdown}, text{&a.HTML}, object{&a.Provenance, "{}"},
	}
}

// Value is a field that goes into a column and comes out of it.
type Value interface {
	driver.Valuer
	Scan(src any) error
}

// Text is a string of which the absent one is NULL.
func Text(s *string) Value { return text{s} }

// Object is a value as JSON. An absent one is written as empty, or as NULL
// when empty is "".
func Object(p any, empty string) Value { return object{p, empty} }

type text struct{ s *string }

// Value implements driver.Valuer.
func (t text) Value() (driver.Value, error) {
	if *t.s == "" {
		return nil, nil
	}
	return *t.s, nil
}

// Scan implements sql.Scanner.
func (t text) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t.s = ""
	case string:
		*t.s = v
	case []byte:
		*t.s = string(v)
	default:
		return fmt.Errorf("%T where text should be", src)
	}
	return nil
}

// truth is a boolean of which the absent one is NULL.
type truth struct{ b **bool }

// Value implements driver.Valuer.
func (t truth) Value() (driver.Value, error) {
	if *t.b == nil {
		return nil, nil
	}
	return **t.b, nil
}

// Scan implements sql.Scanner.
func (t truth) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t.b = nil
	case bool:
		*t.b = &v
	case int64:
		yes := v != 0
		*t.b = &yes
	default:
		return fmt.Errorf("%T where a truth value should be", src)
	}
	return nil
}

type object struct {
	p     any
	empty string
}

// Value implements driver.Valuer.
func (o object) Value() (driver.Value, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // SQL sees the words as they are
	if err := enc.Encode(o.p); err != nil {
		return nil, err
	}
	s := strings.TrimSuffix(b.String(), "\n")
	switch {
	case s != "null":
		return s, nil
	case o.empty == "":
		return nil, nil
	}
	return o.empty, nil
}

// Scan implements sql.Scanner. What is empty leaves the Go value as it was:
// nil, in a fresh article.
func (o object) Scan(src any) error {
	var s string
	if err := (text{&s}).Scan(src); err != nil {
		return err
	}
	if s == "" || s == o.empty {
		return nil
	}
	return json.Unmarshal([]byte(s), o.p)
}
