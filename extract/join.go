package extract

import (
	"slices"
	"strings"
)

// Join adds the content of a further page to an article that is spread over
// several; false when the page holds none of it. Blocks that stood on an
// earlier page are left out.
func Join(a, more *Article) bool {
	switch more.Quality.Verdict {
	case OK, Paywalled, TooShort:
	default:
		return false
	}
	text := joinBlocks(a.Text, more.Text)
	if text == a.Text {
		return false
	}
	a.SetText(text)
	a.Markdown = joinBlocks(a.Markdown, more.Markdown)
	if a.HTML != "" && more.HTML != "" {
		a.HTML += "\n" + more.HTML
	}
	for _, img := range more.Images {
		if !slices.ContainsFunc(a.Images, func(i Image) bool { return i.URL == img.URL }) {
			a.Images = append(a.Images, img)
		}
	}
	for _, l := range more.Links {
		if !slices.Contains(a.Links, l) {
			a.Links = append(a.Links, l)
		}
	}
	return true
}

// joinBlocks adds the blocks that are new to a text.
func joinBlocks(text, more string) string {
	had := map[string]bool{}
	for b := range strings.SplitSeq(text, "\n\n") {
		had[b] = true
	}
	var out []string
	for b := range strings.SplitSeq(more, "\n\n") {
		if b != "" && !had[b] {
			out = append(out, b)
		}
	}
	if len(out) == 0 {
		return text
	}
	return strings.TrimPrefix(text+"\n\n"+strings.Join(out, "\n\n"), "\n\n")
}
