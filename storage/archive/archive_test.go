package archive

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
)

// page is one of a site's pages: a template of its own words and a story.
func page(site, n uint64) []byte {
	var b strings.Builder
	words := func(r *rand.Rand, count int, tag string) {
		for range count {
			fmt.Fprintf(&b, "<%s class=\"c%x\">%x</%s>\n", tag, r.Uint32(), r.Uint64(), tag)
		}
	}
	words(rand.New(rand.NewPCG(site, 0)), 150, "li")
	words(rand.New(rand.NewPCG(site, n+1)), 10, "p")
	words(rand.New(rand.NewPCG(site, 0)), 60, "div")
	return []byte(b.String())
}

func samples(site uint64) [][]byte {
	var out [][]byte
	for n := range uint64(MinSamples) {
		out = append(out, page(site, n))
	}
	return out
}

func packedSizes(t *testing.T, dictionary []byte, site uint64) (raw, packed int) {
	t.Helper()
	c, err := New(dictionary)
	if err != nil {
		t.Fatal(err)
	}
	for n := range uint64(20) {
		body := page(site, 1000+n) // none of the samples
		p := pack(t, c, body)
		got, err := c.Unpack(p)
		if err != nil || !bytes.Equal(got, body) {
			t.Fatalf("page %d comes back changed: %v", n, err)
		}
		raw, packed = raw+len(body), packed+len(p)
	}
	return raw, packed
}

func pack(t testing.TB, c *Codec, body []byte) []byte {
	p, err := c.Pack(body)
	if err != nil {
		t.Error(err)
	}
	return p
}

// Many sites share few encoders: each page comes back by its own dictionary,
// whichever the encoder had before.
func TestPoolIsShared(t *testing.T) {
	const sites, encoders = 6, 2
	pool := NewPool(encoders)
	var codecs []*Codec
	for site := range uint64(sites) {
		dictionary := Train(samples(site))
		c, err := pool.Codec(dictionary)
		if err != nil {
			t.Fatal(err)
		}
		codecs = append(codecs, c)
	}
	var wg sync.WaitGroup
	for w := range uint64(8) {
		wg.Go(func() {
			for n := range uint64(30) {
				site := (w + n) % sites
				body := page(site, w*100+n)
				packed := pack(t, codecs[site], body)
				if len(packed)*20 > len(body)*3 {
					t.Errorf("%d bytes of %d: not packed by its dictionary", len(packed), len(body))
				}
				if got, err := codecs[site].Unpack(packed); err != nil || !bytes.Equal(got, body) {
					t.Errorf("changed: %v", err)
				}
				if _, err := codecs[(site+1)%sites].Unpack(packed); err == nil {
					t.Error("unpacked by another site's dictionary")
				}
			}
		})
	}
	wg.Wait()
	if made := len(<-pool.free); made > encoders {
		t.Errorf("%d encoders, want at most %d", made, encoders)
	}
}

func TestDictionaryGain(t *testing.T) {
	dictionary := Train(samples(1))
	if len(dictionary) == 0 || len(dictionary) > maxDictionary {
		t.Fatalf("the dictionary has %d bytes", len(dictionary))
	}
	raw, plain := packedSizes(t, nil, 1)
	_, packed := packedSizes(t, dictionary, 1)
	t.Logf("%d bytes: %.1f× without, %.1f× with a dictionary", raw, float64(raw)/float64(plain), float64(raw)/float64(packed))
	if packed*5 > plain {
		t.Errorf("%d bytes with a dictionary, %d without: want a fifth", packed, plain)
	}
	if _, other := packedSizes(t, dictionary, 2); other > plain+plain/10 {
		t.Errorf("a foreign dictionary costs %d bytes over %d", other, plain)
	}
}

func TestTrainOnLittle(t *testing.T) {
	different := [][]byte{page(1, 0), page(2, 0), page(3, 0)}
	for name, samples := range map[string][][]byte{
		"none": nil, "one": {page(1, 1)}, "empty": {{}, {}}, "nothing in common": different, "tiny": {[]byte("ab"), []byte("ab")},
	} {
		if d := Train(samples); d != nil {
			t.Errorf("%s: a dictionary of %d bytes", name, len(d))
		}
	}
}

func TestTrainIsCapped(t *testing.T) {
	var big []byte
	for n := range uint64(40) {
		big = append(big, page(7, n)...)
	}
	if d := Train([][]byte{big, big, big}); len(d) == 0 || len(d) > maxDictionary {
		t.Errorf("a dictionary of %d bytes, want up to %d", len(d), maxDictionary)
	}
}

func TestDamage(t *testing.T) {
	plain, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	with, err := New(Train(samples(1)))
	if err != nil {
		t.Fatal(err)
	}
	packed := pack(t, with, page(1, 0))
	if _, err := plain.Unpack(packed); err == nil {
		t.Error("unpacked without its dictionary")
	}
	packed[len(packed)/2] ^= 0xff
	if _, err := with.Unpack(packed); err == nil {
		t.Error("damage is not noticed")
	}
}

func TestAtOnce(t *testing.T) {
	c, err := New(Train(samples(1)))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for w := range uint64(8) {
		wg.Go(func() {
			for n := range uint64(20) {
				body := page(1, w*100+n)
				if got, err := c.Unpack(pack(t, c, body)); err != nil || !bytes.Equal(got, body) {
					t.Errorf("changed: %v", err)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkPack(b *testing.B) {
	body := page(1, 5000)
	for name, dictionary := range map[string][]byte{"plain": nil, "dictionary": Train(samples(1))} {
		b.Run(name, func(b *testing.B) {
			c, err := New(dictionary)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				pack(b, c, body)
			}
		})
	}
}
