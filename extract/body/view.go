package body

import (
	"golang.org/x/net/html/atom"
	"slices"
)

// Hints is what the page's metadata says and the search for its text can use.
type Hints struct {
	Titles      []string // candidates for the headline
	Description string
	JSONBody    string // JSON-LD articleBody, or ""
	Authors     []string
	Tags        []string
	Filed       string            // the line that prints the section behind a label, or ""
	Printed     []string          // byline and dates, as they stand on the page
	DeskLine    func(string) bool // whether a line names a desk and no more; may be nil
	DateLine    func(string) bool // whether a line is a date, with its label perhaps, and no more; may be nil
}

// view is a page with what features are read from: prefix sums over its
// blocks, groups of blocks alike, the place of the headline and of the
// container that holds most paragraph text.
type view struct {
	*page
	// Prefix sums: element i is the sum over the blocks before i.
	words, chars, linked, paras []int32

	logWords []float32
	group    []int32
	groups   []groupStats
	copies   map[uint64]int
	title    int   // block that is the headline, -1 if none is
	main     int32 // frame, -1 if there is no paragraph

	titleHashes [][]uint32
	titleWords  [4]uint64 // a bit for each of their words
	descGrams   map[uint64]bool
	jsonGrams   map[uint64]bool
	matches     []match
	scratch     []uint32
}

// groupStats sums over the blocks of one tag and class path.
type groupStats struct{ blocks, words, chars, linked int32 }

func look(p *page, h Hints) *view {
	n := len(p.blocks)
	sums := make([]int32, 4*(n+1))
	v := &view{page: p, title: -1, main: -1,
		words: sums[:n+1], chars: sums[n+1 : 2*n+2], linked: sums[2*n+2 : 3*n+3], paras: sums[3*n+3:],
		logWords: make([]float32, n), group: make([]int32, n), copies: make(map[uint64]int, n)}
	bySig := make(map[uint64]int32, n/4+1)
	for i := range p.blocks {
		b := &p.blocks[i]
		s := &b.stats
		v.words[i+1] = v.words[i] + s.words
		v.chars[i+1] = v.chars[i] + s.chars
		v.linked[i+1] = v.linked[i] + b.link
		v.paras[i+1] = v.paras[i] + paragraphWords(b)
		v.logWords[i] = log1(s.words)
		if s.words > 0 {
			v.copies[s.hash]++
		}
		sig := p.frames[b.frame].sig
		g, ok := bySig[sig]
		if !ok {
			g = int32(len(v.groups))
			bySig[sig] = g
			v.groups = append(v.groups, groupStats{})
		}
		v.group[i] = g
		st := &v.groups[g]
		st.blocks++
		st.words += s.words
		st.chars += s.chars
		st.linked += b.link
	}
	v.findMain()
	v.hints(h)
	return v
}

// paragraphWords is the words of a block that reads like a paragraph of
// running text, else 0.
func paragraphWords(b *Block) int32 {
	s := &b.stats
	if s.words < 8 || 3*b.link > s.chars || s.sentences+s.commas == 0 {
		return 0
	}
	return s.words
}

// findMain finds the container with most paragraph text: each paragraph
// counts for its parent in full and less for each element further out, as
// readability does.
func (v *view) findMain() {
	score := make(map[int32]float32)
	for i := range v.blocks {
		b := &v.blocks[i]
		w := paragraphWords(b)
		if w == 0 || v.frames[b.frame].rule != 0 {
			continue
		}
		weight := float32(min(w, 100))
		f := b.frame
		if v.frames[f].tag == atom.P || v.frames[f].block1-v.frames[f].block0 == 1 {
			f = v.frames[f].parent
		}
		for level := 0; f >= 0 && level < 4; level++ {
			score[f] += weight
			weight *= 0.6
			f = v.frames[f].parent
		}
	}
	var best float32
	for f, s := range score {
		if s > best || s == best && f < v.main {
			best, v.main = s, f
		}
	}
}

func (v *view) hints(h Hints) {
	for _, t := range h.Titles {
		if hs := appendWords(nil, []byte(t)); len(hs) > 0 {
			v.titleHashes = append(v.titleHashes, hs)
			for _, w := range hs {
				v.titleWords[w>>6&3] |= 1 << (w & 63)
			}
		}
	}
	if h.Description != "" {
		v.descGrams = grams(appendWords(nil, []byte(h.Description)), descriptionGram)
	}
	if len(h.JSONBody) > 200 {
		v.jsonGrams = grams(appendWords(nil, []byte(h.JSONBody)), jsonGram)
	}
	v.match()
	v.findTitle()
}

