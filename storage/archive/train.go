package archive

import (
	"bytes"
	"hash/maphash"
	"iter"
	"slices"
)

// MinSamples is how many pages of a site are needed to tell what they have in
// common from what one article says.
const MinSamples = 50

// maxDictionary caps a dictionary in bytes. Past this the gain on news sites
// is small while each page costs more time to pack.
const maxDictionary = 160 << 10

// wideDictionary is the cap where it is weighed whether a dictionary pays: past
// this what it saves is hardly more than it takes itself, and whoever reads
// many sites at once has one of each in memory.
const wideDictionary = 2 * maxDictionary

// minChunk is the least number of bytes that pages are compared by: about a
// tag with its attributes.
const minChunk = 32

// run is a stretch of a page of which all chunks recur.
type run struct {
	text  []byte
	pages int // on how many pages its rarest chunk stands
}

// Train makes a dictionary of what recurs over sample pages: their template,
// scripts and menus, what recurs most at the end, where it is found cheapest.
// It is nil when the pages have too little in common for one to pay.
func Train(samples [][]byte) []byte { return train(slices.Values(samples), maxDictionary) }

// train makes a dictionary of up to most bytes. The samples are gone through
// twice, and none is kept: they may be unpacked as they are asked for.
func train(samples iter.Seq[[]byte], most int) []byte {
	seed := maphash.MakeSeed()
	counts := countChunks(seed, samples)
	var runs []run
	for s := range samples {
		runs = appendRuns(runs, seed, s, counts)
	}
	slices.SortStableFunc(runs, func(a, b run) int { return b.pages - a.pages })
	size, n := 0, 0
	for n < len(runs) && size+len(runs[n].text) <= most {
		size += len(runs[n].text)
		n++
	}
	if size < 1<<10 {
		return nil
	}
	dictionary := make([]byte, 0, size)
	for _, r := range slices.Backward(runs[:n]) {
		dictionary = append(dictionary, r.text...)
	}
	return dictionary
}

// count is on how many pages a chunk stands, and on which one last.
type count struct{ pages, last int32 }

// countChunks says on how many pages each chunk stands.
func countChunks(seed maphash.Seed, samples iter.Seq[[]byte]) map[uint64]count {
	counts, page := map[uint64]count{}, int32(0)
	for s := range samples {
		page++
		for chunk := range chunks(s) {
			h := maphash.Bytes(seed, chunk)
			if c := counts[h]; c.last != page {
				counts[h] = count{c.pages + 1, page}
			}
		}
	}
	return counts
}

// appendRuns adds the recurring runs of a page. A chunk is taken once: its
// count falls to 0.
func appendRuns(runs []run, seed maphash.Seed, page []byte, counts map[uint64]count) []run {
	at, start, least := 0, 0, 0
	flush := func() {
		if at > start && least > 1 {
			runs = append(runs, run{bytes.Clone(page[start:at]), least})
		}
	}
	for chunk := range chunks(page) {
		h := maphash.Bytes(seed, chunk)
		n := int(counts[h].pages)
		if n != least { // like stands with like, so that what is rare can be left out
			flush()
			start, least = at, n
		}
		counts[h] = count{}
		at += len(chunk)
	}
	flush()
	return runs
}

// chunks cuts a page after tags and line ends.
func chunks(page []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(page) > 0 {
			end := len(page)
			if len(page) > minChunk {
				if i := bytes.IndexAny(page[minChunk:], ">\n;"); i >= 0 {
					end = minChunk + i + 1
				}
			}
			if !yield(page[:end]) {
				return
			}
			page = page[end:]
		}
	}
}
