package meta

import (
	"strings"
	"testing"
)

// Dates of other stories, of events and of spans of time are none of the article's,
// where it has no other too.
func TestDatesOfOtherThings(t *testing.T) {
	for name, tc := range map[string]struct{ page, want string }{
		"an aside's stories":       {`<h1>No ferry</h1>TEXT<aside><ul><li><a href="/b">Bridge reopens</a> <time datetime="2024-02-03">3 February 2024</time></li><li><a href="/c">Fair opens</a> <time datetime="2024-02-01">1 February 2024</time></li></ul></aside>`, ""},
		"an aside above":           {`<aside><ul><li><a href="/b">Bridge reopens</a> <time datetime="2024-02-03">3 February 2024</time></li><li><a href="/c">Fair opens</a> <time datetime="2024-02-01">1 February 2024</time></li></ul></aside><h1>No ferry</h1>TEXT`, ""},
		"an aside of facts":        {`<h1>No ferry</h1><aside><a href="/authors/ada-lind">Ada Lind</a> <time datetime="2024-02-03">3 February 2024</time></aside>TEXT`, "2024-02-03"},
		"a list below":             {`<h1>No ferry</h1>TEXT<ul><li><span>03.02.2024</span><a href="/b">Other story</a></li><li><span>01.02.2024</span><a href="/c">Another story</a></li></ul>`, ""},
		"one story below":          {`<h1>No ferry</h1>TEXT<div><span>03.02.2024</span><a href="/b">Other story of the bridge</a></div>`, ""},
		"cards":                    {`<main><h1>No ferry</h1>TEXT</main><section><div class="card"><a href="/b"><h3>Other story</h3></a><span class="date">03.02.2024</span></div><div class="card"><a href="/c"><h3>Another</h3></a><span class="date">01.02.2024</span></div></section>`, ""},
		"links with their dates":   {`<h1>No ferry</h1>TEXT<div><a href="/b">03.02.2024 Other story of the bridge</a></div><div><a href="/c">01.02.2024 Another story</a></div>`, ""},
		"a date below, and author": {`<h1>No ferry</h1>TEXT<p>Text: <a href="/ada">Ada Lind</a>, 03.02.2024</p>`, "2024-02-03"},
		"labelled below":           {`<h1>No ferry</h1>TEXT<p>Published: 03.02.2024 in <a href="/n">News of the harbour</a></p>`, "2024-02-03"},
		"stories, and its own":     {`<h1>No ferry</h1><p>3 February 2024</p>TEXT<ul><li><span>05.02.2024</span><a href="/b">Other story</a></li><li><span>01.02.2024</span><a href="/c">Another story</a></li></ul>`, "2024-02-03"},
		"an event's class":         {`<h1>No ferry</h1><div class="event-date">14 March 2024</div>TEXT`, ""},
		"an event's label":         {`<h1>No ferry</h1><p><b>When:</b> 14 March 2024, 19:00</p><p><b>Where:</b> City Hall</p>TEXT`, ""},
		"an event's line":          {`<h1>No ferry</h1><p>Event: 14 March 2024, 19:00, City Hall</p>TEXT`, ""},
		"a span":                   {`<h1>No ferry</h1><p class="date">14 March 2024 – 16 March 2024</p>TEXT`, ""},
		"no span":                  {`<h1>No ferry</h1><p class="date">14 March 2024 – 10:30</p>TEXT`, "2024-03-14"},
		"a sentence":               {`<h1>No ferry</h1><p>The board met on 12 May 2023 in the old town hall to speak of the ferry, which has not run for a year now, because nobody knows its chain.</p>TEXT`, ""},
		"a dateline":               {`<h1>No ferry</h1><p>Brackmere, 12 May 2023 – The board met in the old town hall to speak of the ferry, which has not run for a year now, because nobody knows its chain.</p>TEXT`, "2023-05-12"},
	} {
		f := read(t, `<html lang="en"><body><nav><a href="/">Home</a></nav><div>`+strings.Replace(tc.page, "TEXT", printedText, 1)+`</div></body></html>`)
		if got := f.Published.String(); got != tc.want {
			t.Errorf("%s: %q from %s, want %q", name, got, f.PubFrom.Source, tc.want)
		}
	}
}
