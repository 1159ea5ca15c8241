package main

import (
	"math"
	"sync"

	"copydesk/extract/body"
	"copydesk/extract/body/learn"
)

// none is the fold that no page is in.
const none = -1

// trainer learns models that leave out one or two folds.
type trainer struct {
	samples []*sample
	fast    bool
	counts  [folds]counts
	cache   map[[2]int]*body.Model // first-forest models by the folds they never saw
}

// kinds of table.
const (
	self = iota
	parent
	around
	wordTable
	short
	tables
)

// tally is how many pages have a key, and how much of it is the article's, in
// parts of unit: sums of whole numbers are the same in whatever order pages come.
type tally struct{ pos, all int64 }

const unit = 1 << 20

// counts are the tallies of a kind of table.
type counts [tables]map[uint32]*tally

// share is how much of a key is the article's, on one page.
type share struct{ pos, all float32 }

type shares [tables]map[uint32]*share

// count tallies tokens and words per fold. Each page counts once for a key,
// so that no page with a thousand list items outvotes the others.
func (t *trainer) count() {
	for f := range t.counts {
		for k := range t.counts[f] {
			t.counts[f][k] = map[uint32]*tally{}
		}
	}
	var mu sync.Mutex
	each(t.samples, func(s *sample) {
		var page shares
		for k := range page {
			page[k] = map[uint32]*share{}
		}
		for i, l := range s.labels {
			if l.w > 0 && !s.s.Ruled(i) {
				tallyBlock(&page, s.s, i, l)
			}
		}
		mu.Lock()
		defer mu.Unlock()
		for k := range page {
			into := t.counts[s.fold][k]
			for key, c := range page[k] {
				e := into[key]
				if e == nil {
					e = &tally{}
					into[key] = e
				}
				e.pos += int64(unit * float64(c.pos/c.all))
				e.all += unit
			}
		}
	})
}

func tallyBlock(page *shares, s *body.Sample, i int, l label) {
	w := l.w * float32(math.Sqrt(float64(s.Words(i)+1)))
	add := func(kind int, key uint32, w float32) {
		e := page[kind][key]
		if e == nil {
			e = &share{}
			page[kind][key] = e
		}
		e.pos += l.y * w
		e.all += w
	}
	s.Tokens(i, func(level int, token uint32) { add(level, token, w) })
	ws, whole := s.WordKeys(i)
	for _, k := range ws {
		add(wordTable, k, 1)
	}
	if whole != 0 {
		add(short, whole, 1)
	}
}

// support is on how many pages a key must stand to be learned.
var support = [tables]int64{3, 3, 3, 8, 2}

// tablesWithout builds the tables from all folds but a and b.
func (t *trainer) tablesWithout(a, b int) body.Tables {
	var out [tables]map[uint32]float32
	for k := range out {
		sum := map[uint32]tally{}
		spread := map[uint32]int{} // in how many folds, a proxy for sites
		var pos, all int64
		for f := range t.counts {
			if f == a || f == b {
				continue
			}
			for key, c := range t.counts[f][k] {
				e := sum[key]
				e.pos += c.pos
				e.all += c.all
				sum[key] = e
				spread[key]++
				pos += c.pos
				all += c.all
			}
		}
		prior := float32(pos) / float32(max(1, all))
		out[k] = map[uint32]float32{}
		for key, e := range sum {
			if e.all < support[k]*unit || spread[key] < 2 {
				continue
			}
			const strength = 3 * unit
			p := (float32(e.pos) + strength*prior) / float32(e.all+strength)
			v := logit(p) - logit(prior)
			if k == wordTable && math.Abs(float64(v)) < 0.7 {
				continue
			}
			if math.Abs(float64(v)) >= 0.1 {
				out[k][key] = v
			}
		}
	}
	return body.Tables{Self: out[self], Parent: out[parent], Around: out[around], Words: out[wordTable], Short: out[short]}
}

func logit(p float32) float32 {
	p = min(0.995, max(0.005, p))
	return float32(math.Log(float64(p / (1 - p))))
}

func (t *trainer) inFold(f int) []*sample {
	var out []*sample
	for _, s := range t.samples {
		if s.fold == f {
			out = append(out, s)
		}
	}
	return out
}

// firstRows gives the training rows of the first forest that saw neither fold
// a nor b. Each page's tables leave out its own fold too: otherwise rare
// tokens would give its labels away.
func (t *trainer) firstRows(a, b int, trust map[*sample]float32) learn.Data {
	var d learn.Data
	var mu sync.Mutex
	for f := range folds {
		if f == a || f == b {
			continue
		}
		m := body.NewModel(t.tablesWithoutThree(a, b, f), nil, nil)
		pages := t.inFold(f)
		rows := make([]rows, len(pages))
		index := map[*sample]int{}
		for i, s := range pages {
			index[s] = i
		}
		each(pages, func(s *sample) {
			r := rowsOf(s, body.NewSample(s.root, s.size, s.hints, m), false)
			r.scale(trust[s])
			mu.Lock()
			rows[index[s]] = r
			mu.Unlock()
		})
		for _, r := range rows {
			d.X, d.Y, d.W = append(d.X, r.X...), append(d.Y, r.Y...), append(d.W, r.W...)
		}
	}
	return d
}

