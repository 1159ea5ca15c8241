package body

import (
	"fmt"
	"html"
	"sort"
	"strings"
)

// Reason is why one block was kept or dropped.
type Reason struct {
	Index    int
	Text     string
	Label    string // text, heading, list, quote, table, code, caption, or boilerplate
	Kept     bool
	Score    float64  // the model's probability that it is the article's
	Rule     string   // the rule that overruled the model, or ""
	Features []string // what decided: name, value and weight of the features that moved the score most
	Path     string   // where it stands, as a CSS path
}

// Explain says for every block why it was kept or dropped.
func (b *Body) Explain() []Reason {
	out := make([]Reason, len(b.page.blocks))
	for i := range b.page.blocks {
		blk := &b.page.blocks[i]
		d := b.verdict[i]
		out[i] = Reason{Index: i, Text: b.page.textOf(blk), Label: b.label(i), Kept: d.keep, Score: float64(b.scores[i]), Rule: d.rule.String(), Path: b.path(blk.frame)}
		if d.rule == ruleNone || d.rule == ruleTitle {
			out[i].Features = b.model.deciding(b.feats.row(i), 4)
		}
	}
	return out
}

// label is the kind of text that a block is.
func (b *Body) label(i int) string {
	blk := &b.page.blocks[i]
	f := b.page.frames[blk.inner].flags
	switch {
	case f&inCaption != 0 || f&inFigure != 0 && f&inTable == 0:
		return "caption"
	case !b.verdict[i].keep:
		return "boilerplate"
	case isHeading(b.page.frames[blk.frame].tag):
		return "heading"
	case f&inPre != 0:
		return "code"
	case f&inCell != 0 && b.blockTag(blk) != 0 && f&inTable != 0:
		return "table"
	case f&inItem != 0:
		return "list"
	case f&inQuote != 0:
		return "quote"
	}
	return "text"
}

// path is where an element stands: its tag and first class and those of the
// three elements around it.
func (b *Body) path(f int32) string {
	var parts []string
	for n := 0; f >= 0 && n < 4; n++ {
		node := b.page.frames[f].node
		p := node.Data
		for _, a := range node.Attr {
			if a.Key == "class" {
				if c := strings.Fields(a.Val); len(c) > 0 {
					p += "." + c[0]
				}
			}
		}
		parts = append([]string{p}, parts...)
		f = b.page.frames[f].parent
	}
	return strings.Join(parts, " > ")
}

// deciding names the features that moved the score most on the way through
// the trees (Saabas' attribution: what each question changed in the expected
// value of the leaves below).
func (m *Model) deciding(x []float32, n int) []string {
	moved := map[int]float64{}
	for _, r := range m.second.roots {
		i := r
		for m.second.nodes[i].left != 0 {
			nd := m.second.nodes[i]
			next := nd.left
			if x[nd.feature] > nd.value {
				next++
			}
			moved[int(nd.feature)] += m.second.expected(next) - m.second.expected(i)
			i = next
		}
	}
	keys := make([]int, 0, len(moved))
	for k := range moved {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(a, b int) bool {
		da, db := abs(moved[keys[a]]), abs(moved[keys[b]])
		if da != db {
			return da > db
		}
		return keys[a] < keys[b]
	})
	var out []string
	for _, k := range keys[:min(n, len(keys))] {
		out = append(out, fmt.Sprintf("%s=%.3g (%+.2f)", featureNames[k], x[k], moved[k]))
	}
	return out
}

func abs(v float64) float64 { return max(v, -v) }

// expected is the mean of the leaves below a node.
func (f *forest) expected(i int32) float64 {
	n := f.nodes[i]
	if n.left == 0 {
		return float64(n.value)
	}
	return (f.expected(n.left) + f.expected(n.left+1)) / 2
}

// Overlay is the explanation as a page of HTML: every block in its order,
// green where kept and red where dropped, with its reason beside it.
func Overlay(title string, reasons []Reason) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>%s</title>\n", html.EscapeString(title))
	b.WriteString("<style>body{font:15px/1.5 sans-serif;max-width:70em;margin:1em auto}div{border-left:.4em solid;padding:.2em .8em;margin:.3em 0;white-space:pre-wrap}.kept{border-color:#2a7d2a;background:#eef8ee}.dropped{border-color:#b33;background:#fbeeee;color:#555}small{display:block;color:#666;font-family:monospace}</style></head><body>\n")
	fmt.Fprintf(&b, "<h1>%s</h1>\n", html.EscapeString(title))
	for _, r := range reasons {
		class := "dropped"
		if r.Kept {
			class = "kept"
		}
		why := strings.Join(r.Features, " · ")
		if r.Rule != "" {
			why = "rule: " + r.Rule
		}
		fmt.Fprintf(&b, "<div class=%q>%s<small>%d %s %.2f %s — %s</small></div>\n", class, html.EscapeString(r.Text), r.Index, r.Label, r.Score, html.EscapeString(r.Path), html.EscapeString(why))
	}
	b.WriteString("</body></html>\n")
	return b.String()
}
