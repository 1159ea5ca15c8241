package body

import "golang.org/x/net/html"

// Sample is a page as training sees it: blocks with the tokens, words and
// features that the model is learned from.
type Sample struct {
	p     *page
	v     *view
	f     *features
	model *Model
}

// NewSample cuts a page and scores its blocks with the tables and, where they
// are there, the forests of m.
func NewSample(root *html.Node, size int, h Hints, m *Model) *Sample {
	p := cut(root, size, m, nil)
	s := &Sample{p: p, model: m}
	s.v = look(p, h)
	s.f = s.v.describe()
	return s
}

// Len is the number of blocks.
func (s *Sample) Len() int { return len(s.p.blocks) }

// Text is a block's text.
func (s *Sample) Text(i int) string { return s.p.textOf(&s.p.blocks[i]) }

// Words is a block's number of words.
func (s *Sample) Words(i int) int { return int(s.p.blocks[i].stats.words) }

// Ruled says whether a rule has decided about a block: the model isn't asked.
func (s *Sample) Ruled(i int) bool { return s.p.ruled(i) != ruleNone }

// Rule is the name of the rule that decided about a block, or "".
func (s *Sample) Rule(i int) string { return s.p.ruled(i).String() }

// First are the features of a block for the first forest.
func (s *Sample) First(i int) []float32 { return s.f.row(i)[:nFirst] }

// Second are the features of a block for the second forest, once Reconsider
// was called.
func (s *Sample) Second(i int) []float32 { return s.f.row(i) }

// Opinions are what the first forest of m says.
func (s *Sample) Opinions(m *Model) []float32 { return s.v.opinions(m, s.f) }

// Reconsider fills in the features of the second forest from the opinions of
// the first.
func (s *Sample) Reconsider(p []float32) { s.v.reconsider(s.f, p) }

// Tokens calls back for each class token of a block (level 0), of its parent
// (1) and of the elements around (2).
func (s *Sample) Tokens(i int, seen func(level int, token uint32)) {
	b := &s.p.blocks[i]
	each := func(level int, f int32) {
		fr := &s.p.frames[f]
		for _, t := range s.p.tokens[fr.tok0:fr.tok1] {
			seen(level, t)
		}
	}
	each(0, b.frame)
	if b.inner != b.frame {
		each(0, b.inner)
	}
	level := 1
	for f := s.p.frames[b.frame].parent; f >= 0; f = s.p.frames[f].parent {
		each(level, f)
		level = 2
	}
}

// WordKeys are the keys of a block's words and word pairs in the word table,
// and the key of its whole text, 0 when it is too long to be looked up whole.
func (s *Sample) WordKeys(i int) (words []uint32, whole uint32) {
	rec := &Model{seen: func(key uint32) { words = append(words, key) }}
	st := measure([]byte(s.Text(i)), rec)
	if st.words <= shortWords && st.words > 0 {
		whole = uint32(st.hash) ^ uint32(st.hash>>32)
	}
	return words, whole
}

// FeatureName is what a feature is called.
func FeatureName(i int) string { return featureNames[i] }
