package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"copydesk/extract"
)

// Whatever an extraction may change in an article is told, under its key.
func TestDiffTellsAllFields(t *testing.T) {
	untold := []string{ // that differ from one state to the next, or with the text
		"schema_version", "id", "url", "requested_url", "host", "site_id", "date_first_seen", "date_fetched",
		"word_count", "content_hash", "revision", "duplicate_of", "provenance", "extraction", "markdown", "html",
	}
	free := true
	whole := extract.Article{
		Authors: []string{"Ann Ash"}, Tags: []string{"a tag"}, IsAccessibleForFree: &free, Image: &extract.Image{Alt: "a ferry"},
		Images: []extract.Image{{Credit: "Bo"}}, Links: []extract.Link{{Text: "here"}}, Quality: extract.Quality{Score: 0.5},
	}
	fields := reflect.TypeFor[extract.Article]()
	for i := range fields.NumField() {
		key, _, _ := strings.Cut(fields.Field(i).Tag.Get("json"), ",")
		if slices.Contains(untold, key) {
			continue
		}
		t.Run(key, func(t *testing.T) {
			was := whole
			is := whole
			f := reflect.ValueOf(&is).Elem().Field(i)
			if f.Kind() == reflect.String {
				f.SetString("changed")
			} else {
				f.SetZero()
			}
			if got := diffArticles(&was, &is, false); !strings.HasPrefix(got, "\n"+key+":\n") {
				t.Errorf("a change of %s is told as %q", key, got)
			}
		})
	}
	if got := diffArticles(&whole, &whole, false); !strings.Contains(got, "no difference") {
		t.Errorf("nothing changed: %q", got)
	}
}
