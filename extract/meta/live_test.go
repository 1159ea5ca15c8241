package meta

import (
	"fmt"
	"strings"
	"testing"
)

// Live blogs are told by their entries, each with its time, where the page or
// they are called so.
func TestLiveEntries(t *testing.T) {
	const entry = "The harbour board has stopped the ferry for the night because of the swell, a spokeswoman says in the afternoon."
	entries := func(n int, format string) string {
		var b strings.Builder
		for i := n; i > 0; i-- {
			fmt.Fprintf(&b, format, i, i, entry)
		}
		return b.String()
	}
	const timed = `<li class="entry"><time datetime="2024-05-03T1%d:05:00Z">1%d:05</time><p>%s</p></li>`
	for name, tc := range map[string]struct {
		page      string
		live      bool
		published string
	}{
		"called live by its title":   {`<h1>Storm Edda – live</h1><ul>` + entries(5, timed) + `</ul>`, true, "2024-05-03T11:05:00Z"},
		"called live by its entries": {`<h1>Storm Edda</h1><div>` + entries(5, strings.Replace(timed, `"entry"`, `"LiveBlogPost"`, 1)) + `</div>`, true, "2024-05-03T11:05:00Z"},
		"times without elements":     {`<h1>Liveticker: Storm Edda</h1><div>` + entries(5, `<div class="item"><span class="time">1%d:0%d Uhr</span><p>%s</p></div>`) + `</div>`, true, ""},
		"an article":                 {`<h1>Storm Edda</h1><ul>` + entries(5, timed) + `</ul>`, false, ""},
		"three entries":              {`<h1>Storm Edda – live</h1><ul>` + entries(3, timed) + `</ul>`, false, ""},
		"a list of links":            {`<h1>How to live by the sea</h1><p>` + entry + `</p><ul class="related">` + entries(6, timed) + `</ul>`, false, ""},
		"comments":                   {`<h1>Storm Edda – live</h1><p>` + entry + `</p><ol class="comments">` + entries(6, timed) + `</ol>`, false, ""},
	} {
		f := read(t, `<html lang="en"><body><main>`+tc.page+`</main></body></html>`)
		if f.Signals.LiveBlog != tc.live {
			t.Errorf("%s: live is %t", name, f.Signals.LiveBlog)
		}
		if tc.published != "" && f.Published.String() != tc.published {
			t.Errorf("%s: published %s, want %s", name, f.Published, tc.published)
		}
	}
}