func (t *trainer) tablesWithoutThree(a, b, c int) body.Tables {
	saved := t.counts[max(0, a)]
	if a != none {
		t.counts[a] = counts{}
		defer func() { t.counts[a] = saved }()
	}
	return t.tablesWithout(b, c)
}

// rows are the training rows of a page.
type rows learn.Data

// scale multiplies the rows' weights; 0 stands for 1.
func (r *rows) scale(w float32) {
	if w == 0 {
		return
	}
	for i := range r.W {
		r.W[i] *= w
	}
}

// rowsOf gives a page's rows with their weights: long blocks count more, and
// a page with many blocks not much more than one with few.
func rowsOf(s *sample, blocks *body.Sample, second bool) rows {
	var d rows
	var pos float64
	for i, l := range s.labels {
		if l.y > 0 {
			pos += blockWeight(blocks.Words(i))
		}
	}
	scale := 1 / math.Sqrt(max(pos, 4)/20)
	for i, l := range s.labels {
		if l.w == 0 || blocks.Ruled(i) {
			continue
		}
		x := blocks.First(i)
		if second {
			x = blocks.Second(i)
		}
		d.X = append(d.X, x)
		d.Y = append(d.Y, l.y)
		w := l.w
		if s.gold.Text != nil && *s.gold.Text != "" {
			w *= float32(blockWeight(blocks.Words(i)) * scale)
		}
		d.W = append(d.W, w)
	}
	return d
}

func blockWeight(words int) float64 { return math.Sqrt(float64(min(words, 100))) / 2 }

var (
	firstParams  = learn.Params{Trees: 150, Leaves: 20, Rate: 0.1, Seed: 1}
	secondParams = learn.Params{Trees: 120, Leaves: 16, Rate: 0.08, Seed: 2}
)

// firstModel is tables and first forest that saw neither fold a nor b.
func (t *trainer) firstModel(a, b int) *body.Model {
	if a > b {
		a, b = b, a
	}
	if m := t.cache[[2]int{a, b}]; m != nil {
		return m
	}
	m := body.NewModel(t.tablesWithout(a, b), learn.Grow(t.firstRows(a, b, nil), firstParams), nil)
	if t.cache == nil {
		t.cache = map[[2]int]*body.Model{}
	}
	t.cache[[2]int{a, b}] = m
	return m
}

// train learns a model that never saw fold f.
func (t *trainer) train(f int) *body.Model {
	var d learn.Data
	var mu sync.Mutex
	trust := map[*sample]float32{}
	for k := range folds {
		if k == f {
			continue
		}
		leave := f
		if t.fast {
			leave = none
		}
		m := t.firstModel(leave, k)
		pages := t.inFold(k)
		rows := make([]rows, len(pages))
		index := map[*sample]int{}
		for i, s := range pages {
			index[s] = i
		}
		each(pages, func(s *sample) {
			b := body.NewSample(s.root, s.size, s.hints, m)
			p := b.Opinions(m)
			b.Reconsider(p)
			r := rowsOf(s, b, true)
			w := trustIn(s, b, p)
			r.scale(w)
			mu.Lock()
			rows[index[s]] = r
			trust[s] = w
			mu.Unlock()
		})
		for _, r := range rows {
			d.X, d.Y, d.W = append(d.X, r.X...), append(d.Y, r.Y...), append(d.W, r.W...)
		}
	}
	first := body.NewModel(t.tablesWithout(f, none), learn.Grow(t.firstRows(f, none, trust), firstParams), nil)
	return first.With(learn.Grow(d, secondParams))
}

// Gold is wrong on some pages: it breaks off, or holds another page's text. A
// page of which a model that never saw its site has this share of the words
// otherwise is believed no more than that much.
const (
	doubtShare = 0.35
	doubtful   = 0.2
)

// trustIn is how much a page's labels are believed, from a first opinion of
// them by a model that never saw its site.
func trustIn(s *sample, b *body.Sample, p []float32) float32 {
	var wrong, all float64
	for i, l := range s.labels {
		if l.w == 0 || b.Ruled(i) || l.y == 0 && p[i] < 0.5 {
			continue
		}
		w := float64(b.Words(i))
		all += w
		wrong += w * math.Abs(float64(p[i]-l.y))
	}
	if s.gold.Text != nil && wrong > doubtShare*all {
		return doubtful
	}
	return 1
}
