package sqlite

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A bucket that is added to and taken from gives what a set of its rows gives.
func TestBuckets(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const bucket = 77
	some := func(n int) (rows []int64) {
		for range n {
			key := int64(bucket<<(keyBits-bucketBits) | r.IntN(5)*3000)
			rows = append(rows, bandRow(key, 1+r.Int64N(40)+r.Int64N(2)*(bandArticle-50)))
		}
		slices.Sort(rows)
		return rows // some of them twice
	}
	set, entries := map[int64]bool{}, []byte(nil)
	for range 200 {
		come, gone := some(r.IntN(40)), some(r.IntN(20))
		gone = slices.DeleteFunc(gone, func(row int64) bool { return slices.Contains(come, row) })
		entries = withEntries(entries, come, gone)
		for _, row := range gone {
			delete(set, row)
		}
		for _, row := range come {
			set[row] = true
		}
		if len(entries) != entryBytes*len(set) {
			t.Fatalf("%d bytes for %d rows", len(entries), len(set))
		}
		for i := range 16 {
			key := int64(bucket<<(keyBits-bucketBits) | i*1000)
			var want []int64
			for row := range set {
				if row>>bandBits == key {
					want = append(want, row)
				}
			}
			slices.Sort(want)
			if got := inBucket(nil, key, entries, 1000); !slices.Equal(got, want) {
				t.Fatalf("key %x has %v, want %v", key, got, want)
			}
			if got := inBucket(nil, key, entries, 3); !slices.Equal(got, want[:min(len(want), 3)]) {
				t.Fatalf("the first of key %x are %v, want of %v", key, got, want)
			}
		}
		for row := range set {
			if bucketOf(row) != bucket {
				t.Fatalf("row %x is in bucket %d", row, bucketOf(row))
			}
		}
	}
}

// A band that very many share keeps its oldest articles, and takes nothing from
// the bands beside it.
func TestBucketOfPattern(t *testing.T) {
	const key, articles = 77 << (keyBits - bucketBits), 3 * keptOfBand
	var entries []byte
	for n := int64(1); n <= articles; n += 50 {
		var come []int64
		for i := n; i < min(n+50, articles+1); i++ {
			come = append(come, bandRow(key, i))
		}
		entries = withEntries(entries, append(come, bandRow(key+1, n)), nil)
	}
	got := inBucket(nil, key, entries, articles)
	if len(got) != keptOfBand || got[0] != bandRow(key, 1) || got[len(got)-1] != bandRow(key, keptOfBand) {
		t.Errorf("%d rows, from %x to %x", len(got), got[0], got[len(got)-1])
	}
	if beside := inBucket(nil, key+1, entries, articles); len(beside) != (articles+49)/50 {
		t.Errorf("%d rows of the band beside it", len(beside))
	}
}
