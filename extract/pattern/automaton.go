package pattern

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// mostStates and mostPlaces, four bytes for each class in each state, bound an
// automaton's memory. A text that needs one state more is regexp's to look at.
const (
	mostStates = 2000
	mostPlaces = 260_000
)

// automaton runs over a text once, from state to state by classes of
// characters.
type automaton struct {
	prog     *syntax.Prog
	classes  *classes
	anywhere bool // a match may begin at any character, otherwise at the first one alone
	words    bool // there is a \b or \B
	lines    bool // there is a (?m)^ or (?m)$

	// states are found by their numbers without the lock: one that is known
	// from a state's next is there.
	states []*state

	firsts [4]atomic.Uint32 // the states that texts begin in, by what is before

	mu      sync.Mutex // guards all below
	numbers map[string]uint32
	now     set
	next    set
}

// state is where the program may be at a point of the text, best first.
type state struct {
	next   []atomic.Uint32 // the number of the next state by class, the last is the text's end
	before int             // the side before
	insts  string          // packed, before anything that asks what comes next
}

// What next has besides the numbers of states.
const (
	unknown uint32 = iota
	refused        // there can be no match any more, or no better one
	tooMany
	firstState

	// matched is added where a match has ended before the character.
	matched uint32 = 1 << 31
)

// newAutomaton makes the automaton of a program.
func newAutomaton(prog *syntax.Prog, cs *classes, anywhere bool) *automaton {
	a := &automaton{prog: prog, classes: cs, numbers: map[string]uint32{}, anywhere: anywhere}
	a.states = make([]*state, min(mostStates, mostPlaces/(cs.width+1)))
	a.words, a.lines = conditions(prog)
	a.now.grow(len(prog.Inst))
	a.next.grow(len(prog.Inst))
	return a
}

// conditions are what a program asks of the characters at both sides.
func conditions(prog *syntax.Prog) (words, lines bool) {
	for i := range prog.Inst {
		if prog.Inst[i].Op == syntax.InstEmptyWidth {
			op := syntax.EmptyOp(prog.Inst[i].Arg)
			words = words || op&(syntax.EmptyWordBoundary|syntax.EmptyNoWordBoundary) != 0
			lines = lines || op&(syntax.EmptyBeginLine|syntax.EmptyEndLine) != 0
		}
	}
	return words, lines
}

// matches says whether there is a match somewhere in a text, and whether that
// is sure.
func matches[T string | []byte](a *automaton, s T) (yes, sure bool) {
	for i, at := 0, a.first(0); at >= firstState; {
		if i == len(s) {
			at = a.step(at, a.classes.width)
			return at >= matched, at != tooMany
		}
		c, n := class(a, s[i:])
		i += n
		if at = a.step(at, c); at >= matched || at == tooMany {
			return at >= matched, at != tooMany
		}
	}
	return false, true
}

// end is where the match ends that begins at a byte of a text, -1 for none,
// and whether that is sure.
func (a *automaton) end(s string, from int) (end int, sure bool) {
	before := rune(-1)
	if from > 0 {
		before, _ = utf8.DecodeLastRuneInString(s[:from])
	}
	end = -1
	for i, at := from, a.first(a.like(before)); at >= firstState; {
		if i == len(s) {
			at = a.step(at, a.classes.width)
			if at >= matched {
				end = i
			}
			return end, at != tooMany
		}
		c, n := class(a, s[i:])
		if at = a.step(at, c); at >= matched {
			end = i
			at &^= matched
		}
		if at == tooMany {
			return -1, false
		}
		i += n
	}
	return end, true
}

// class is the class of a text's first character, and how many bytes it has.
func class[T string | []byte](a *automaton, s T) (class, bytes int) {
	if c := s[0]; c < utf8.RuneSelf {
		return int(a.classes.low[c]), 1
	}
	r, n := utf8.DecodeRuneInString(string(s[:min(len(s), utf8.UTFMax)]))
	return int(a.classes.of(r)), n
}