// findTitle looks for the block that is the headline: the <h1>, or another
// heading or short block, that has the words of a title candidate.
func (v *view) findTitle() {
	best := float32(0.55)
	for i := range v.blocks {
		b := &v.blocks[i]
		if b.stats.words > titleBlock || b.stats.words == 0 {
			continue
		}
		s := v.matches[i].like
		if s < 0.5 {
			if v.frames[b.frame].tag != atom.H1 {
				continue
			}
			s = 0.6
		}
		if v.frames[b.frame].flags&inHeading != 0 {
			s += 0.2
		}
		if v.frames[b.frame].tag == atom.H1 {
			s += 0.3
		}
		if s > best {
			best, v.title = s, i
		}
	}
}

// match is how a block's words stand to what the metadata says.
type match struct {
	like        float32 // words in common with the best title candidate, order aside: 1 when they are the same
	title       float32 // share of its words that stand in a title candidate
	description float32 // share of its n-grams that stand in the description
	json        float32 // and in JSON-LD's articleBody
}

// titleBlock is the most words of a block that is compared with titles.
const titleBlock = 60

// match compares all blocks with the hints.
func (v *view) match() {
	v.matches = make([]match, len(v.blocks))
	for i := range v.blocks {
		b := &v.blocks[i]
		titled := len(v.titleHashes) > 0 && b.stats.words <= titleBlock
		if !titled && v.descGrams == nil && v.jsonGrams == nil {
			continue
		}
		words := v.wordsOf(b)
		m := &v.matches[i]
		if titled && len(words) > 0 {
			m.like, m.title = v.inTitles(words)
		}
		m.description = overlap(words, v.descGrams, descriptionGram)
		m.json = overlap(words, v.jsonGrams, jsonGram)
	}
}

// wordsOf are the hashes of a block's words, until it is asked for another's.
func (v *view) wordsOf(b *Block) []uint32 {
	v.scratch = appendWords(v.scratch[:0], []byte(v.textOf(b)))
	return v.scratch
}

// inTitles compares words with the title candidates.
func (v *view) inTitles(words []uint32) (like, share float32) {
	for _, t := range v.titleHashes {
		n := 0
		for _, h := range words {
			if v.titleWords[h>>6&3]&(1<<(h&63)) != 0 && contains(t, h) {
				n++
			}
		}
		like = max(like, float32(2*n)/float32(len(t)+len(words)))
		share = max(share, float32(n)/float32(len(words)))
	}
	return like, share
}

// isTitle says whether words are those of a title, as many of them. A long
// text of a script whose letters count as words has all of a title's too.
func (v *view) isTitle(words []uint32) bool {
	for _, t := range v.titleHashes {
		if len(t) != len(words) {
			continue
		}
		if !slices.ContainsFunc(words, func(h uint32) bool { return !contains(t, h) }) {
			return true
		}
	}
	return false
}

func contains(hs []uint32, h uint32) bool {
	for _, x := range hs {
		if x == h {
			return true
		}
	}
	return false
}

// Lengths of the n-grams that are compared.
const (
	descriptionGram = 3
	jsonGram        = 4
)

// overlap is the share of a text's n-grams that stand in set.
func overlap(ws []uint32, set map[uint64]bool, n int) float32 {
	if set == nil || len(ws) < n {
		return 0
	}
	hits := 0
	for j := 0; j+n <= len(ws); j++ {
		if set[gram(ws[j:j+n])] {
			hits++
		}
	}
	return float32(hits) / float32(len(ws)-n+1)
}

func grams(ws []uint32, n int) map[uint64]bool {
	if len(ws) < n {
		return nil
	}
	set := make(map[uint64]bool, len(ws))
	for j := 0; j+n <= len(ws); j++ {
		set[gram(ws[j:j+n])] = true
	}
	return set
}

func gram(ws []uint32) uint64 {
	h := uint64(14695981039346656037)
	for _, w := range ws {
		h = (h ^ uint64(w)) * 1099511628211
	}
	return h
}
