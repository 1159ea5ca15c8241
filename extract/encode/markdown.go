package encode

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strings"
	"unicode"

	"copydesk/extract"
)

// Markdown is an article as a Markdown file: front matter, headline, body.
// The body is the article's own Markdown when it carries one, else its text
// with whatever Markdown would read as mark-up escaped.
func Markdown(a *extract.Article) []byte {
	var b bytes.Buffer
	frontMatter(&b, a)
	if a.Title != "" {
		b.WriteString("\n# " + escapeMarkdown(a.Title) + "\n")
	}
	if body := cmp.Or(a.Markdown, escapeMarkdown(a.Text)); body != "" {
		b.WriteString("\n" + body + "\n")
	}
	return b.Bytes()
}

// frontMatter writes YAML; a JSON string is a YAML string, so no value can
// break out of its line.
func frontMatter(b *bytes.Buffer, a *extract.Article) {
	b.WriteString("---\n")
	for _, f := range []struct{ key, value string }{
		{"id", a.ID}, {"title", a.Title}, {"subtitle", a.Subtitle}, {"url", cmp.Or(a.CanonicalURL, a.URL)},
		{"site", a.SiteName}, {"site_id", a.SiteID}, {"date", a.DatePublished}, {"lastmod", a.DateModified},
		{"language", a.Language}, {"section", a.Section}, {"summary", a.Summary}, {"license", a.License},
	} {
		if f.value != "" {
			b.WriteString(f.key + ": " + yamlString(f.value) + "\n")
		}
	}
	for _, l := range []struct {
		key  string
		list []string
	}{{"authors", a.Authors}, {"tags", a.Tags}} {
		if len(l.list) == 0 {
			continue
		}
		b.WriteString(l.key + ":\n")
		for _, s := range l.list {
			b.WriteString("  - " + yamlString(s) + "\n")
		}
	}
	if a.Image != nil && a.Image.URL != "" {
		b.WriteString("image: " + yamlString(a.Image.URL) + "\n")
	}
	b.WriteString("---\n")
}

// yamlString is a JSON string in which what YAML won't have in a quoted
// string is escaped too.
func yamlString(s string) string {
	quoted, _ := json.Marshal(strings.ToValidUTF8(s, "\uFFFD")) // a string always marshals
	var b strings.Builder
	for _, r := range string(quoted) {
		if r == 0x7f || r >= 0x80 && r <= 0x9f && r != 0x85 || r == '\ufeff' {
			b.WriteString("\\u" + hex4(r))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func hex4(r rune) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15]})
}

// escapeMarkdown makes plain text mean itself in Markdown.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		escapeLine(&b, line)
	}
	return b.String()
}

func escapeLine(b *strings.Builder, line string) {
	text := strings.TrimLeft(line, " \t")
	b.WriteString(line[:len(line)-len(text)])
	switch n := orderedMark(text); {
	case n > 0: // "1. " and "1) " would begin a list
		b.WriteString(text[:n] + `\`)
		text = text[n:]
	case strings.HasPrefix(text, "#"), strings.HasPrefix(text, "+ "), strings.HasPrefix(text, "="), strings.HasPrefix(text, "---"), strings.HasPrefix(text, "~~~"):
		b.WriteByte('\\')
	}
	for _, r := range text {
		if strings.ContainsRune("\\`*_[]<>|", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
}

func orderedMark(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n > 0 && n <= 9 && n+1 < len(s) && (s[n] == '.' || s[n] == ')') && s[n+1] == ' ' {
		return n
	}
	return 0
}

// FileName is a name for an article's file that stays in its folder on every
// system: from the ID, in letters that all of them have.
func FileName(a *extract.Article, ext string) string {
	name := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_') {
			return unicode.ToLower(r)
		}
		return '_'
	}, a.ID)
	if name == "" || isDevice(name) {
		name = "article_" + name
	}
	return name[:min(len(name), 100)] + ext
}

// isDevice says whether Windows keeps a name for itself, with any extension.
func isDevice(name string) bool {
	switch name {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(name) == 4 && (name[:3] == "com" || name[:3] == "lpt") && name[3] >= '0' && name[3] <= '9'
}
