package extract

import (
	"net/url"

	readability "github.com/go-shiori/go-readability"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/body"
)

// readabilityNodes bounds the pages that readability is asked about: beyond,
// it takes too long.
const readabilityNodes = 20_000

// readabilityWeight bounds the sum over all text of its length times its
// depth: the library reads a text again for each element around it. The
// largest of 6,868 real pages had 25 million, most far less.
const readabilityWeight = 12_000_000

// heft counts nodes, and sums up text by its depth.
func heft(n *html.Node, depth int) (nodes, weight int) {
	nodes = 1
	if n.Type == html.TextNode {
		weight = len(n.Data) * depth
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		k, w := heft(c, depth+1)
		nodes, weight = nodes+k, weight+w
	}
	return nodes, weight
}

// readability asks the library for its candidate. This file holds the only
// call of it. It works on a copy, since it changes the tree, and only where
// our own evidence is thin. "" means that it found nothing.
func (d *Document) readability() (text string) {
	defer func() {
		if recover() != nil {
			text = "" // a page that the library can't bear has no candidate
		}
	}()
	if nodes, weight := heft(d.root, 0); nodes > readabilityNodes || weight > readabilityWeight {
		return ""
	}
	u := d.url
	if u == nil {
		u = &url.URL{Scheme: "https", Host: "example.invalid", Path: "/"}
	}
	found, err := readability.FromDocument(clone(d.root), u)
	if err != nil || found.Node == nil {
		return ""
	}
	return body.PlainText(found.Node)
}

// clone copies a tree without what stands beside an article by its element:
// where the text is short, readability takes that for it.
func clone(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace}
	c.Attr = append(c.Attr, n.Attr...)
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.DataAtom != atom.Aside && k.DataAtom != atom.Nav && k.DataAtom != atom.Footer {
			c.AppendChild(clone(k))
		}
	}
	return c
}
