// Package learn grows gradient-boosted decision trees for a yes-or-no label:
// logistic loss, histograms of quantile bins, best-first growth (Friedman
// 2001; Ke et al. 2017, LightGBM). It is deterministic: equal rows and
// parameters give equal trees. It knows nothing of pages.
//
// Start at Grow.
package learn

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sort"
	"sync"
)

// Params are the knobs. The zero value of one means its default.
type Params struct {
	Trees       int     // default 200
	Leaves      int     // of a tree; default 20
	Rate        float64 // learning rate; default 0.08
	MinWeight   float64 // least sum of hessians in a leaf; default 5
	Lambda      float64 // L2 penalty; default 2
	FeatureFrac float64 // share of the features that a tree may use; default 0.5
	RowFrac     float64 // share of the rows that a tree sees; default 0.7
	Seed        uint64
}

func (p Params) withDefaults() Params {
	def := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	if p.Trees == 0 {
		p.Trees = 200
	}
	if p.Leaves == 0 {
		p.Leaves = 20
	}
	def(&p.Rate, 0.08)
	def(&p.MinWeight, 5)
	def(&p.Lambda, 2)
	def(&p.FeatureFrac, 0.5)
	def(&p.RowFrac, 0.7)
	return p
}

// Data is a table of rows, each with a label between 0 and 1 and a weight.
type Data struct {
	X [][]float32
	Y []float32
	W []float32
}

// Node is one node of a tree: leaf when Left is 0, else a question whether
// a feature is at most Value, with Left for yes and Left+1 for no. Indexes
// count from the first node of the forest.
type Node struct {
	Feature int
	Value   float32
	Left    int
}

// Forest is a sum of trees and a bias, in log-odds.
type Forest struct {
	Bias  float32
	Roots []int
	Nodes []Node
}

// Margin is the log-odds that the forest gives a row.
func (f *Forest) Margin(x []float32) float32 {
	s := f.Bias
	for _, r := range f.Roots {
		s += f.tree(r, x)
	}
	return s
}

func (f *Forest) tree(i int, x []float32) float32 {
	for f.Nodes[i].Left != 0 {
		n := &f.Nodes[i]
		i = n.Left
		if x[n.Feature] > n.Value {
			i++
		}
	}
	return f.Nodes[i].Value
}

const maxBins = 64

// binned is the data by column, as bin numbers.
type binned struct {
	cols  [][]uint8
	edges [][]float32 // upper edge of each bin but the last
}

func bin(x [][]float32) *binned {
	nf := len(x[0])
	b := &binned{cols: make([][]uint8, nf), edges: make([][]float32, nf)}
	parallel(nf, func(f int) {
		b.edges[f] = quantiles(x, f)
		col := make([]uint8, len(x))
		for i := range x {
			col[i] = uint8(sort.Search(len(b.edges[f]), func(k int) bool { return x[i][f] <= b.edges[f][k] }))
		}
		b.cols[f] = col
	})
	return b
}

// quantiles are the edges that cut a column into at most maxBins bins.
func quantiles(x [][]float32, f int) []float32 {
	step := max(1, len(x)/50000)
	var vals []float32
	for i := 0; i < len(x); i += step {
		vals = append(vals, x[i][f])
	}
	sort.Slice(vals, func(i, j int) bool { return vals[i] < vals[j] })
	var edges []float32
	distinct := vals[:0:0]
	for i, v := range vals {
		if i == 0 || v != vals[i-1] {
			distinct = append(distinct, v)
		}
	}
	if len(distinct) <= maxBins {
		for i := 0; i+1 < len(distinct); i++ {
			edges = append(edges, (distinct[i]+distinct[i+1])/2)
		}
		return edges
	}
	for k := 1; k < maxBins; k++ {
		v := vals[k*len(vals)/maxBins]
		if len(edges) == 0 || v > edges[len(edges)-1] {
			edges = append(edges, v)
		}
	}
	return edges
}

func parallel(n int, do func(int)) {
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	wg.Wait()
}

// Grow trains a forest.
func Grow(d Data, p Params) *Forest {
	p = p.withDefaults()
	g := &grower{d: d, p: p, b: bin(d.X), rnd: rand.New(rand.NewPCG(p.Seed, 7))}
	g.start()
	for range p.Trees {
		g.tree()
	}
	return &g.out
}

type grower struct {
	d      Data
	p      Params
	b      *binned
	rnd    *rand.Rand
	margin []float32
	grad   []float32
	hess   []float32
	out    Forest
}

func (g *grower) start() {
	var pos, all float64
	for i, y := range g.d.Y {
		pos += float64(y * g.d.W[i])
		all += float64(g.d.W[i])
	}
	g.out.Bias = float32(math.Log((pos + 1) / (all - pos + 1)))
	g.margin = make([]float32, len(g.d.Y))
	for i := range g.margin {
		g.margin[i] = g.out.Bias
	}
	g.grad = make([]float32, len(g.d.Y))
	g.hess = make([]float32, len(g.d.Y))
}

