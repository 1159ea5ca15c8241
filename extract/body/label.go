package body

// features are the features of all blocks, a row a block.
type features struct {
	rows []float32
	n    int
}

func (f *features) row(i int) []float32 { return f.rows[i*nFeatures : (i+1)*nFeatures] }

// describe computes the features of the first forest for all blocks.
func (v *view) describe() *features {
	f := &features{rows: make([]float32, len(v.blocks)*nFeatures), n: len(v.blocks)}
	for i := range v.blocks {
		x := f.row(i)
		v.ownFeatures(i, x)
		v.classFeatures(i, x)
		v.containerFeatures(i, x)
		v.neighbourFeatures(i, x)
	}
	return f
}

// opinions runs the first forest over all blocks; ruled-out blocks get 0.
func (v *view) opinions(m *Model, f *features) []float32 {
	p := make([]float32, f.n)
	for i := range p {
		if v.ruled(i) == ruleNone {
			p[i] = sigmoid(m.first.margin(f.row(i)[:nFirst]))
		}
	}
	return p
}

// longWords is from how many words on a block's opinion counts as a landmark.
const longWords = 15

// reconsider fills in the second forest's features: what the first said of
// the blocks around and alike.
func (v *view) reconsider(f *features, p []float32) {
	n := len(p)
	mass := make([]float32, n+1) // prefix sums of kept words
	sum := make([]float32, n+1)  // prefix sums of opinions
	groups := make([]float32, len(v.groups))
	for i := range p {
		mass[i+1] = mass[i] + p[i]*float32(v.blocks[i].stats.words)
		sum[i+1] = sum[i] + p[i]
		groups[v.group[i]] += p[i] * float32(v.blocks[i].stats.words+1)
	}
	at := func(i int) float32 {
		if i < 0 || i >= n {
			return 0
		}
		return p[i]
	}
	before := v.landmarks(p)
	for i := range p {
		x := f.row(i)
		x[sOwn] = p[i]
		x[sPrev1], x[sPrev2], x[sPrev3] = at(i-1), at(i-2), at(i-3)
		x[sNext1], x[sNext2], x[sNext3] = at(i+1), at(i+2), at(i+3)
		x[sNear] = window(sum, i, 3)
		x[sFar] = window(sum, i, 10)
		g := v.groups[v.group[i]]
		x[sGroup] = groups[v.group[i]] / float32(g.words+g.blocks)
		total := max(1, mass[n])
		x[sKeptBefore] = mass[i] / total
		x[sKeptAfter] = (mass[n] - mass[i+1]) / total
		x[sPageMean] = log1(int32(mass[n]))
		v.containers(i, x, mass)
		x[sGapBefore], x[sGapAfter] = before[i].gapBefore, before[i].gapAfter
		x[sLongBefore], x[sLongAfter] = before[i].longBefore, before[i].longAfter
		x[sHeadNext] = v.following(i, p)
	}
}

func window(sum []float32, i, r int) float32 {
	lo, hi := max(0, i-r), min(len(sum)-1, i+r+1)
	return (sum[hi] - sum[lo]) / float32(hi-lo)
}

// containers averages opinions over the two containers around a block.
func (v *view) containers(i int, x, mass []float32) {
	level := 0
	lo, hi := int32(i), int32(i+1)
	for f := v.blocks[i].frame; f >= 0 && level < 2; f = v.frames[f].parent {
		c := &v.frames[f]
		if c.block1-c.block0 <= hi-lo {
			continue
		}
		lo, hi = c.block0, c.block1
		x[sParent+level] = (mass[hi] - mass[lo]) / float32(max(1, v.words[hi]-v.words[lo]))
		level++
	}
}

// landmark is where a block stands between blocks that matter: the words
// (log) since the last block believed to be text and until the next, and the
// opinions of the nearest long blocks, -1 for none.
type landmark struct{ gapBefore, gapAfter, longBefore, longAfter float32 }

func (v *view) landmarks(p []float32) []landmark {
	out := make([]landmark, len(p))
	const far = 1000
	gap, long := int32(far), float32(-1)
	pass := func(i int) {
		gap += v.blocks[i].stats.words
		if p[i] > 0.5 {
			gap = 0
		}
		if v.blocks[i].stats.words >= longWords {
			long = p[i]
		}
	}
	for i := range p {
		out[i].gapBefore, out[i].longBefore = log1(gap), long
		pass(i)
	}
	gap, long = far, -1
	for i := len(p) - 1; i >= 0; i-- {
		out[i].gapAfter, out[i].longAfter = log1(gap), long
		pass(i)
	}
	return out
}

// following is the mean opinion of the words that follow block i up to the
// next heading, ten blocks at most; -1 when nothing follows.
func (v *view) following(i int, p []float32) float32 {
	var sum, words float32
	for j := i + 1; j < len(p) && j <= i+10; j++ {
		if v.frames[v.blocks[j].frame].flags&inHeading != 0 {
			break
		}
		w := float32(v.blocks[j].stats.words)
		sum += p[j] * w
		words += w
	}
	if words == 0 {
		return -1
	}
	return sum / words
}

// judge is the probability that a block is the article's: the second forest's
// word, or the first's where it and the blocks around leave no doubt.
func (v *view) judge(m *Model, f *features, i int) float32 {
	x := f.row(i)
	const nothing = 0.03
	if x[sOwn] < nothing && x[sNear] < nothing && x[sNext1] < nothing && x[sPrev1] < nothing {
		return x[sOwn]
	}
	return sigmoid(m.second.margin(x))
}
