package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"copydesk/extract"
	"copydesk/extract/body"
)

// explain writes for every block of a page why it was kept or dropped: to
// read, as a page of HTML, or a JSON object a line.
func (a *app) explain(doc *extract.Document, rules *extract.Rules, title, how, format string) error {
	reasons := doc.Explain(rules)
	var out string
	switch {
	case how == "html":
		out = body.Overlay(title, reasons)
	case strings.HasPrefix(format, "json"):
		var b strings.Builder
		for i := range reasons {
			data, err := json.Marshal(explained(&reasons[i]))
			if err != nil {
				return err
			}
			b.Write(append(data, '\n'))
		}
		out = b.String()
	case len(reasons) == 0:
		out = "no blocks: the page is plain text, which is read line by line\n"
	default:
		out = explainText(reasons)
	}
	if a.isTerminal(a.out) {
		out = printable(out)
	}
	_, err := a.out.Write([]byte(out))
	return err
}

// block is an explained block as JSON.
type block struct {
	Index    int      `json:"index"`
	Kept     bool     `json:"kept"`
	Label    string   `json:"label"`
	Score    float64  `json:"score"`
	Rule     *string  `json:"rule"`
	Features []string `json:"features"`
	Path     string   `json:"path"`
	Text     string   `json:"text"`
}

func explained(r *body.Reason) block {
	b := block{Index: r.Index, Kept: r.Kept, Label: r.Label, Score: r.Score, Features: append([]string{}, r.Features...), Path: r.Path, Text: r.Text}
	if r.Rule != "" {
		b.Rule = &r.Rule
	}
	return b
}

func explainText(reasons []body.Reason) string {
	const shown = 160
	var b strings.Builder
	for _, r := range reasons {
		mark, why := "drop", strings.Join(r.Features, ", ")
		if r.Kept {
			mark = "KEEP"
		}
		if r.Rule != "" {
			why = "rule: " + r.Rule
		}
		fmt.Fprintf(&b, "%s %4.2f %-11s %s\n          %s — %s\n", mark, r.Score, r.Label, clip(r.Text, shown), r.Path, why)
	}
	return b.String()
}
