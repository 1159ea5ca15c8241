package body

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"copydesk/extract/body/learn"
)

// The model file: magic, then five tables (count, then hash and log-odds in
// hundredths), then two forests (bias, roots, nodes). Little endian.
const magic = "copydesk body 1\n"

// Tables are the log-odds that a Model is built of, by hash.
type Tables struct {
	Self, Parent, Around, Words, Short map[uint32]float32
}

// NewModel makes a model of what was learned. A nil forest is one without
// trees.
func NewModel(t Tables, first, second *learn.Forest) *Model {
	m := &Model{self: newTable(t.Self), parent: newTable(t.Parent), around: newTable(t.Around), words: newTable(t.Words), short: newTable(t.Short)}
	m.first = fromLearned(first)
	m.second = fromLearned(second)
	return m
}

func fromLearned(f *learn.Forest) forest {
	if f == nil {
		return forest{}
	}
	out := forest{bias: f.Bias, roots: make([]int32, len(f.Roots)), nodes: make([]node, len(f.Nodes))}
	for i, r := range f.Roots {
		out.roots[i] = int32(r)
	}
	for i, n := range f.Nodes {
		out.nodes[i] = node{feature: int16(n.Feature), value: n.Value, left: int32(n.Left)}
	}
	return out
}

// Encode writes the model file.
func (m *Model) Encode() []byte {
	var b bytes.Buffer
	b.WriteString(magic)
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) } // a bytes.Buffer takes all
	for _, t := range []*table{&m.self, &m.parent, &m.around, &m.words, &m.short} {
		entries := map[uint32]float32{}
		for _, s := range t.slots {
			if s.key != 0 {
				entries[s.key] = s.val
			}
		}
		keys := sortedKeys(entries)
		put(uint32(len(keys)))
		for _, k := range keys {
			put(k)
			put(int16(math.Round(float64(entries[k]) * 100)))
		}
	}
	for _, f := range []*forest{&m.first, &m.second} {
		put(f.bias)
		put(uint32(len(f.roots)))
		put(f.roots)
		put(uint32(len(f.nodes)))
		for _, n := range f.nodes {
			put(n.feature)
			put(n.value)
			put(uint16(max(0, n.left-rootOf(f, n.left))))
		}
	}
	return b.Bytes()
}

// rootOf is the root of the tree that node i belongs to: children are stored
// relative to it.
func rootOf(f *forest, i int32) int32 {
	lo, hi := 0, len(f.roots)
	for lo < hi {
		mid := (lo + hi) / 2
		if f.roots[mid] <= i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return 0
	}
	return f.roots[lo-1]
}

var errModel = errors.New("damaged model file")

// DecodeModel reads a model file.
func DecodeModel(data []byte) (*Model, error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok {
		return nil, fmt.Errorf("%w: no heading", errModel)
	}
	d := &decoder{b: rest}
	m := &Model{}
	for _, t := range []*table{&m.self, &m.parent, &m.around, &m.words, &m.short} {
		n := d.u32()
		entries := make(map[uint32]float32, min(n, 1<<16))
		for range n {
			k := d.u32()
			entries[k] = float32(int16(d.u16())) / 100
			if d.short {
				return nil, errModel
			}
		}
		*t = newTable(entries)
	}
	for _, f := range []*forest{&m.first, &m.second} {
		d.forest(f)
	}
	if d.short || len(d.b) > 0 {
		return nil, errModel
	}
	return m, nil
}

type decoder struct {
	b     []byte
	short bool
}

func (d *decoder) take(n int) []byte {
	if len(d.b) < n {
		d.short = true
		d.b = nil
		return make([]byte, n)
	}
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) u16() uint16  { return binary.LittleEndian.Uint16(d.take(2)) }
func (d *decoder) u32() uint32  { return binary.LittleEndian.Uint32(d.take(4)) }
func (d *decoder) f32() float32 { return math.Float32frombits(d.u32()) }

func (d *decoder) forest(f *forest) {
	f.bias = d.f32()
	n := int(d.u32())
	for range min(n, len(d.b)/4) {
		f.roots = append(f.roots, int32(d.u32()))
	}
	n = int(d.u32())
	for i := range min(n, len(d.b)/8) {
		nd := node{feature: int16(d.u16()), value: d.f32()}
		if left := int32(d.u16()); left > 0 {
			nd.left = left + rootOf(f, int32(i))
		}
		f.nodes = append(f.nodes, nd)
	}
}
