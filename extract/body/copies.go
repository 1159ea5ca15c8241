package body

import (
	"slices"
	"strings"
)

// copyWords is from how many words on a block that stands again elsewhere is
// taken for a copy; shorter ones are only between two such.
const copyWords = 8

// dropCopies leaves out what stands a second time in another container: pages
// made for several sizes of screen carry parts of their text twice. What
// stands again beside itself, such as a song's refrain, stays.
func (b *Body) dropCopies() {
	first := map[uint64]int{}
	var between []int // short copies since the last long one
	after := false    // nothing but copies since the last long one
	for i := range b.verdict {
		if !b.verdict[i].keep {
			continue
		}
		blk := &b.page.blocks[i]
		j, seen := first[blk.stats.hash]
		if !seen {
			first[blk.stats.hash] = i
		}
		if !seen || !b.copyOf(i, j) {
			between, after = between[:0], false
			continue
		}
		if blk.stats.words < copyWords {
			between = append(between, i)
			continue
		}
		b.verdict[i] = decision{rule: ruleRepeated}
		if after {
			for _, k := range between {
				b.verdict[k] = decision{rule: ruleRepeated}
			}
		}
		between, after = between[:0], true
	}
}

// copyOf says whether block i has the text of block j and stands in another
// container.
func (b *Body) copyOf(i, j int) bool {
	x, y := &b.page.blocks[i], &b.page.blocks[j]
	return b.page.frames[x.frame].parent != b.page.frames[y.frame].parent && b.page.textOf(x) == b.page.textOf(y)
}

// excerptWords is how many words the excerpt of an article's beginning has at
// least that stands in its page again, and excerptOf how many of the first
// paragraphs it may be of.
const (
	excerptWords = 8
	excerptOf    = 4
)

// dropExcerpt leaves out a paragraph that is the beginning of one of the first and
// ends with the marks of an excerpt.
func (b *Body) dropExcerpt() {
	var first []string
	for i := range b.verdict {
		blk := &b.page.blocks[i]
		if !b.verdict[i].keep || blk.stats.words < excerptWords {
			continue
		}
		text := b.page.textOf(blk)
		if cutOff(text) {
			head := strings.TrimRight(text, " \u00a0.…[]()")
			if slices.ContainsFunc(first, func(p string) bool { return strings.HasPrefix(p, head) }) {
				b.verdict[i] = decision{rule: ruleRepeated}
				continue
			}
		}
		if len(first) < excerptOf {
			first = append(first, text)
		}
	}
}
