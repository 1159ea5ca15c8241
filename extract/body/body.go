// Package body finds a page's article text. It cuts the tree into blocks in
// one walk, labels each block by rules and by a small learned model, and
// builds one clean tree of what is kept, from which plain text, Markdown and
// HTML are rendered alike. It knows nothing of titles, authors or dates but
// what Hints tell it, and never fetches.
//
// Start at Find; blocks.go cuts, features.go and label.go judge, content.go
// builds, render.go writes. Package body/train makes the model.
package body

import (
	_ "embed"
	"sync"

	"golang.org/x/net/html"
)

//go:embed model.bin
var modelFile []byte

// Default is the model that ships with the program.
var Default = sync.OnceValue(func() *Model {
	m, err := DecodeModel(modelFile)
	if err != nil {
		panic("body: " + err.Error()) // the file is compiled in: a bug of the build
	}
	return m
})

// Body is what was found.
type Body struct {
	Text  string
	Kept  int     // blocks kept
	Words int     // words kept
	Sure  float64 // mean certainty of the decisions, by words: 0.5 to 1

	page    *page
	view    *view
	scores  []float32
	verdict []decision
	root    *Node
	model   *Model
	feats   *features

	dateLineOf func(string) bool // of Hints

	captions map[int]int // of page.images: the block that was left out as its caption
}

// Link is a link inside the kept text.
type Link struct{ Href, Text string }

// Placed is a picture, player or embedded post, and whether it stands between
// kept blocks.
type Placed struct {
	Node    *html.Node
	Inside  bool
	Lead    bool   // stands between the headline and the first kept block
	Caption string // the text that was left out of the body as its caption; "" without one
}

// Find finds the body. size is the page's length in bytes, a hint for memory.
func Find(root *html.Node, size int, h Hints, rules *Rules, m *Model) *Body {
	p := cut(root, size, m, rules)
	b := &Body{page: p, model: m, dateLineOf: h.DateLine}
	b.view = look(p, h)
	b.feats = b.view.describe()
	b.view.reconsider(b.feats, b.view.opinions(m, b.feats))
	b.scores = make([]float32, len(p.blocks))
	for i := range p.blocks {
		if b.view.ruled(i) == ruleNone {
			b.scores[i] = b.view.judge(m, b.feats, i)
		}
	}
	b.decide(rules, h)
	b.build()
	return b
}
