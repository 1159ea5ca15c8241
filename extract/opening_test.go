package extract_test

import (
	"strings"
	"testing"

	"copydesk/extract"
)

// story is a page with nothing but a heading and paragraphs.
func story(first, foot string) string {
	long := strings.Repeat("The harbour master has ordered forty new buoys for the channel, he said. ", 6)
	return `<html lang="en"><head><title>New buoys for the channel - Wend Harbour Courier</title></head><body><a href="/" class="logo">Wend Harbour Courier</a><h2>New buoys for the channel</h2><p>` + first + long + `</p><p>` + long + `</p>` + foot + `</body></html>`
}

// TestDatelines has places before a paragraph's dash: they are no authors.
func TestDatelines(t *testing.T) {
	for _, first := range []string{"<strong>Quill Point</strong> — ", "<b>Bad Homburg</b> – ", "<strong>Buenos Aires</strong>.- ", "<strong>Santa Clara.-</strong> ", "<em>Buenos Aires</em> (Wire) - "} {
		if a := page(t, story(first, ""), nil); len(a.Authors) > 0 {
			t.Errorf("%s: authors %q", first, a.Authors)
		}
	}
	if a := page(t, story("<strong>Ada Lind</strong><br>", ""), nil); len(a.Authors) != 1 {
		t.Errorf("a name in a line of its own: authors %q", a.Authors)
	}
}

// TestReportersWordAlone has lines that begin with a word for a reporter or a
// report, and name nobody.
func TestReportersWordAlone(t *testing.T) {
	for _, line := range []string{"כתבה ראשונה בסדרה", "เรื่อง สะพานเก่า", "خبرنگار حوزه شهری"} {
		if a := page(t, story(line+"<br>", ""), nil); len(a.Authors) > 0 {
			t.Errorf("%s: authors %q", line, a.Authors)
		}
	}
}

// TestTitleIsNoLogo has the site's name behind the title and in the page, and
// no first heading.
func TestTitleIsNoLogo(t *testing.T) {
	if a := page(t, story("", ""), nil); a.Title != "New buoys for the channel" {
		t.Errorf("title %q", a.Title)
	}
}

// TestLicenseLink has the link that Creative Commons gives to paste.
func TestLicenseLink(t *testing.T) {
	const by = "https://creativecommons.org/licenses/by/4.0/"
	if a := page(t, story("", `<footer><a rel="license" href="`+by+`">CC BY 4.0</a></footer>`), nil); a.License != by {
		t.Errorf("license %q", a.License)
	}
}

// TestFeedIsNoArticle has what lists pages, and is none.
func TestFeedIsNoArticle(t *testing.T) {
	item := "<item><title>New buoys for the channel</title><description>" + strings.Repeat("The harbour master has ordered forty new buoys. ", 40) + "</description></item>"
	for _, doc := range []string{
		`<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Wend Courier</title>` + item + "</channel></rss>",
		`<?xml version="1.0"?><!-- made by hand --><feed xmlns="http://www.w3.org/2005/Atom"><entry>` + item + "</entry></feed>",
	} {
		if a := page(t, doc, nil); a.IsArticle() || a.Quality.Verdict != extract.IndexPage {
			t.Errorf("%.60s…: %s", doc, a.Quality.Verdict)
		}
	}
}