// first is the state before a match, behind a side.
func (a *automaton) first(before int) uint32 {
	if n := a.firsts[before].Load(); n != unknown {
		return n
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.next.clear()
	a.add(&a.next, uint32(a.prog.Start))
	n := a.known(before)
	a.firsts[before].Store(n)
	return n
}

// step is the state after a character of class c, or after the text's end.
func (a *automaton) step(from uint32, c int) uint32 {
	st := a.states[from-firstState]
	if to := st.next[c].Load(); to != unknown {
		return to
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	to := a.after(st, c)
	st.next[c].Store(to)
	return to
}

// after goes on with every place of the program that lets a character pass,
// but for those that are worse than one where the match ends.
func (a *automaton) after(from *state, c int) uint32 {
	r := rune(-1)
	if c < a.classes.width {
		r = a.classes.sample[c]
	}
	a.now.clear()
	ends := a.pass(from.insts, syntax.EmptyOpContext(sides[from.before], r))
	a.next.clear()
	for _, pc := range a.now.list {
		if inst := &a.prog.Inst[pc]; r >= 0 && isRune(inst) && inst.MatchRune(r) {
			a.add(&a.next, inst.Out)
		}
	}
	if a.anywhere && r >= 0 && !ends {
		a.add(&a.next, uint32(a.prog.Start))
	}
	to := a.known(a.like(r))
	if ends && to != tooMany {
		to |= matched
	}
	return to
}

// add adds an instruction, and where the program goes from it without looking
// at the text.
func (a *automaton) add(s *set, pc uint32) {
	if !s.add(pc) {
		return
	}
	inst := &a.prog.Inst[pc]
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		a.add(s, inst.Out)
		a.add(s, inst.Arg)
	case syntax.InstCapture, syntax.InstNop:
		a.add(s, inst.Out)
	}
}

// pass takes the program past the conditions that hold between two characters,
// up to where a match ends, and says whether one does.
func (a *automaton) pass(insts string, holds syntax.EmptyOp) (ends bool) {
	last := uint32(0)
	for b := []byte(insts); len(b) > 0; {
		step, n := binary.Varint(b)
		last += uint32(step)
		b = b[n:]
		if a.through(last, holds) {
			return true
		}
	}
	return false
}

// through adds an instruction to now as add does, and where the program goes
// from it when the conditions hold. It ends where a match does.
func (a *automaton) through(pc uint32, holds syntax.EmptyOp) (ends bool) {
	if !a.now.add(pc) {
		return false
	}
	inst := &a.prog.Inst[pc]
	switch inst.Op {
	case syntax.InstMatch:
		return true
	case syntax.InstAlt, syntax.InstAltMatch:
		return a.through(inst.Out, holds) || a.through(inst.Arg, holds)
	case syntax.InstCapture, syntax.InstNop:
		return a.through(inst.Out, holds)
	case syntax.InstEmptyWidth:
		return syntax.EmptyOp(inst.Arg)&^holds == 0 && a.through(inst.Out, holds)
	}
	return false
}

// sides are characters that conditions tell from one another, and -1 for no
// character.
var sides = [...]rune{-1, ' ', 'a', '\n'}

// like is which of the sides a character is like.
func (a *automaton) like(r rune) int {
	switch {
	case r < 0:
		return 0
	case a.words && syntax.IsWordChar(r):
		return 2
	case a.lines && r == '\n':
		return 3
	}
	return 1
}

// known is the state of the instructions in next.
func (a *automaton) known(before int) uint32 {
	insts := slices.DeleteFunc(slices.Clone(a.next.list), func(pc uint32) bool {
		inst := &a.prog.Inst[pc]
		return !isRune(inst) && inst.Op != syntax.InstEmptyWidth && inst.Op != syntax.InstMatch
	})
	if len(insts) == 0 {
		return refused
	}
	if a.anywhere { // any match will do
		slices.Sort(insts)
	}
	key := pack(insts, before)
	if n, ok := a.numbers[key]; ok {
		return n
	}
	n := len(a.numbers)
	if n == len(a.states) {
		return tooMany
	}
	a.states[n] = &state{before: before, insts: key[1:], next: make([]atomic.Uint32, a.classes.width+1)}
	a.numbers[key] = firstState + uint32(n)
	return firstState + uint32(n)
}

func isRune(inst *syntax.Inst) bool {
	switch inst.Op {
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	}
	return false
}

// pack writes a side and instructions down, each by how far it is from the last
// one.
func pack(insts []uint32, before int) string {
	key := make([]byte, 1, 1+len(insts)+len(insts)/4)
	key[0] = byte(before)
	last := uint32(0)
	for _, pc := range insts {
		key = binary.AppendVarint(key, int64(pc)-int64(last))
		last = pc
	}
	return string(key)
}

// set is a set of instructions in the order they came in.
type set struct {
	list []uint32
	has  []bool
}

func (s *set) grow(n int) { s.has = make([]bool, n) }

func (s *set) clear() {
	for _, pc := range s.list {
		s.has[pc] = false
	}
	s.list = s.list[:0]
}

// add says whether the instruction is new.
func (s *set) add(pc uint32) bool {
	if s.has[pc] {
		return false
	}
	s.has[pc] = true
	s.list = append(s.list, pc)
	return true
}