// leaf is a set of rows that may be split.
type leaf struct {
	rows       []int32
	hist       []cell // features × maxBins
	grad, hess float64
	node       int
	gain       float64
	feature    int
	bin        int
}

type cell struct{ grad, hess float32 }

func (g *grower) tree() {
	for i := range g.margin {
		q := 1 / (1 + float32(math.Exp(-float64(g.margin[i]))))
		g.grad[i] = (g.d.Y[i] - q) * g.d.W[i]
		g.hess[i] = q * (1 - q) * g.d.W[i]
	}
	rows := make([]int32, 0, len(g.margin))
	for i := range g.margin {
		if g.rnd.Float64() < g.p.RowFrac {
			rows = append(rows, int32(i))
		}
	}
	features := g.choose()
	root := g.newLeaf(rows, features)
	first := len(g.out.Nodes)
	root.node = first
	g.out.Roots = append(g.out.Roots, first)
	g.out.Nodes = append(g.out.Nodes, Node{})
	leaves := []*leaf{root}
	for len(leaves) < g.p.Leaves {
		best := 0
		for i, l := range leaves {
			if l.gain > leaves[best].gain {
				best = i
			}
		}
		if leaves[best].gain <= 1e-6 {
			break
		}
		a, b := g.split(leaves[best], features)
		leaves[best] = a
		leaves = append(leaves, b)
	}
	for _, l := range leaves {
		g.out.Nodes[l.node] = Node{Value: float32(g.p.Rate * l.grad / (l.hess + g.p.Lambda))}
	}
	parallel(16, func(k int) {
		for i := k * len(g.margin) / 16; i < (k+1)*len(g.margin)/16; i++ {
			g.margin[i] += g.out.tree(first, g.d.X[i])
		}
	})
}

func (g *grower) choose() []int {
	n := len(g.b.cols)
	perm := g.rnd.Perm(n)
	chosen := perm[:max(1, int(float64(n)*g.p.FeatureFrac))]
	sort.Ints(chosen)
	return chosen
}

func (g *grower) newLeaf(rows []int32, features []int) *leaf {
	l := &leaf{rows: rows, hist: make([]cell, len(features)*maxBins)}
	parallel(len(features), func(k int) {
		h := l.hist[k*maxBins : (k+1)*maxBins]
		col := g.b.cols[features[k]]
		for _, r := range rows {
			c := &h[col[r]]
			c.grad += g.grad[r]
			c.hess += g.hess[r]
		}
	})
	g.search(l, features)
	return l
}

// search finds the leaf's best split.
func (g *grower) search(l *leaf, features []int) {
	l.grad, l.hess = 0, 0
	for _, c := range l.hist[:maxBins] {
		l.grad += float64(c.grad)
		l.hess += float64(c.hess)
	}
	parent := l.grad * l.grad / (l.hess + g.p.Lambda)
	l.gain = 0
	for k, f := range features {
		var gl, hl float64
		for b := 0; b < len(g.b.edges[f]); b++ {
			c := l.hist[k*maxBins+b]
			gl += float64(c.grad)
			hl += float64(c.hess)
			gr, hr := l.grad-gl, l.hess-hl
			if hl < g.p.MinWeight || hr < g.p.MinWeight {
				continue
			}
			gain := gl*gl/(hl+g.p.Lambda) + gr*gr/(hr+g.p.Lambda) - parent
			if gain > l.gain {
				l.gain, l.feature, l.bin = gain, f, b
			}
		}
	}
}

// split grows two leaves of one; the histogram of the larger is the
// difference of the parent's and the smaller's.
func (g *grower) split(l *leaf, features []int) (*leaf, *leaf) {
	col := g.b.cols[l.feature]
	var left, right []int32
	for _, r := range l.rows {
		if int(col[r]) <= l.bin {
			left = append(left, r)
		} else {
			right = append(right, r)
		}
	}
	at := len(g.out.Nodes)
	g.out.Nodes[l.node] = Node{Feature: l.feature, Value: g.b.edges[l.feature][l.bin], Left: at}
	g.out.Nodes = append(g.out.Nodes, Node{}, Node{})
	small, big := left, right
	if len(small) > len(big) {
		small, big = big, small
	}
	s := g.newLeaf(small, features)
	b := &leaf{rows: big, hist: l.hist}
	for i := range b.hist {
		b.hist[i].grad -= s.hist[i].grad
		b.hist[i].hess -= s.hist[i].hess
	}
	g.search(b, features)
	a, c := s, b
	if len(left) > len(right) {
		a, c = b, s
	}
	a.node, c.node = at, at+1
	return a, c
}
