package meta

import (
	"fmt"
	"testing"
)

// The day at the top of the page gives way to one at the headline, whatever either
// is printed in, and long after it was printed.
func TestMastheadDay(t *testing.T) {
	const nav = `<nav><a href="/">Home</a><a href="/a">World</a></nav>`
	const menu = `<div class="menu"><ul><li><a href="/">Home</a></li><li><a href="/a">World</a></li></ul></div>`
	tops := []string{
		`<header><p>Friday, 7 November 2023</p></header>` + nav,
		`<header>` + nav + `<p>Friday, 7 November 2023</p></header>`,
		`<header><ul><li>7 November 2023</li><li><a href="/">Home</a></li></ul></header>` + nav,
		`<header><time datetime="2023-11-07">7 November 2023</time></header>` + menu,
		`<div>Today: 2023-11-07</div>` + nav,
		`<div>7 November 2023</div>` + menu,
		`<div class="top-bar"><span class="date">7 November 2023</span></div>`,
	}
	articles := []string{
		`<div><h1>No ferry</h1><span class="date">3 November 2023</span>%s</div>`,
		`<div><h1>No ferry</h1><time>3 November 2023</time>%s</div>`,
		`<div><h1>No ferry</h1><div>By Ada Lind | 3 November 2023</div>%s</div>`,
		`<article><header><h1>No ferry</h1><p>3 November 2023</p></header>%s</article>`,
		`<main><p class="meta">3 November 2023</p><h1>No ferry</h1>%s</main>`,
		`<main><h1>No ferry</h1>%s<p>Published: 3 November 2023</p></main>`,
	}
	for _, top := range tops {
		for _, a := range articles {
			page := `<html lang="en"><body>` + top + fmt.Sprintf(a, printedText) + `</body></html>`
			if got := read(t, page).Published.String(); got != "2023-11-03" {
				t.Errorf("%s\n %s: %q", top, a, got)
			}
		}
	}
	for name, page := range map[string]string{
		"the only one":               `<div class="story-top"><p class="date">7 November 2023</p></div><h1>No ferry</h1>` + printedText,
		"above the headline":         `<p class="date">7 November 2023</p><h1>No ferry</h1>` + printedText + `<div class="related"><a href="/b">Bridge</a> 3 November 2023</div>`,
		"in the article's own head":  `<article><header><p>7 November 2023</p><h1>No ferry</h1></header>` + printedText + `<p>3 November 2023</p></article>`,
		"above the way to the story": nav + `<div>7 November 2023</div><h1>No ferry</h1>` + printedText,
	} {
		if got := read(t, `<html lang="en"><body>`+page+`</body></html>`).Published.String(); got != "2023-11-07" {
			t.Errorf("%s: %q", name, got)
		}
	}
}
