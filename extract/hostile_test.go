package extract_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"copydesk/extract"
)

// hostile are pages made to hurt: each must end in bounded time, as an article
// or as a refusal.
func hostile() map[string]string {
	rep := func(s string, n int) string { return strings.Repeat(s, max(n/raceScale, 1)) }
	var attrs strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&attrs, " a%d=1", i)
	}
	return map[string]string{
		"a million levels":             rep("<div>", 1_000_000),
		"five hundred levels of text":  rep("<div>x ", 500) + rep("<p>Some words that make a sentence, long enough to count as text.</p>", 3000),
		"a million siblings":           rep("<p>x</p>", 1_000_000),
		"fifty thousand paragraphs":    rep("<p>Some words that make a sentence, long enough to count as a paragraph of text.</p>", 50_000),
		"one text of ten megabytes":    "<p>" + rep("word, and another. ", 550_000) + "</p>",
		"one word of ten megabytes":    "<p>" + rep("w", 10_000_000) + "</p>",
		"endless breaks":               rep("<br>", 200_000),
		"misnested formatting":         rep("<b><i><p></b></i>", 20_000),
		"links in links":               rep("<a href=x>y", 50_000),
		"a giant table":                "<table>" + rep("<tr>"+rep("<td>1</td>", 50)+"</tr>", 2_000) + "</table>",
		"attributes":                   "<p" + attrs.String() + ">x</p>",
		"long class names":             rep(`<div class="`+rep("abc-def ", 200)+`">x</div>`, 1_000),
		"unclosed comment":             "<p>text</p><!--" + rep("x", 1_000_000),
		"unclosed script":              "<script>" + rep("x<", 1_000_000),
		"deep JSON-LD":                 `<script type="application/ld+json">` + rep(`{"a":`, 100_000) + "1" + rep("}", 100_000) + "</script>",
		"wide JSON-LD":                 `<script type="application/ld+json">[` + rep(`{"@type":"NewsArticle","headline":"x"},`, 20_000) + `{}]</script>`,
		"broken JSON-LD":               `<script type="application/ld+json">` + rep(`{"a":"b",//`+"\n", 20_000) + "</script>",
		"a title of a megabyte":        "<title>" + rep("word | ", 150_000) + "</title><h1>" + rep("word - ", 150_000) + "</h1>",
		"a byline of a megabyte":       `<h1>t</h1><div class="byline">By ` + rep("Jane Doe and ", 80_000) + "</div>",
		"many dates":                   "<h1>t</h1>" + rep(`<time datetime="2024-01-01">1 January 2024</time>`, 20_000),
		"many headings":                rep("<h1>A headline of some words</h1>", 30_000),
		"entities":                     "<p>" + rep("&amp;&lt;&#x41;", 300_000) + "</p>",
		"invalid UTF-8":                "<p>" + rep("\xff\xfe\x80", 300_000) + "</p>",
		"state with a million strings": `<script id="__NEXT_DATA__">[` + rep(`"Some words that make a sentence. ",`, 60_000) + `1]</script>`,
		"rows of server components":    `<script>self.__next_f.push([1,"` + rep(`1:x\n`, 800_000) + `"])</script>`,
		"pieces of server components":  rep(`<script>self.__next_f.push([1,"1:T9,"])</script>`, 20_000),
		"a state that is called":       `<script>window.__NUXT__=(function(a){return {` + rep(`a:"Some words, no more. ",`, 60_000) + `}})</script>`,
		"fields for addresses":         rep(`<div><input type=email>x`, 400) + rep("<p>text</p>", 20_000),
	}
}

// perByte bounds memory: no page may take more than this many times its size,
// and a floor for small ones. Time is only logged: machines differ. Under the
// race detector, which takes memory of its own, pages are a tenth as large.
const (
	perByte  = 150
	leastMem = 200 << 20
)

func TestHostilePages(t *testing.T) {
	for name, html := range hostile() {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			done := make(chan error, 1)
			go func() {
				_, err := extract.FromPage(extract.Page{URL: "https://a.example/x-y-z-w", Body: []byte("<!DOCTYPE html><html><body>" + html), ContentType: "text/html", FetchedAt: clock}, nil)
				done <- err
			}()
			start := time.Now()
			err := <-done
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if err != nil && !errors.Is(err, extract.ErrTooComplex) && !errors.Is(err, extract.ErrTooLarge) && !errors.Is(err, extract.ErrNotHTML) {
				t.Errorf("a refusal of no kind: %v", err)
			}
			if used := after.TotalAlloc - before.TotalAlloc; raceScale == 1 && used > uint64(max(leastMem, perByte*len(html))) {
				t.Errorf("%d MB for a page of %d KB", used>>20, len(html)>>10)
			}
			t.Logf("%v, %d KB, %d MB, %v", took.Round(time.Millisecond), len(html)>>10, (after.TotalAlloc-before.TotalAlloc)>>20, err)
		})
	}
}
