package sqlite

import (
	"encoding/binary"
	"slices"
	"sync"
	"time"
)

// Bands lie in two places. The table has them in their order (see buckets.go),
// which is as good as random: written one article at a time, each of its 32
// would be another page of the file. So those of the articles that came last
// are in memory, and on disk with the fingerprints only. When there are enough
// of them they go into the table, sorted, a slice with each commit.
const (
	bandBits    = 28 // of a row that name the article
	bandArticle = 1<<bandBits - 1
	keyBits     = 35 // and those that are the band
	bandBuckets = 1 << 16

	// The share of all articles, and bounds of the number, that are kept back:
	// more of them share each page of the table, and take longer to read when a
	// store is opened.
	bandShare   = 32
	leastRecent = 1 << 10
	mostRecent  = 1 << 14

	mergeSlice = 1 << 13 // rows in a commit
	mergePause = time.Minute
)

// bandKey is what of a band is kept. Texts are compared before they are called
// alike: that two bands in ten thousand million share a key does no harm.
func bandKey(band uint64) int64 { return int64((band * 0x9E3779B97F4A7C15) >> (64 - keyBits)) }

// bandRow is an article's band as one number, which gives their order.
func bandRow(key, n int64) int64 { return key<<bandBits | n }

// recentBands are the bands that the table doesn't have yet.
type recentBands struct {
	mu      sync.RWMutex
	mark    int64 // the table has those of all articles up to this one
	n       int   // articles
	first   []int32
	last    []int32 // by bucket: where its entries begin and end, +1
	entries []recentBand
}

// recentBand is a band of an article, in a list of those that share a bucket.
type recentBand struct {
	row  int64 // without an article when it was dropped
	next int32
}

func (e *recentBand) article() int64 { return e.row & bandArticle }

// bucket is the list that a band stands in.
func (e *recentBand) bucket() int64 { return e.row >> bandBits % bandBuckets }

func newRecentBands(mark int64) *recentBands {
	return &recentBands{mark: mark, first: make([]int32, bandBuckets), last: make([]int32, bandBuckets)}
}

// add takes an article in, with its bands as they lie in fingerprints.
func (r *recentBands) add(n int64, packed []byte) {
	r.n++
	for b := range bandsOf(packed) {
		r.append(recentBand{row: bandRow(bandKey(b), n)})
	}
}

func (r *recentBands) append(e recentBand) {
	r.entries = append(r.entries, e)
	at, bucket := int32(len(r.entries)), e.bucket()
	if r.first[bucket] == 0 {
		r.first[bucket] = at
	} else {
		r.entries[r.last[bucket]-1].next = at
	}
	r.last[bucket] = at
}

// drop takes an article's bands out again.
func (r *recentBands) drop(n int64, packed []byte) {
	r.n--
	for b := range bandsOf(packed) {
		key := bandKey(b)
		for at := r.first[key%bandBuckets]; at > 0; at = r.entries[at-1].next {
			if e := &r.entries[at-1]; e.row == bandRow(key, n) {
				e.row = bandRow(key, 0)
			}
		}
	}
}

// find calls for each article that has a band, the oldest first, up to limit.
func (r *recentBands) find(key int64, limit int, found func(n int64)) {
	for at := r.first[key%bandBuckets]; at > 0 && limit > 0; at = r.entries[at-1].next {
		if e := &r.entries[at-1]; e.row>>bandBits == key && e.article() != 0 {
			found(e.article())
			limit--
		}
	}
}

// rows are all of them as rows of the table, in its order.
func (r *recentBands) rows() (rows []int64, upTo int64) {
	rows, upTo = make([]int64, 0, len(r.entries)), r.mark
	for _, e := range r.entries {
		if e.article() != 0 {
			rows, upTo = append(rows, e.row), max(upTo, e.article())
		}
	}
	slices.Sort(rows)
	return rows, upTo
}

// forget leaves out those that the table has now.
func (r *recentBands) forget(upTo int64) {
	old, seen := r.entries, int64(0)
	r.mark, r.n, r.entries = upTo, 0, nil
	clear(r.first)
	clear(r.last)
	for _, e := range old { // an article's stand together
		if e.article() <= upTo {
			continue
		}
		if e.article() != seen {
			r.n++
			seen = e.article()
		}
		r.append(recentBand{row: e.row})
	}
}

// bandsOf are bands as they lie in fingerprints, each once.
func bandsOf(packed []byte) func(yield func(uint64) bool) {
	return func(yield func(uint64) bool) {
		for ; len(packed) >= 8; packed = packed[8:] {
			if !yield(binary.LittleEndian.Uint64(packed)) {
				return
			}
		}
	}
}

// replace takes over what was read anew.
func (r *recentBands) replace(by *recentBands) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mark, r.n, r.first, r.last, r.entries = by.mark, by.n, by.first, by.last, by.entries
}
