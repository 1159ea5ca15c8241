package archive

import (
	"bytes"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// How far back a page may refer to itself: nearly all fit. Where time is free,
// memory is too.
const (
	windowSize       = 512 << 10
	besideWindowSize = 1 << 20
	bestWindowSize   = 4 << 20
)

// Pool is the encoders that codecs with dictionaries share. One encoder keeps
// a megabyte of tables, whatever its dictionary; going over to another
// dictionary costs it a fraction of a millisecond and no memory.
type Pool struct {
	n      int
	level  zstd.EncoderLevel
	window int
	free   chan []*packer // those not in use, the one used last at the end
	slot   chan struct{}
}

// The level at which pages are packed as they come, and the one for when time
// is free. On pages of the corpora with a dictionary the next level up from the
// quick one makes 5 % less of them, at one and a half times its time, and its
// tables, which are laid out anew for each page and each time that an encoder
// goes over to another site's dictionary, are five times as large: in a crawl of
// twenty sites that took a seventh of all time. The best one makes 17 % less, at
// ten times the time, see Repack.
const (
	quick = zstd.SpeedFastest
	best  = zstd.SpeedBestCompression
)

// packer is an encoder and the codec whose dictionary it has.
type packer struct {
	enc *zstd.Encoder
	of  *Codec
}

// NewPool makes a pool of at most n encoders.
func NewPool(n int) *Pool { return newPool(n, quick, windowSize) }

func newPool(n int, level zstd.EncoderLevel, window int) *Pool {
	p := &Pool{n: max(n, 1), level: level, window: window, free: make(chan []*packer, 1)}
	p.slot = make(chan struct{}, p.n)
	p.free <- nil
	return p
}

// Codec makes a codec that packs with the pool's encoders. A nil dictionary
// means none.
func (p *Pool) Codec(dictionary []byte) (*Codec, error) {
	c := &Codec{pool: p, dictionary: dictionary}
	dopts := []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(maxPage)}
	var err error
	if len(dictionary) > 0 {
		dopts = append(dopts, zstd.WithDecoderDictRaw(dictionaryID, dictionary))
	} else if c.enc, err = zstd.NewWriter(nil, p.options()...); err != nil {
		return nil, fmt.Errorf("zstd: %w", err)
	}
	if c.dec, err = zstd.NewReader(nil, dopts...); err != nil {
		return nil, fmt.Errorf("zstd: %w", err)
	}
	return c, nil
}

func (p *Pool) options() []zstd.EOption {
	return []zstd.EOption{
		zstd.WithEncoderLevel(p.level), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(p.window), zstd.WithLowerEncoderMem(true),
	}
}

// take gives an encoder to one codec alone: the one that has its dictionary,
// a new one while there are fewer than n, or the one unused for longest.
func (p *Pool) take(c *Codec) *packer {
	p.slot <- struct{}{}
	free := <-p.free
	defer func() { p.free <- free }()
	at := -1
	for i := range free {
		if free[i].of == c {
			at = i
		}
	}
	if at < 0 && len(free)+len(p.slot) <= p.n {
		return &packer{}
	}
	at = max(at, 0)
	k := free[at]
	free = append(free[:at:at], free[at+1:]...)
	return k
}

func (p *Pool) give(k *packer) {
	p.free <- append(<-p.free, k)
	<-p.slot
}

// drop lets go of the encoders that nobody uses: others are made when they are
// needed.
func (p *Pool) drop() {
	<-p.free
	p.free <- nil
}

// pack compresses with the codec's dictionary.
func (p *Pool) pack(c *Codec, body []byte) ([]byte, error) {
	k := p.take(c)
	defer p.give(k)
	out := bytes.NewBuffer(make([]byte, 0, len(body)/6+64))
	if k.of != c {
		if err := k.adopt(c); err != nil {
			return nil, err
		}
	}
	k.enc.ResetContentSize(out, int64(len(body)))
	if _, err := k.enc.Write(body); err != nil {
		k.of = nil
		return nil, err
	}
	if err := k.enc.Close(); err != nil {
		k.of = nil
		return nil, err
	}
	return out.Bytes(), nil
}

// adopt goes over to a codec's dictionary.
func (k *packer) adopt(c *Codec) (err error) {
	k.of = nil
	dictionary := zstd.WithEncoderDictRaw(dictionaryID, c.dictionary)
	if k.enc == nil {
		k.enc, err = zstd.NewWriter(nil, append(c.pool.options(), dictionary)...)
	} else {
		err = k.enc.ResetWithOptions(nil, dictionary)
	}
	if err == nil {
		k.of = c
	}
	return err
}
