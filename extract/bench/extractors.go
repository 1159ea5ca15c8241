package main

import (
	"bytes"
	nurl "net/url"
	"time"

	readeck "codeberg.org/readeck/go-readability/v2"
	shiori "github.com/go-shiori/go-readability"
	distiller "github.com/markusmobius/go-domdistiller"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"

	"copydesk/extract"
)

// extractor takes an article out of a page's bytes.
type extractor struct {
	name    string
	extract func(page []byte)
}

const address = "https://news.example/2024/a-story-with-a-slug"

var at, _ = nurl.Parse(address)

var extractors = []extractor{
	{"parse", func(p []byte) { _, _ = html.Parse(bytes.NewReader(p)) }},
	{"copydesk", func(p []byte) {
		_, _ = extract.FromPage(extract.Page{URL: address, Body: p, FetchedAt: time.Unix(1.8e9, 0)}, nil)
	}},
	{"readeck", func(p []byte) { _, _ = readeck.FromReader(bytes.NewReader(p), at) }},
	{"shiori", func(p []byte) { _, _ = shiori.FromReader(bytes.NewReader(p), at) }},
	{"domdistiller", func(p []byte) {
		_, _ = distiller.ApplyForReader(bytes.NewReader(p), &distiller.Options{OriginalURL: at})
	}},
	{"trafilatura", func(p []byte) {
		_, _ = trafilatura.Extract(bytes.NewReader(p), trafilatura.Options{OriginalURL: at})
	}},
	{"trafilatura with fallback", func(p []byte) {
		_, _ = trafilatura.Extract(bytes.NewReader(p), trafilatura.Options{OriginalURL: at, EnableFallback: true})
	}},
}
