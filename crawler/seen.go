package crawler

import "hash/maphash"

// seenSet remembers strings that were met, in bounded memory: two generations
// of hashes, of which the older is dropped when the younger is full. What it
// forgets is looked up in the store once more, which is only slower.
type seenSet struct {
	seed     maphash.Seed
	now, old map[uint64]struct{}
}

// seenMost is the size of a generation, about half a megabyte: a site has four
// sets of two, and a run many sites.
const seenMost = 25_000

func newSeenSet() *seenSet {
	return &seenSet{seed: maphash.MakeSeed(), now: map[uint64]struct{}{}}
}

func (s *seenSet) has(str string) bool {
	h := maphash.String(s.seed, str)
	if _, ok := s.now[h]; ok {
		return true
	}
	if _, ok := s.old[h]; ok {
		s.put(h)
		return true
	}
	return false
}

// add says whether the string is new.
func (s *seenSet) add(str string) bool {
	if s.has(str) {
		return false
	}
	s.put(maphash.String(s.seed, str))
	return true
}

func (s *seenSet) put(h uint64) {
	if len(s.now) >= seenMost {
		s.old, s.now = s.now, make(map[uint64]struct{}, seenMost)
	}
	s.now[h] = struct{}{}
}
