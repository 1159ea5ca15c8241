package main

import (
	"regexp"
	"strings"

	"copydesk/extract/body"
)

// label is what gold says of a block.
type label struct {
	y float32 // 1: the article's text
	w float32 // how much it counts; 0: nothing is known
}

var wordRE = regexp.MustCompile(`[\p{L}\p{N}_\p{M}]+`)

func words(s string) []string {
	return wordRE.FindAllString(strings.ReplaceAll(s, "\u00ad", ""), -1)
}

// labelPage labels a page's blocks.
func labelPage(s *sample, blocks *body.Sample) []label {
	if s.gold.Text != nil && *s.gold.Text != "" {
		return align(blocks, words(*s.gold.Text))
	}
	return fromSnippets(s, blocks)
}

const n = 4 // length of the word runs that are compared

// align labels by text: a block is the article's when most of its words stand
// in runs of four that the gold text has too, and a short block when it stands
// in gold right after or before the words of its neighbours.
func align(blocks *body.Sample, want []string) []label {
	out := make([]label, blocks.Len())
	have := make([][]string, blocks.Len())
	runs := map[string]int{}
	for i := 0; i+n <= len(want); i++ {
		runs[strings.Join(want[i:i+n], " ")]++
	}
	at := map[string][]int{}
	for i, w := range want {
		at[w] = append(at[w], i)
	}
	var hit, total float32
	for i := range out {
		have[i] = words(blocks.Text(i))
		out[i].w = 1
		if len(have[i]) >= n {
			c := coverage(have[i], runs)
			if c > 0.5 {
				out[i].y = 1
			}
			if c > 0.3 && c < 0.7 {
				out[i].w = 0.3
			}
		}
	}
	dropCopies(out, have, runs)
	for range 3 {
		shortBlocks(out, have, want, at)
	}
	for i := range out {
		if out[i].y > 0 {
			hit += float32(len(have[i]))
		}
	}
	total = float32(len(want))
	if hit < 0.4*total { // gold is not on the page: it teaches nothing
		for i := range out {
			out[i].w *= 0.05
		}
	}
	return out
}

func coverage(ws []string, runs map[string]int) float32 {
	covered := make([]bool, len(ws))
	for i := 0; i+n <= len(ws); i++ {
		if runs[strings.Join(ws[i:i+n], " ")] > 0 {
			for j := i; j < i+n; j++ {
				covered[j] = true
			}
		}
	}
	k := 0
	for _, c := range covered {
		if c {
			k++
		}
	}
	return float32(k) / float32(len(ws))
}

// dropCopies takes the label from copies of a text that gold has once: of
// two, the one with fewer positive neighbours goes.
func dropCopies(out []label, have [][]string, runs map[string]int) {
	seen := map[string]int{}
	for i := range out {
		if out[i].y == 0 {
			continue
		}
		key := strings.Join(have[i], " ")
		first := strings.Join(have[i][:n], " ")
		j, dup := seen[key]
		if !dup {
			seen[key] = i
			continue
		}
		if runs[first] > 1 {
			continue
		}
		if near(out, i) > near(out, j) {
			out[j].y = 0
			seen[key] = i
		} else {
			out[i].y = 0
		}
	}
}

func near(out []label, i int) (sum float32) {
	for j := max(0, i-4); j < min(len(out), i+5); j++ {
		sum += out[j].y
	}
	return sum
}

// shortBlocks labels blocks of less than n words by their neighbours: the
// nearest positive block before must end where they begin in gold, or the
// nearest after begin where they end.
func shortBlocks(out []label, have [][]string, want []string, at map[string][]int) {
	prev := -1
	next := make([]int, len(out))
	k := -1
	for i := len(out) - 1; i >= 0; i-- {
		next[i] = k
		if out[i].y > 0 {
			k = i
		}
	}
	for i := range out {
		if out[i].y == 0 && len(have[i]) > 0 && len(have[i]) < n && fits(i, prev, next[i], have, want, at) {
			out[i].y = 1
		}
		if out[i].y > 0 {
			prev = i
		}
	}
}

func fits(i, prev, next int, have [][]string, want []string, at map[string][]int) bool {
	ws := have[i]
	for _, p := range at[ws[0]] {
		if p+len(ws) > len(want) || !same(want[p:p+len(ws)], ws) {
			continue
		}
		if prev >= 0 && i-prev < 30 && endsBefore(have[prev], want, p) {
			return true
		}
		if next >= 0 && next-i < 30 && beginsAt(have[next], want, p+len(ws)) {
			return true
		}
	}
	return false
}

func same(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func endsBefore(ws, want []string, p int) bool {
	k := min(len(ws), 3)
	return p >= k && same(want[p-k:p], ws[len(ws)-k:])
}

func beginsAt(ws, want []string, p int) bool {
	k := min(len(ws), 3)
	return p+k <= len(want) && same(want[p:p+k], ws[:k])
}

// fromSnippets labels the blocks that hold a snippet; of the others nothing
// is known.
func fromSnippets(s *sample, blocks *body.Sample) []label {
	out := make([]label, blocks.Len())
	norm := func(t string) string { return strings.Join(strings.Fields(t), " ") }
	texts := make([]string, blocks.Len())
	for i := range texts {
		texts[i] = norm(blocks.Text(i))
	}
	mark := func(snips []string, y, w float32) {
		for _, sn := range snips {
			sn = norm(sn)
			if len(sn) < 4 {
				continue
			}
			for i, t := range texts {
				if strings.Contains(t, sn) {
					out[i] = label{y, w}
				}
			}
		}
	}
	mark(s.gold.Comments, 0, 3)
	mark(s.gold.With, 1, 3)
	mark(s.gold.Without, 0, 3)
	return out
}
