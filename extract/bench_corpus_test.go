package extract_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/net/html"

	"copydesk/extract"
	"copydesk/extract/meta"
)

// corpusDir is the folder of corpora, where one stands beside the project.
func corpusDir(tb testing.TB) string {
	dir := os.Getenv("COPYDESK_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("no corpus of pages: set COPYDESK_CORPUS to a folder of */html/*.html.gz")
	}
	return dir
}

// corpusPages are real pages, where a corpus stands beside the project.
func corpusPages(tb testing.TB) [][]byte {
	dir := corpusDir(tb)
	files, _ := filepath.Glob(filepath.Join(dir, "*", "html", "*.html.gz"))
	if len(files) == 0 {
		tb.Skip("no corpus of pages: set COPYDESK_CORPUS to a folder of */html/*.html.gz")
	}
	var out [][]byte
	for i, name := range files {
		if i%3 != 0 {
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			tb.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			tb.Fatal(err)
		}
		b, err := io.ReadAll(z)
		if err != nil {
			tb.Fatal(err)
		}
		f.Close()
		out = append(out, b)
	}
	return out
}

// run does the pages once per iteration and reports microseconds a page.
func run(b *testing.B, do func(page []byte)) {
	pages := corpusPages(b)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		for _, p := range pages {
			do(p)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(pages)), "µs/page")
}

// The yardstick: what the parser alone takes.
func BenchmarkParse(b *testing.B) {
	run(b, func(p []byte) {
		_, _ = html.Parse(bytes.NewReader(p)) // pages too deep cost too
	})
}

// The whole of extraction, from bytes to article.
func BenchmarkFromPage(b *testing.B) {
	run(b, func(p []byte) {
		_, _ = extract.FromPage(extract.Page{URL: "https://news.example/2024/a-story-with-a-slug", Body: p, FetchedAt: time.Unix(1.8e9, 0)}, nil)
	})
}

// Metadata alone, on the tree that extraction reads it from, as a multiple of
// what the parser takes for the page: both are timed in turn, page by page.
func BenchmarkMeta(b *testing.B) {
	var parse, read time.Duration
	run(b, func(p []byte) {
		start := time.Now()
		_, _ = html.Parse(bytes.NewReader(p)) // pages too deep cost too
		parse += time.Since(start)
		doc, err := extract.Parse(extract.Page{URL: "https://news.example/2024/a-story-with-a-slug", Body: p})
		if err != nil {
			return
		}
		start = time.Now()
		meta.Read(doc.Root(), meta.Options{URL: doc.Base(), Now: time.Unix(1.8e9, 0)})
		read += time.Since(start)
	})
	b.ReportMetric(float64(read)/float64(parse), "×parse")
}
