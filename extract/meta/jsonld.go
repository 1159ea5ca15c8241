package meta

import (
	"bytes"
	"encoding/json"
	"html"
	"regexp"
	"strings"

	"copydesk/extract/dom"
)

// ldNode is one object of a page's JSON-LD.
type ldNode = map[string]any

// ldGraph is all JSON-LD of a page.
type ldGraph struct {
	nodes []ldNode          // every object with a type, outermost first
	byID  map[string]ldNode // by @id
}

// limits of JSON-LD: what lies deeper or beyond is left out.
const (
	maxLDDepth = 12
	maxLDNodes = 2000
	maxLDBytes = 2 << 20
)

// readLD reads the page's ld+json scripts.
func readLD(scripts []string) *ldGraph {
	g := &ldGraph{byID: map[string]ldNode{}}
	total := 0
	for _, s := range scripts {
		if total += len(s); total > maxLDBytes {
			break
		}
		for _, v := range parseLenient(s) {
			g.collect(v, 0)
		}
	}
	return g
}

// collect gathers objects with a type, and what @id they have.
func (g *ldGraph) collect(v any, depth int) {
	if depth > maxLDDepth || len(g.nodes) > maxLDNodes {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			g.collect(e, depth+1)
		}
	case ldNode:
		if _, ok := v["@type"]; ok {
			g.nodes = append(g.nodes, v)
		}
		if id, ok := v["@id"].(string); ok && len(v) > 1 {
			if _, seen := g.byID[id]; !seen {
				g.byID[id] = v
			}
		}
		for _, key := range sortedLDKeys(v) {
			switch v[key].(type) {
			case ldNode, []any:
				g.collect(v[key], depth+1)
			}
		}
	}
}

// sortedLDKeys puts @graph and mainEntity first, so that nodes come in an
// order that does not depend on the map's.
func sortedLDKeys(n ldNode) []string {
	keys := make([]string, 0, len(n))
	for k := range n {
		keys = append(keys, k)
	}
	sortStrings(keys)
	return keys
}

// resolve follows a reference by @id.
func (g *ldGraph) resolve(v any) any {
	if n, ok := v.(ldNode); ok && len(n) <= 2 {
		if id, ok := n["@id"].(string); ok {
			if full := g.byID[id]; full != nil {
				return full
			}
		}
	}
	return v
}

// parseLenient reads JSON as publishers write it: comments, trailing commas,
// raw line breaks in strings, HTML entities, CDATA, several values in a row.
func parseLenient(s string) []any {
	s = strings.TrimSpace(strings.TrimPrefix(s, "\ufeff"))
	s = strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(s, "<!--")), "-->")
	if strings.HasPrefix(s, "//<![CDATA[") || strings.HasPrefix(s, "<![CDATA[") || strings.HasPrefix(s, "/*<![CDATA[") {
		s = cdata.ReplaceAllString(s, "")
	}
	if strings.HasPrefix(s, "{&quot;") || strings.HasPrefix(s, "[{&quot;") || strings.HasPrefix(s, "{ &quot;") {
		s = html.UnescapeString(s)
	}
	if out, ok := decodeAll([]byte(s)); ok {
		return out
	}
	out, _ := decodeAll(mend([]byte(s)))
	return out
}

var cdata = regexp.MustCompile(`(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|(?://|/\*)?\s*\]\]>\s*(?:\*/)?`)

// decodeAll decodes the values of b one after another, and is false when one
// is broken; what came before it is returned.
func decodeAll(b []byte) ([]any, bool) {
	d := json.NewDecoder(bytes.NewReader(b))
	var out []any
	for d.More() {
		var v any
		if err := d.Decode(&v); err != nil {
			return out, false
		}
		out = append(out, v)
		// A semicolon or comma between values.
		rest := bytes.TrimLeft(b[d.InputOffset():], " \t\r\n")
		if len(rest) > 0 && (rest[0] == ';' || rest[0] == ',') {
			b = rest[1:]
			d = json.NewDecoder(bytes.NewReader(b))
		}
	}
	return out, true
}

// mend repairs what JSON doesn't allow: comments, trailing commas, control
// characters in strings, bad escapes, missing closing brackets.
func mend(b []byte) []byte {
	out := make([]byte, 0, len(b)+16)
	var open []byte
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c == '"':
			j := stringEnd(b, i)
			out = mendString(out, b[i:j])
			i = j - 1
		case c == '/' && i+1 < len(b) && b[i+1] == '/':
			for i < len(b) && b[i] != '\n' {
				i++
			}
		case c == '/' && i+1 < len(b) && b[i+1] == '*':
			if k := bytes.Index(b[i+2:], []byte("*/")); k >= 0 {
				i += 2 + k + 1
			} else {
				i = len(b)
			}
		case c == '{' || c == '[':
			open = append(open, c+2) // the closing bracket's code
			out = append(out, c)
		case c == '}' || c == ']':
			if len(open) == 0 || open[len(open)-1] != c {
				continue
			}
			open = open[:len(open)-1]
			out = append(dropComma(out), c)
		default:
			out = append(out, c)
		}
	}
	for i := len(open) - 1; i >= 0; i-- {
		out = append(dropComma(out), open[i])
	}
	return out
}

