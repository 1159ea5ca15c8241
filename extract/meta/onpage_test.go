package meta

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// notSaid gives the first word of a text that its source has nowhere, in
// whatever way a page may write it: as it is, with entities, escaped in JSON.
// Capitals and small letters are the same.
func notSaid(source, text string) string {
	var forms []string
	for _, f := range []string{source, strings.ReplaceAll(source, `\`, ""), cdata.ReplaceAllString(source, ""), strings.ReplaceAll(source, "<", " ")} {
		for range 4 { // no text is unescaped more often
			forms = append(forms, folded(f), folded(unescapedJSON(f)), folded(tagRE.ReplaceAllString(f, " ")))
			f = html.UnescapeString(unescapedJSON(f))
		}
	}
	isMark := func(r rune) bool { return !unicode.IsLetter(r) }
	for word := range strings.FieldsFuncSeq(folded(text), isMark) {
		if !slices.ContainsFunc(forms, func(f string) bool { return strings.Contains(f, word) }) {
			return word
		}
	}
	return ""
}

// folded is a text without what is dropped on reading: marks of direction,
// broken bytes, the difference of capitals.
func folded(s string) string {
	return strings.Map(unicode.ToLower, cleanText(s))
}

// unescapedJSON undoes the escapes of strings, pairs of surrogates too.
func unescapedJSON(s string) string {
	return unicodeEscapes.ReplaceAllStringFunc(s, func(e string) string {
		var out string
		if json.Unmarshal([]byte(`"`+e+`"`), &out) != nil {
			return e
		}
		return out
	})
}

var unicodeEscapes = regexp.MustCompile(`(?:\\u[0-9A-Fa-f]{4})+|\\[bfnrt/\\"]`)

// What JSON-LD gives to an article stands in it.
func FuzzJSONLD(f *testing.F) {
	f.Add(`{"@type":"NewsArticle","author":[{"name":"A"}]}`)
	f.Add(`[{"a":/*x*/1,},]`)
	f.Add(`{&quot;a&quot;:1}`)
	f.Add(`{"@type":"NewsArticle","headline":"Bridge &amp;eacute;t\u00e9","author":{"givenName":"ADA","familyName":"LIND"},"keywords":"a, b","articleSection":["News"],"description":"<b>one</b>"}`)
	f.Add(`{"@graph":[{"@type":"Article","author":{"@id":"#a"}},{"@type":"Person","@id":"#a","name":"Ada Lind"}]}`)
	f.Fuzz(func(t *testing.T, s string) {
		if strings.Contains(strings.ToLower(s), "</script") {
			return // what stands behind it is no JSON-LD
		}
		got := read(t, `<html><head><script type="application/ld+json">`+s+`</script></head><body></body></html>`)
		for field, v := range map[string]string{
			"title": got.Title.Text, "subtitle": got.Subtitle.Text, "summary": got.Summary.Text, "byline": got.Byline.Text,
			"authors": strings.Join(got.Authors, " "), "tags": strings.Join(got.Tags, " "), "section": got.Section.Text,
			"body": got.JSONBody,
		} {
			if !utf8.ValidString(v) {
				t.Errorf("%s is not UTF-8: %q", field, v)
			}
			if strange := notSaid(s, v); strange != "" {
				t.Errorf("%q of the %s %q is not in the JSON-LD", strange, field, v)
			}
		}
		if again := read(t, `<html><head><script type="application/ld+json">`+s+`</script></head><body></body></html>`); again.Title != got.Title || !slices.Equal(again.Authors, got.Authors) {
			t.Errorf("read twice, differently: %q by %q, %q by %q", got.Title, got.Authors, again.Title, again.Authors)
		}
	})
}

// Names are of words that the byline has, and nothing that a name can't be.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"By Ada Lind and Bo Ek, Reuters", "LIND, Ada", "VON DER LEYEN URSULA | Politics", "記者 山田太郎", "Maria (Mia) Berg"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		names := Names(s, "Site")
		for i, n := range names {
			if strings.TrimSpace(n) != n || n == "" || !utf8.ValidString(n) || strings.ContainsFunc(n, unicode.IsControl) || len(n) > maxByline {
				t.Errorf("Names(%q) has %q", s, n)
			}
			if strange := notSaid(s, n); strange != "" {
				t.Errorf("Names(%q) has %q, and %q isn't there", s, n, strange)
			}
			if slices.Contains(names[:i], n) {
				t.Errorf("Names(%q) has %q twice", s, n)
			}
		}
	})
}
