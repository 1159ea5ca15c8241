package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"copydesk/extract/body"
	"copydesk/extract/meta"
)

// thin is below how many words the text found in the markup is doubted, and
// other places are looked at.
const thin = 60

// secondOpinion looks for the text elsewhere when the markup gave hardly any:
// in JSON-LD, in the state that a framework's page carries along, and at last
// by readability. What it finds must be much more than what there was.
func (d *Document) secondOpinion(a *Article, f *meta.Fields, b *body.Body) {
	if b.Words >= thin {
		return
	}
	replace := func(text, source string) bool {
		words := countWords(text)
		if words < 2*b.Words || words < short {
			return false
		}
		a.Text = text
		a.Links = nil
		a.Provenance["text"] = Provenance{Source: source, Raw: cut(text, 80)}
		d.replaced = true
		return true
	}
	if replace(paragraphs(f.JSONBody), "json_ld:$.articleBody") {
		return
	}
	if text, path := stateText(f.Signals.State); replace(text, "state:"+path) {
		return
	}
	if b.Words < short {
		if text := d.readability(); text != "" && !linkHeavy(text, b) {
			replace(text, "readability")
		}
	}
}

// linkHeavy refuses what readability makes of lists of links: more lines than
// sentences, or a page that is hardly anything but links, as the days of a
// calendar in one line.
func linkHeavy(text string, b *body.Body) bool {
	if b.Stats().LinkShare > 0.8 {
		return true
	}
	lines := strings.Count(text, "\n\n") + 1
	ends := strings.Count(text, ". ") + strings.Count(text, ".\n") + strings.Count(text, "。") + strings.Count(text, "! ") + strings.Count(text, "? ")
	return b.Stats().Teasers >= 5 && lines > 2*ends
}

// paragraphs cleans a text that stands in one string: HTML or plain.
func paragraphs(s string) string {
	if strings.Contains(s, "<p") || strings.Contains(s, "<br") || strings.Contains(s, "</") {
		return fragmentText(s)
	}
	s = html.UnescapeString(s)
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.Join(strings.Fields(line), " "); line != "" && !body.FormLine(line) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n\n")
}

// maxFragment bounds the HTML in one string.
const maxFragment = 1 << 20

func fragmentText(s string) string {
	if len(s) > maxFragment {
		return ""
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	root, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return ""
	}
	return body.PlainText(root)
}
