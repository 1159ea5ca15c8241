package extract_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"copydesk/extract"
)

// payloads are attacks on what shows HTML: some of our own, and the public
// lists where they stand beside the project.
func payloads(t *testing.T) []string {
	out := []string{
		`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg onload=alert(1)>`, `<a href="javascript:alert(1)">x</a>`, `<a href=" java&#10;script:alert(1)">x</a>`,
		`<a href="data:text/html,<script>alert(1)</script>">x</a>`, `<iframe srcdoc="<script>alert(1)</script>"></iframe>`, `<p onclick=alert(1)>x</p>`, `<form action=javascript:alert(1)><button>x</button></form>`,
		`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<a href="vbscript:x">x</a>`, `<object data="data:text/html,x"></object>`, `<base href="javascript:/">`, `[x](javascript:alert(1))`,
	}
	dir := os.Getenv("COPYDESK_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "data")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "xss_payloads.json"))
	if err != nil {
		return out
	}
	var list []struct{ Payload string }
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		out = append(out, p.Payload)
	}
	return out
}

// scriptLink is a Markdown link to a script; an escaped bracket makes none.
var scriptLink = regexp.MustCompile(`(?i)(?:^|[^\\])\[[^\]]*\]\(\s*<?(?:javascript|data|vbscript):`)

// Nothing that runs comes out, in HTML or in Markdown, wherever on the page it
// stands.
func TestNothingRuns(t *testing.T) {
	for _, p := range payloads(t) {
		body := paras(para1) + "<p>" + p + " and words after it, so that the block is long enough to be kept.</p>" + paras(para2, para3)
		d, err := extract.Parse(extract.Page{URL: "https://courier.example/2024/bridge-reopens-after-years", ContentType: "text/html", FetchedAt: clock,
			Body: []byte("<!DOCTYPE html><html><body><article><h1>Bridge</h1>" + body + "</article></body></html>")})
		if err != nil {
			t.Fatal(err)
		}
		a, err := d.Article(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Render(a, nil, extract.Formats{HTML: true, Markdown: true}); err != nil {
			t.Fatal(err)
		}
		if bad := dangerous(t, a.HTML); bad != "" {
			t.Errorf("%s from %q in:\n%s", bad, p, a.HTML)
		}
		if bad := scriptLink.FindString(a.Markdown); bad != "" {
			t.Errorf("%q from %q in:\n%s", bad, p, a.Markdown)
		}
		for _, l := range a.Links {
			if !strings.HasPrefix(l.URL, "http://") && !strings.HasPrefix(l.URL, "https://") && !strings.HasPrefix(l.URL, "mailto:") && !strings.HasPrefix(l.URL, "tel:") {
				t.Errorf("link %q from %q", l.URL, p)
			}
		}
	}
}

// dangerous parses what came out again and names what could run.
func dangerous(t *testing.T, out string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "iframe", "object", "embed", "form", "svg", "math", "style", "base", "meta", "link", "template", "img", "video", "audio":
			return "<" + n.Data + ">"
		}
		for _, a := range n.Attr {
			v := strings.ToLower(strings.TrimSpace(a.Val))
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" || strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "data:") || strings.HasPrefix(v, "vbscript:") {
				return a.Key + "=" + a.Val
			}
		}
	}
	return ""
}