func dropComma(out []byte) []byte {
	t := bytes.TrimRight(out, " \t\r\n")
	if len(t) > 0 && t[len(t)-1] == ',' {
		return t[:len(t)-1]
	}
	return out
}

// stringEnd is the index after the string that begins at i. A quotation mark
// that is not followed by what may follow a string is taken as part of it.
func stringEnd(b []byte, i int) int {
	for j := i + 1; j < len(b); j++ {
		switch b[j] {
		case '\\':
			j++
		case '"':
			rest := bytes.TrimLeft(b[j+1:min(len(b), j+80)], " \t\r\n")
			if len(rest) == 0 || strings.IndexByte(",:}]/", rest[0]) >= 0 {
				return j + 1
			}
		}
	}
	return len(b)
}

func mendString(out, s []byte) []byte {
	out = append(out, '"')
	body := s[1:]
	if len(s) > 1 && s[len(s)-1] == '"' {
		body = s[1 : len(s)-1]
	}
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '\\' && i+1 < len(body):
			i++
			if strings.IndexByte(`"\/bfnrtu`, body[i]) < 0 {
				out = append(out, body[i])
				continue
			}
			out = append(out, c, body[i])
		case c == '"':
			out = append(out, '\\', '"')
		case c == '\n':
			out = append(out, '\\', 'n')
		case c < 0x20 || c == '\\':
			out = append(out, ' ')
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}

// types are the node's types.
func types(n ldNode) []string {
	switch t := n["@type"].(type) {
	case string:
		return []string{strings.TrimPrefix(strings.TrimPrefix(t, "http://schema.org/"), "https://schema.org/")}
	case []any:
		var out []string
		for _, e := range t {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

func isType(n ldNode, names ...string) bool {
	for _, t := range types(n) {
		for _, want := range names {
			if t == want {
				return true
			}
		}
	}
	return false
}

// articleTypes are the types that an article's node bears, the surest first.
func isArticleNode(n ldNode) bool {
	for _, t := range types(n) {
		switch t {
		case "Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
			"BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "AdvertiserContentArticle", "SatiricalArticle", "ScholarlyArticle", "TechArticle",
			"LiveBlogPosting", "SocialMediaPosting", "Report", "Review", "HowTo", "Recipe", "CreativeWork", "MedicalScholarlyArticle", "NewsMediaArticle", "article", "newsarticle":
			return true
		}
	}
	return false
}

// str is a string of a node: a text, the text of {"@value"}, the first of a
// list.
func (g *ldGraph) str(v any) string {
	switch v := g.resolve(v).(type) {
	case string:
		return cleanText(v)
	case float64:
		return ""
	case []any:
		for _, e := range v {
			if s := g.str(e); s != "" {
				return s
			}
		}
	case ldNode:
		for _, k := range []string{"@value", "name", "url", "@id"} {
			if s, ok := v[k].(string); ok && s != "" {
				return cleanText(s)
			}
		}
	}
	return ""
}

// strs are all strings of a value; a single string of a list of keywords is
// split at commas.
func (g *ldGraph) strs(v any) []string {
	switch v := g.resolve(v).(type) {
	case string:
		return splitList(cleanText(v))
	case []any:
		var out []string
		for _, e := range v {
			if s := g.str(e); s != "" {
				out = append(out, s)
			}
		}
		return out
	case ldNode:
		if s := g.str(v); s != "" {
			return []string{s}
		}
	}
	return nil
}

func splitList(s string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '、' || r == '،' || r == '，' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// cleanText undoes HTML entities and tags that publishers leave in JSON and
// metas, and folds white space.
func cleanText(s string) string {
	for range 2 {
		if !strings.Contains(s, "&") {
			break
		}
		s = html.UnescapeString(s)
	}
	if strings.Contains(s, "<") && strings.Contains(s, ">") {
		s = tagRE.ReplaceAllString(s, " ")
	}
	return strings.TrimSpace(dom.Fold(strings.ToValidUTF8(strings.Map(printable, s), "")))
}

func printable(r rune) rune {
	if r == 0xfffd || r < ' ' && r != '\n' && r != '\t' || 0x7f <= r && r < 0xa0 {
		return ' '
	}
	return r
}

var tagRE = regexp.MustCompile(`</?[a-zA-Z][^<>]{0,300}>`)
