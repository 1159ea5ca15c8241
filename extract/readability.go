package extract

import (
	"net/url"

	readability "github.com/go-shiori/go-readability"
	"golang.org/x/net/html"

	"copydesk/extract/body"
)

// readabilityNodes bounds the pages that readability is asked about: beyond,
// it takes too long.
const readabilityNodes = 20_000

// readability asks the library for its candidate. This file holds the only
// call of it. It works on a copy, since it changes the tree, and only where
// our own evidence is thin. "" means that it found nothing.
func (d *Document) readability() (text string) {
	defer func() {
		if recover() != nil {
			text = "" // a page that the library can't bear has no candidate
		}
	}()
	n := 0
	for range d.root.Descendants() {
		if n++; n > readabilityNodes {
			return ""
		}
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

func clone(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace}
	c.Attr = append(c.Attr, n.Attr...)
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.AppendChild(clone(k))
	}
	return c
}
