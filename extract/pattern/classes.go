package pattern

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// lowest is the first character that is looked up by bisection: those below
// take one or two bytes.
const lowest = 0x800

// classes parts all characters into those that no part of a program tells
// from one another.
type classes struct {
	width  int
	low    [lowest]uint16
	from   []rune   // where a class begins, ascending
	class  []uint16 // of the characters from there on
	sample []rune   // one of each class
}

// mostClasses is how many there are at most: each has its place in each state.
const mostClasses = 2000

// newClasses are the classes of a program; nil when there are too many.
func newClasses(prog *syntax.Prog) *classes {
	sets := runeSets(prog)
	c := &classes{from: bounds(sets)}
	class := make([]int, len(c.from))
	width := 1
	for _, s := range sets {
		if width = split(class, width, c.from, s); width > mostClasses {
			return nil
		}
	}
	c.width = width
	c.class, c.sample = make([]uint16, len(class)), make([]rune, width)
	for i := len(class) - 1; i >= 0; i-- {
		c.class[i], c.sample[class[i]] = uint16(class[i]), c.from[i]
	}
	for r := range c.low {
		c.low[r] = c.find(rune(r))
	}
	return c
}

// of is a character's class.
func (c *classes) of(r rune) uint16 {
	if r < lowest {
		return c.low[r]
	}
	return c.find(r)
}

func (c *classes) find(r rune) uint16 {
	i, exact := slices.BinarySearch(c.from, r)
	if !exact {
		i--
	}
	return c.class[i]
}

// runeSets are the sets of characters that a program asks for, as ranges: first
// and last, ascending.
func runeSets(prog *syntax.Prog) [][]rune {
	var sets [][]rune
	seen := map[string]bool{}
	add := func(s []rune) {
		if key := fmt.Sprint(s); !seen[key] {
			seen[key] = true
			sets = append(sets, s)
		}
	}
	for i := range prog.Inst {
		inst := &prog.Inst[i]
		switch inst.Op {
		case syntax.InstRune, syntax.InstRune1:
			add(ranges(inst))
		case syntax.InstRuneAnyNotNL:
			add([]rune{'\n', '\n'})
		}
	}
	words, lines := conditions(prog)
	if words {
		add([]rune{'0', '9', 'A', 'Z', '_', '_', 'a', 'z'})
	}
	if lines {
		add([]rune{'\n', '\n'})
	}
	return sets
}

// ranges are the characters that an instruction lets pass.
func ranges(inst *syntax.Inst) []rune {
	if len(inst.Rune) != 1 {
		return inst.Rune
	}
	r := inst.Rune[0]
	all := []rune{r}
	if syntax.Flags(inst.Arg)&syntax.FoldCase != 0 {
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			all = append(all, f)
		}
	}
	slices.Sort(all)
	var out []rune
	for _, r := range all {
		out = append(out, r, r)
	}
	return out
}

// bounds are the characters where some set begins, or ends just before.
func bounds(sets [][]rune) []rune {
	from := []rune{0}
	for _, s := range sets {
		for i := 0; i < len(s); i += 2 {
			from = append(from, s[i])
			if s[i+1] < utf8.MaxRune {
				from = append(from, s[i+1]+1)
			}
		}
	}
	slices.Sort(from)
	return slices.Compact(from)
}

// split parts each class in those inside a set and those outside.
func split(class []int, width int, from, set []rune) int {
	inside := make([]int, width) // what the inside of each class is called, 0 for none yet
	outside := make([]bool, width)
	in := make([]bool, len(class))
	for i := 0; i < len(set); i += 2 {
		first, _ := slices.BinarySearch(from, set[i])
		for j := first; j < len(from) && from[j] <= set[i+1]; j++ {
			in[j] = true
		}
	}
	for i, c := range class {
		if !in[i] {
			outside[c] = true
		}
	}
	for i, c := range class {
		if !in[i] || !outside[c] {
			continue
		}
		if inside[c] == 0 {
			inside[c] = width
			width++
		}
		class[i] = inside[c]
	}
	return width
}
