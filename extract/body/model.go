package body

import (
	"math"
	"slices"

	"copydesk/extract/body/learn"
)

// Model is what was learned: log-odds of class tokens and words, and two
// forests of decision trees. It is numbers and no text: tokens and words are
// known by hash alone. Package body/train makes it.
type Model struct {
	self, parent, around table // class tokens of the block, of its parent, of anything further out
	words                table // words and word pairs
	short                table // whole texts of at most shortWords words
	first, second        forest

	seen func(key uint32) // training: told of every word looked up
}

// table maps hashes to log-odds by open addressing.
type table struct {
	mask  uint32
	slots []slot
	some  []uint64 // a bit for each key, by other bits of it: most words aren't there, and this small set says so without reaching for the keys
}

// slot is a hash and its log-odds, side by side: both are in the same line of
// the processor's cache.
type slot struct {
	key uint32 // 0 in an empty one
	val float32
}

func newTable(entries map[uint32]float32) table {
	if len(entries) == 0 {
		return table{}
	}
	size := uint32(16)
	for int(size) < 2*len(entries) {
		size *= 2
	}
	t := table{mask: size - 1, slots: make([]slot, size), some: make([]uint64, size/16)}
	for _, k := range sortedKeys(entries) {
		bit := t.bit(k)
		t.some[bit>>6] |= 1 << (bit & 63)
		i := k & t.mask
		for t.slots[i].key != 0 {
			i = (i + 1) & t.mask
		}
		t.slots[i] = slot{k, entries[k]}
	}
	return t
}

func sortedKeys(m map[uint32]float32) []uint32 {
	keys := make([]uint32, 0, len(m))
	for k := range m {
		if k != 0 {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// bit is the key's place in the small set.
func (t *table) bit(key uint32) uint32 { return (key*0x9e3779b1>>9 ^ key) & uint32(64*len(t.some)-1) }

func (t *table) get(key uint32) float32 {
	if t.slots == nil {
		return 0
	}
	if bit := t.bit(key); t.some[bit>>6]&(1<<(bit&63)) == 0 {
		return 0
	}
	for i := key & t.mask; ; i = (i + 1) & t.mask {
		switch s := &t.slots[i]; s.key {
		case key:
			return s.val
		case 0:
			return 0
		}
	}
}

// classScores sums up the log-odds of class tokens on the way from the root
// to an element.
type classScores struct {
	self   float32 // of its tokens, as a block's own
	parent float32 // of its tokens, as the parent's
	own    float32 // of its tokens, as those of an element around
	sum    float32 // of the elements around it
	least  float32
	most   float32
}

const classClip = 6

func (m *Model) scoreClass(s *classScores, tokens []uint32, up *frame) {
	for _, t := range tokens {
		s.self += m.self.get(t)
		s.parent += m.parent.get(t)
		s.own += m.around.get(t)
	}
	s.self = clip(s.self, classClip)
	s.parent = clip(s.parent, classClip)
	s.own = clip(s.own, classClip)
	if up != nil {
		s.sum = up.class.sum + up.class.own
		s.least = min(up.class.least, up.class.own)
		s.most = max(up.class.most, up.class.own)
	}
}

func clip(v, limit float32) float32 { return max(-limit, min(limit, v)) }

func (m *Model) scoreWord(s *textStats, word, prev uint32) {
	v := m.words.get(word)
	if prev != 0 {
		v += m.words.get(pairHash(prev, word))
	}
	if m.seen != nil {
		m.seen(word)
		if prev != 0 {
			m.seen(pairHash(prev, word))
		}
	}
	s.wordSum += v
	s.wordMin = min(s.wordMin, v)
	s.wordMax = max(s.wordMax, v)
}

func pairHash(a, b uint32) uint32 { return (a*0x9e3779b1 ^ b) * fnvPrime }

// forest is a sum of decision trees over features, as one run of nodes.
type forest struct {
	bias  float32
	roots []int32
	nodes []node
}

// node asks whether a feature is at most a threshold, or is a leaf. The two
// children stand side by side.
type node struct {
	value   float32 // threshold, or what a leaf adds
	left    int32   // index of the "at most" child; 0 in a leaf
	feature int16
}

// Most blocks of a page are plainly navigation, or plainly text: where early
// trees agree by far, the rest are not asked. Of 30,000 blocks, none that stood
// beyond these bounds after so many trees ended on the other side, or near it.
const (
	early, later = 20, 30
	far          = 2.05
	rest         = 2 // what the other trees would have made of it, at least
)

// margin is the log-odds that features give.
func (f *forest) margin(x []float32) float32 {
	sum, nodes := f.bias, f.nodes
	for k, r := range f.roots {
		if (k == early || k == later) && (sum < -far || sum > far) {
			return rest * sum
		}
		i := r
		for {
			n := &nodes[i]
			if n.left == 0 {
				sum += n.value
				break
			}
			i = n.left
			if x[n.feature] > n.value {
				i++
			}
		}
	}
	return sum
}

func sigmoid(v float32) float32 { return float32(1 / (1 + math.Exp(-float64(v)))) }

// With is the model with another second forest.
func (m *Model) With(second *learn.Forest) *Model {
	out := *m
	out.second = fromLearned(second)
	return &out
}
