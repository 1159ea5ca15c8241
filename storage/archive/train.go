package archive

import (
	"bytes"
	"hash/maphash"
	"slices"
)

// MinSamples is how many pages of a site are needed to tell what they have in
// common from what one article says.
const MinSamples = 50

// maxDictionary caps a dictionary in bytes. Past this the gain on news sites
// is small while each page costs more time to pack.
const maxDictionary = 160 << 10

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
func Train(samples [][]byte) []byte {
	if len(samples) < 2 {
		return nil
	}
	seed := maphash.MakeSeed()
	counts := countChunks(seed, samples)
	var runs []run
	for _, s := range samples {
		runs = appendRuns(runs, seed, s, counts)
	}
	slices.SortStableFunc(runs, func(a, b run) int { return b.pages - a.pages })
	size, n := 0, 0
	for n < len(runs) && size+len(runs[n].text) <= maxDictionary {
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

// countChunks says on how many pages each chunk stands.
func countChunks(seed maphash.Seed, samples [][]byte) map[uint64]int {
	counts := map[uint64]int{}
	for _, s := range samples {
		seen := map[uint64]bool{}
		for chunk := range chunks(s) {
			if h := maphash.Bytes(seed, chunk); !seen[h] {
				seen[h] = true
				counts[h]++
			}
		}
	}
	return counts
}

// appendRuns adds the recurring runs of a page. A chunk is taken once: its
// count falls to 0.
func appendRuns(runs []run, seed maphash.Seed, page []byte, counts map[uint64]int) []run {
	at, start, least := 0, 0, 0
	flush := func() {
		if at > start && least > 1 {
			runs = append(runs, run{page[start:at], least})
		}
	}
	for chunk := range chunks(page) {
		h := maphash.Bytes(seed, chunk)
		n := counts[h]
		if n != least { // like stands with like, so that what is rare can be left out
			flush()
			start, least = at, n
		}
		counts[h] = 0
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
