package meta

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// Dates of blogs and mastheads, and of videos.
func TestWhichDate(t *testing.T) {
	const text = `<p>The ferry of Brackmere will not run before spring, the harbour board said on Tuesday after a long meeting in the old town hall.</p>`
	for name, tc := range map[string]struct{ page, want string }{
		"an abbreviation's title":       {`<h1>No ferry</h1>` + text + `<span>at <abbr class="published" title="2024-05-06T23:30:00+07:00">23:30</abbr></span>`, "2024-05-06T23:30:00+07:00"},
		"a post's own before the day's": {`<h2 class="date-header"><span>Tuesday, 7 May 2024</span></h2><h1>No ferry</h1>` + text + `<abbr class="published" title="2024-05-06T23:30:00+07:00">23:30</abbr>`, "2024-05-06T23:30:00+07:00"},
		"the day's alone":               {`<h2 class="date-header"><span>Tuesday, 7 May 2024</span></h2><h1>No ferry</h1>` + text, "2024-05-07"},
		"the paper's own date":          {`<div class="top-header"><span class="date">Friday, 24 May 2024</span></div><h1>No ferry</h1><p class="date">6 May 2024</p>` + text, "2024-05-06"},
		"the day over the page":         {`<div id="top">Friday, 24 May 2024</div><h1>No ferry</h1><p>By Ana Lind, 6 May 2024</p>` + text, "2024-05-06"},
		"a comment of today":            {`<header>Friday, 24 May 2024</header><h1>No ferry</h1><p>Published on 6 May 2024</p>` + text + `<div id="comentarios"><b>Carlos</b> 24/05/2024 <p>A shame.</p></div>`, "2024-05-06"},
		"today, and today's update":     {`<div class="top-bar">Friday, 24 May 2024 | Name day: Susan</div><h1>No ferry</h1><p><span class="date">6 May 2024</span> <span>(updated: 24 May 2024)</span></p>` + text, "2024-05-06"},
		"the weekday behind":            {`<div class="head">2024-05-24 (Fri)</div><h1>No ferry</h1><p>Ana Lind | Posted 6 May 2024</p>` + text, "2024-05-06"},
		"an article of today":           {`<div class="article-header"><span class="date">24 May 2024</span><h1>No ferry</h1></div>` + text + `<p class="date">6 May 2024</p>`, "2024-05-24"},
		"nothing but the paper's":       {`<div class="top-header"><span class="date">Friday, 24 May 2024</span></div><h1>No ferry</h1>` + text, "2024-05-24"},
		"a video's upload":              {`<script type="application/ld+json">{"@type":"VideoObject","name":"No ferry","uploadDate":"2024-05-06T10:00:00Z"}</script><h1>No ferry</h1><video></video>`, "2024-05-06T10:00:00Z"},
		"a video in an article":         {`<script type="application/ld+json">[{"@type":"NewsArticle","headline":"No ferry"},{"@type":"VideoObject","name":"No ferry","uploadDate":"2023-05-06T10:00:00Z"}]</script><h1>No ferry</h1>` + text, ""},
		"another video":                 {`<script type="application/ld+json">{"@type":"VideoObject","name":"A smith at work","uploadDate":"2023-05-06T10:00:00Z"}</script><h1>No ferry</h1>` + text, ""},
		"a video, and a date beside":    {`<script type="application/ld+json">{"@type":"VideoObject","name":"No ferry","uploadDate":"2023-05-06T10:00:00Z"}</script><h1>No ferry</h1><p class="date">7 May 2024</p>` + text, "2024-05-07"},
	} {
		root, err := html.Parse(strings.NewReader(`<html lang="en"><body>` + tc.page + `</body></html>`))
		if err != nil {
			t.Fatal(err)
		}
		u, _ := url.Parse("https://news.example/ferry")
		f := Read(root, Options{URL: u, Now: time.Date(2024, 5, 24, 9, 0, 0, 0, time.UTC)})
		if got := f.Published.String(); got != tc.want {
			t.Errorf("%s: %q from %s, want %q", name, got, f.PubFrom.Source, tc.want)
		}
	}
	f := read(t, `<html lang="it"><body><h1>No ferry</h1><p class="date">7 maggio 2024 (modifica il 8 maggio 2024 | 09:12)</p>`+text+`</body></html>`)
	if f.Published.String() != "2024-05-07" || f.Modified.String() != "2024-05-08" {
		t.Errorf("published %s, modified %s", f.Published, f.Modified)
	}
}
