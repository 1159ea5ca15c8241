package encode

import (
	"cmp"
	"html"
	"strings"

	"copydesk/extract"
)

// Text is an article to read: headline, who and when, text. Parts that are
// absent take no line; a standfirst that begins the text stands there alone.
func Text(a *extract.Article) []byte {
	subtitle := a.Subtitle
	if strings.HasPrefix(a.Text, subtitle) {
		subtitle = ""
	}
	var parts []string
	for _, s := range []string{a.Title, subtitle, imprint(a), a.Text} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return []byte(strings.Join(parts, "\n\n") + "\n")
}

// imprint says who wrote it, when and where.
func imprint(a *extract.Article) string {
	var parts []string
	for _, s := range []string{strings.Join(a.Authors, ", "), a.DatePublished, a.SiteName} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

// HTML is an article as a page of its own. The body is the sanitised HTML
// when the article carries it, else its text in paragraphs.
func HTML(a *extract.Article) []byte {
	esc := html.EscapeString
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html")
	if a.Language != "" {
		b.WriteString(` lang="` + esc(a.Language) + `"`)
	}
	b.WriteString(">\n<head>\n<meta charset=\"utf-8\">\n<title>" + esc(a.Title) + "</title>\n")
	if u := cmp.Or(a.CanonicalURL, a.URL); isWeb(u) {
		b.WriteString(`<link rel="canonical" href="` + esc(u) + "\">\n")
	}
	b.WriteString("</head>\n<body>\n<article>\n")
	if a.Title != "" {
		b.WriteString("<h1>" + esc(a.Title) + "</h1>\n")
	}
	if s := imprint(a); s != "" {
		b.WriteString("<p><small>" + esc(s) + "</small></p>\n")
	}
	b.WriteString(htmlBody(a) + "\n</article>\n</body>\n</html>\n")
	return []byte(b.String())
}

func htmlBody(a *extract.Article) string {
	if a.HTML != "" {
		return a.HTML
	}
	var paras []string
	for p := range strings.SplitSeq(a.Text, "\n\n") {
		paras = append(paras, "<p>"+strings.ReplaceAll(html.EscapeString(p), "\n", "<br>\n")+"</p>")
	}
	return strings.Join(paras, "\n")
}

func isWeb(u string) bool {
	return strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://")
}
