package decode

import (
	"bytes"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// data keeps scripts that say that they are data.
func data(tag, _ []byte) bool { return bytes.Contains(tag, []byte("json")) }

func TestPrune(t *testing.T) {
	for _, tc := range []struct{ name, page, want string }{
		{"nothing to leave out", `<p>a<br>b</p>`, `<p>a<br>b</p>`},
		{"code", `a<script>if (a<b) f("</p>")</script>b`, `a<script></script>b`},
		{"code in a file", `<script src="a.js"></script>b`, `<script src="a.js"></script>b`},
		{"data", `<script type="application/ld+json">{"a":1}</script>`, `<script type="application/ld+json">{"a":1}</script>`},
		{"capitals", `<SCRIPT>x</SCRIPT ><Style>p{}</sTYLE>`, `<SCRIPT></SCRIPT ><Style></sTYLE>`},
		{"style", `<style media="a>b">p > a {}</style>c`, `<style media="a>b"></style>c`},
		{"drawing", `<a><svg width="1"><g><path d="M0"/><svg><use/></svg></g><title>Menu</title></svg>b</a>`, `<a><svg width="1"></svg>b</a>`},
		{"drawing that is closed at once", `<svg width="1"/><p>text</p><svg></svg>`, `<svg width="1"/><p>text</p><svg></svg>`},
		{"drawing without an end", `<svg><path d="M0"><p>text`, `<svg><path d="M0"><p>text`},
		{"drawing that a paragraph ends", `<svg><path/><p>text</p></svg>`, `<svg><path/><p>text</p></svg>`},
		{"drawing with a text of HTML", `<svg><foreignObject><p>text</p></foreignObject></svg>`, `<svg><foreignObject><p>text</p></foreignObject></svg>`},
		{"tags in attributes", `<p title="<script>">text</p><script>x</script>`, `<p title="<script>">text</p><script></script>`},
		{"quotation marks in each other", `<p a='"' b=">" c='<script>'>text<script>x</script>`, `<p a='"' b=">" c='<script>'>text<script></script>`},
		{"marks without meaning", `<p it's>text<p title=it's>text</p><script>x</script>`, `<p it's>text<p title=it's>text</p><script></script>`},
		{"comment", `<!-- <script> -->text<!-- </script> --><script>x</script>`, `text<script></script>`},
		{"an end tag with marks", `</p ='<!-- -->a<textarea><!-- -->b`, `</p ='<!-- -->a<textarea><!-- -->b`},
		{"comments that part something", `<<!-- -->p> &am<!-- -->p; a<!-- -->b <!-- -->c<!-- --><br>`, `<<!-- -->p> &am<!-- -->p; a<!-- -->b c<br>`},
		{"empty comments", `<!--><script>x</script><!---><script>y</script>-->`, `<!--><script></script><!---><script></script>-->`},
		{"script in a comment in a script", `<script><!-- <script>a</script> text --></script><script>x</script>`, `<script><!-- <script>a</script> text --></script><script>x</script>`},
		{"comment in a script", `<script><!-- a --></script>text`, `<script></script>text`},
		{"text of a field", `<textarea><script>x</script></textarea><title><style>a</style></title><style>b</style>`, `<textarea><script>x</script></textarea><title><style>a</style></title><style></style>`},
		{"text for browsers without scripts", `<noscript><style>a</style></noscript><style>b</style>`, `<noscript><style>a</style></noscript><style></style>`},
		{"no tag", `a < b <3 <script>x</script>`, `a < b <3 <script></script>`},
		{"no end", `text<script>x`, `text<script>x`},
		{"other names", `<scripts>x</scripts><svgs>y</svgs><script-a>z</script-a>`, `<scripts>x</scripts><svgs>y</svgs><script-a>z</script-a>`},
		{"plain from here", `<plaintext><script>x</script>`, `<plaintext><script>x</script>`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := io.ReadAll(Prune([]byte(tc.page), data).Reader())
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			samePlaces(t, tc.page)
		})
	}
}

func TestPruneCounts(t *testing.T) {
	p := Prune([]byte(`<script>four</script><script type="json">{}</script><style>p{}</style><script>six..</script>`), data)
	if p.Scripts != 9 {
		t.Errorf("%d bytes of scripts left out, want 9", p.Scripts)
	}
}

// samePlaces checks that a pruned page gives the tree that the whole one gives
// but for what scripts, styles and drawings hold.
func samePlaces(t *testing.T, page string) {
	t.Helper()
	whole, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return // too deep
	}
	pruned, err := html.Parse(Prune([]byte(page), data).Reader())
	if err != nil {
		t.Fatalf("%v, but not for the whole page", err)
	}
	if a, b := hollow(whole), hollow(pruned); a != b {
		t.Errorf("page %q\nwhole  %q\npruned %q", page, a, b)
	}
}

// hollow is a tree as nested names, attributes and texts, without comments and
// the insides of what may be left out.
func hollow(n *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.CommentNode:
			return
		case html.TextNode: // comments part texts, and white space in tables
			b.WriteString(strings.Join(strings.Fields(n.Data), ""))
			return
		}
		b.WriteString("(" + n.Data)
		for _, a := range n.Attr {
			b.WriteString(" " + a.Key + "=" + a.Val)
		}
		if n.Type != html.ElementNode || n.Data != "style" && n.Data != "svg" && (n.Data != "script" || strings.Contains(hollowTag(n), "json")) {
			for c := range n.ChildNodes() {
				walk(c)
			}
		}
		b.WriteString(")")
	}
	walk(n)
	return b.String()
}

func hollowTag(n *html.Node) (out string) {
	for _, a := range n.Attr {
		out += a.Key + a.Val
	}
	return out
}

// pieces are what parsers and pruners may see differently.
var pieces = strings.Split(`<script>|</script>|<script type=json>|<style>|</style>|<svg>|</svg>|<svg/>|<path d='M0'/>|<g>|</g>|<title>|</title>|<textarea>|</textarea>|<noscript>|</noscript>|`+
	`<iframe>|</iframe>|<xmp>|</xmp>|<!--|-->|--!>|<!-->|<!|<?|</|</ |<p|<p>|</p>|<div a="|<div a='|"|'| =|>|/>|<a b=|text| |<table>|<tr>|<td>|</table>|<select>|<option>|<math>|<mi>|<desc>|<![CDATA[|]]>|<template>|<body>|<svg x=">|<SVG>|</Script|<plaintext>|&am|&lt|p;|;|<!-- -->|<|<a>|</a>|<path>|</path>|</g>|<b>|</svg0>|<svgs>|</scripts>|</style0>`, "|")

// Whatever stands in whatever order, the tree is the same.
const seed = 2

func TestPruneOfPieces(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, seed))
	for range 20_000 {
		var page strings.Builder
		for range 1 + rnd.IntN(14) {
			page.WriteString(pieces[rnd.IntN(len(pieces))])
		}
		if samePlaces(t, page.String()); t.Failed() {
			return
		}
	}
}

func FuzzPrune(f *testing.F) {
	f.Add(`<p title="<script>">a</p><svg><path d='M0'/></svg><script>x</script><style>p{}</style>`)
	f.Add(`<!--><svg><title>a</title></svg><table><svg><g></table><textarea></svg></textarea>`)
	f.Add(`<noscript><svg></noscript><iframe></svg></iframe><script><!--<script></script>--></script>`)
	f.Fuzz(func(t *testing.T, page string) {
		if len(page) > 4000 || Check([]byte(page)) != nil {
			return
		}
		samePlaces(t, page)
	})
}
