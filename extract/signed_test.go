package extract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"copydesk/extract"
)

// linkedLeads are what a list says of other stories.
var linkedLeads = []string{
	"Whoever stood on the quay last Monday saw the flags on both of its masts, and heard the bell that had hung in the church until the roof fell in […]",
	"Bees have lived above the reading room since the spring, and the librarian, who was stung twice, has asked that nobody wave at them through the glass […]",
	"It took the council nine years to agree on the colour of the swimming pool, and nine minutes to be told by the children that it was the wrong one […]",
	"The last smith of the harbour has found an apprentice at last, a girl of sixteen who came to have a gate mended and stayed for the whole afternoon […]",
	"Snow fell on the orchards in the first week of May, when the trees were white already, and the growers lit four thousand small fires between them […]",
	"A choir of postmen will sing in the sorting hall on Sunday, among the sacks, because the town hall is too warm for their coats and too dear to rent […]",
}

// A page of linked headlines and their leads is a list; at an article's address,
// signed and dated for readers, it is a column that somebody wrote.
func TestSignedList(t *testing.T) {
	var items strings.Builder
	for i, lead := range linkedLeads {
		fmt.Fprintf(&items, `<div><h3><a href="/2024/05/0%[1]d/story-%[1]d">Story of the week, number %[1]d of six</a></h3><p>%[2]s</p><a href="/2024/05/0%[1]d/story-%[1]d">Read the rest</a></div>`, i+1, lead)
	}
	for byline, want := range map[string]extract.PageType{
		`<div class="byline">By <a rel="author" href="/author/ada-lind">Ada Lind</a> <time>May 9, 2024</time></div>`: extract.TypeArticle,
		``: extract.TypeIndex,
	} {
		html := `<html lang="en"><title>Six stories that we liked</title><main><h1>Six stories that we liked</h1>` + byline + items.String() + `</main>`
		page := extract.Page{URL: "https://news.example/2024/05/six-stories-that-we-liked-this-spring.html", Body: []byte(html), FetchedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
		a, err := extract.FromPage(page, nil)
		if a == nil || a.PageType != want {
			t.Errorf("byline %q: not %s: %v, %+v", byline, want, err, a)
		}
	}
}
