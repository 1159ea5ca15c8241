package storage

import (
	"slices"
	"strings"

	"copydesk/extract"
)

// BlockBreak parts the blocks of a text.
const BlockBreak = "\n\n"

// Boilerplate is the key in an article's provenance of the blocks that were
// left out of its text because they stand on most of the site's articles.
const Boilerplate = "boilerplate"

// WithoutBlocks is a text without the blocks that are dropped.
func WithoutBlocks(text string, dropped []string) string {
	if len(dropped) == 0 {
		return text
	}
	blocks := slices.DeleteFunc(strings.Split(text, BlockBreak), func(b string) bool { return slices.Contains(dropped, b) })
	return strings.Join(blocks, BlockBreak)
}

// sameText compares two texts of an article. What was learned to be
// boilerplate from one to the other is no change of the publisher's.
func sameText(old, fresh *extract.Article) bool {
	if old.Text == fresh.Text || flat(old.Text) == flat(fresh.Text) {
		return true
	}
	dropped := append(LeftOut(old), LeftOut(fresh)...)
	return len(dropped) > 0 && flat(WithoutBlocks(old.Text, dropped)) == flat(WithoutBlocks(fresh.Text, dropped))
}

// LeftOut are the blocks that were left out of an article's text.
func LeftOut(a *extract.Article) []string {
	if raw := a.Provenance[Boilerplate].Raw; raw != "" {
		return strings.Split(raw, BlockBreak)
	}
	return nil
}
