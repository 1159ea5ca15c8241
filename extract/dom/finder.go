package dom

// Finder looks for many words at once in one pass over a text, case of ASCII
// letters aside (Aho and Corasick 1975), and says which groups of words were
// found.
type Finder struct {
	next   [][256]uint16
	groups []uint32
}

// NewFinder makes a finder of groups of words, 32 at most: the words of group
// i set bit i of what Find returns.
func NewFinder(groups ...[]string) *Finder {
	f := &Finder{next: make([][256]uint16, 1), groups: make([]uint32, 1)}
	for i, words := range groups {
		for _, w := range words {
			f.add(w, 1<<i)
		}
	}
	f.link()
	return f
}

func (f *Finder) add(word string, bit uint32) {
	at := uint16(0)
	for i := 0; i < len(word); i++ {
		to := f.next[at][word[i]]
		if to == 0 {
			to = uint16(len(f.next))
			f.next = append(f.next, [256]uint16{})
			f.groups = append(f.groups, 0)
			f.next[at][word[i]] = to
		}
		at = to
	}
	f.groups[at] |= bit
}

// link turns the tree of words into an automaton that never goes back.
func (f *Finder) link() {
	fail := make([]uint16, len(f.next))
	var queue []uint16
	for c := range 256 {
		if to := f.next[0][c]; to != 0 {
			queue = append(queue, to)
		}
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		f.groups[at] |= f.groups[fail[at]]
		for c := range 256 {
			to := f.next[at][c]
			if to == 0 {
				f.next[at][c] = f.next[fail[at]][c]
				continue
			}
			fail[to] = f.next[fail[at]][c]
			queue = append(queue, to)
		}
	}
	for s := range f.next { // capitals go where small letters go
		for c := 'A'; c <= 'Z'; c++ {
			f.next[s][c] = f.next[s][c+'a'-'A']
		}
	}
}

// Find is the groups of which a word stands in s.
func (f *Finder) Find(s string) uint32 {
	var at uint16
	var found uint32
	for i := 0; i < len(s); i++ {
		at = f.next[at][s[i]]
		found |= f.groups[at]
	}
	return found
}
