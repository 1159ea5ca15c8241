package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/storage"
)

// damagedPage is a store in which an article's page can't be unpacked.
type damagedPage struct{ store }

func (d damagedPage) LatestPage(context.Context, string) (storage.PageRecord, error) {
	return storage.PageRecord{}, fmt.Errorf("page 1: %w", storage.ErrDamaged)
}

func TestRendererPassesOverDamage(t *testing.T) {
	a := extract.Article{ID: "1", URL: "https://a.example/1", Text: "words"}
	r := renderer{db: damagedPage{}, sites: &site.File{}, want: extract.Formats{Markdown: true}}
	if err := r.fill(t.Context(), &a); !errors.Is(err, storage.ErrDamaged) {
		t.Errorf("%v, want the damage", err)
	}
	var told []error
	r.passOver = func(err error) { told = append(told, err) }
	if err := r.fill(t.Context(), &a); err != nil || len(told) != 1 || !errors.Is(told[0], storage.ErrDamaged) || a.Text == "" {
		t.Errorf("%v, told %v, want the page named and the article kept", err, told)
	}
}

func TestExportedShard(t *testing.T) {
	for data, want := range map[string]exported{`7`: {Articles: 7}, `{"articles":7,"damaged":2}`: {7, 2}, `{"articles":0}`: {}} {
		var got exported
		if err := json.Unmarshal([]byte(data), &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v", data, got, err)
		}
	}
}
