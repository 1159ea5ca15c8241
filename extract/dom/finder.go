package dom

import "unicode/utf8"

// Finder looks for many words at once in one pass over a text, case of ASCII
// letters aside (Aho and Corasick 1975), and says which groups of words were
// found. Words of ASCII alone have an automaton of their own, small enough to
// stay in the cache; the other only sees texts that are not ASCII alone.
type Finder struct {
	ascii, rest *automaton
}

// automaton is one of the two.
type automaton struct {
	class  [256]uint8 // bytes that no word has are one class
	width  int        // number of classes
	next   []uint16   // state and class → state
	groups []uint32
}

// NewFinder makes a finder of groups of words, 32 at most: the words of group
// i set bit i of what Find returns.
func NewFinder(groups ...[]string) *Finder {
	return &Finder{ascii: newAutomaton(groups, ASCII), rest: newAutomaton(groups, func(w string) bool { return !ASCII(w) })}
}

// ASCII says whether a text is ASCII alone.
func ASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// newAutomaton is made of those words that take is true of, nil without any.
func newAutomaton(groups [][]string, take func(string) bool) *automaton {
	f := &automaton{width: 1}
	for _, words := range groups {
		for _, w := range words {
			if take(w) {
				f.classify(w)
			}
		}
	}
	if f.width == 1 {
		return nil
	}
	f.state()
	for i, words := range groups {
		for _, w := range words {
			if take(w) {
				f.add(w, 1<<i)
			}
		}
	}
	f.link()
	return f
}

// classify gives a word's bytes classes of their own. A capital has the class
// of its small letter.
func (f *automaton) classify(word string) {
	for i := 0; i < len(word); i++ {
		c := word[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if f.class[c] == 0 {
			f.class[c] = uint8(f.width)
			f.width++
		}
		if 'a' <= c && c <= 'z' {
			f.class[c-'a'+'A'] = f.class[c]
		}
	}
}

// state adds a state.
func (f *automaton) state() uint16 {
	f.next = append(f.next, make([]uint16, f.width)...)
	f.groups = append(f.groups, 0)
	return uint16(len(f.groups) - 1)
}

func (f *automaton) add(word string, bit uint32) {
	at := uint16(0)
	for i := 0; i < len(word); i++ {
		edge := int(at)*f.width + int(f.class[word[i]])
		if f.next[edge] == 0 {
			to := f.state() // may move f.next
			f.next[edge] = to
		}
		at = f.next[edge]
	}
	f.groups[at] |= bit
}

// link turns the tree of words into an automaton that never goes back.
func (f *automaton) link() {
	fail := make([]uint16, len(f.groups))
	var queue []uint16
	for _, to := range f.next[:f.width] {
		if to != 0 {
			queue = append(queue, to)
		}
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		f.groups[at] |= f.groups[fail[at]]
		for c := range f.width {
			edge := &f.next[int(at)*f.width+c]
			back := f.next[int(fail[at])*f.width+c]
			if *edge == 0 {
				*edge = back
				continue
			}
			fail[*edge] = back
			queue = append(queue, *edge)
		}
	}
}

// Find is the groups of which a word stands in s.
func (f *Finder) Find(s string) uint32 { return find(f, s) }

// FindBytes is Find over bytes.
func (f *Finder) FindBytes(s []byte) uint32 { return find(f, s) }

func find[T string | []byte](f *Finder, s T) uint32 {
	found, bits := uint32(0), byte(utf8.RuneSelf)
	if f.ascii != nil {
		found, bits = run(f.ascii, s)
	}
	if bits >= utf8.RuneSelf && f.rest != nil {
		more, _ := run(f.rest, s)
		found |= more
	}
	return found
}

// run gives the groups found, and all bits that any byte of s has.
func run[T string | []byte](f *automaton, s T) (found uint32, bits byte) {
	var at uint16
	for i := 0; i < len(s); i++ {
		bits |= s[i]
		at = f.next[int(at)*f.width+int(f.class[s[i]])]
		found |= f.groups[at]
	}
	return found, bits
}
