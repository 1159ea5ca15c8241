// Package pattern matches texts against regular expressions as package regexp
// does, several times as fast where most texts don't match: a deterministic
// automaton, made state by state as texts need it, says no before regexp is
// asked at all (Thompson 1968; Cox, "Regular Expression Matching Can Be Simple
// And Fast", 2007). It knows nothing of pages. Start at Pattern.
package pattern

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"sync/atomic"
)

// worthwhile is how many bytes regexp looks at alone: a pattern that one page
// asks for now and then isn't worth an automaton.
const worthwhile = 4 << 10

// short is how many bytes a text has at most where the automaton is tried at
// each character in turn to find where a match begins.
const short = 300

// Pattern is a regular expression of package regexp that is quick to say no,
// and to find matches in short texts.
type Pattern struct {
	expr   string
	regexp func() *regexp.Regexp // answers what automata can't

	asked  atomic.Int64
	make   sync.Once
	begins bool       // matches begin with the text
	whole  *automaton // says whether there is a match; nil for patterns with too many classes of characters

	makeAt sync.Once
	at     *automaton // says where a match ends that begins here
}

// MustCompile makes a pattern of an expression, which is compiled when it is
// first needed: hundreds of them would be half of what a short call of the
// program takes. It panics then where it is none: patterns are written down in
// the program.
func MustCompile(expr string) *Pattern {
	return &Pattern{expr: expr, regexp: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })}
}

// InSmall makes a pattern for texts in small letters: to fold case in the
// pattern costs several times as much as to fold the text once.
func InSmall(expr string) *Pattern {
	if expr != strings.ToLower(expr) {
		panic("pattern: capitals in " + expr) // would never match: a bug, seen at once
	}
	return MustCompile(expr)
}

// MatchString says whether the pattern matches somewhere in a text.
func (p *Pattern) MatchString(s string) bool {
	if a := p.automatonFor(len(s)); a != nil {
		if yes, sure := matches(a, s); sure {
			return yes
		}
	}
	return p.regexp().MatchString(s)
}

// Match is MatchString for bytes.
func (p *Pattern) Match(b []byte) bool {
	if a := p.automatonFor(len(b)); a != nil {
		if yes, sure := matches(a, b); sure {
			return yes
		}
	}
	return p.regexp().Match(b)
}

// FindStringIndex finds the leftmost match: where it begins and ends, nil
// without one.
func (p *Pattern) FindStringIndex(s string) []int {
	loc, sure := p.find(s)
	if !sure {
		return p.regexp().FindStringIndex(s)
	}
	return loc
}

// FindStringSubmatchIndex finds the leftmost match and its groups, each by
// where it begins and ends, -1 where it has no part in the match; nil without
// a match.
func (p *Pattern) FindStringSubmatchIndex(s string) []int {
	if p.cannot(s) {
		return nil
	}
	return p.regexp().FindStringSubmatchIndex(s)
}

// FindAllStringIndex finds where up to n matches begin and end that don't
// overlap, all for -1; nil without any.
func (p *Pattern) FindAllStringIndex(s string, n int) [][]int {
	if p.cannot(s) {
		return nil
	}
	return p.regexp().FindAllStringIndex(s, n)
}

// FindStringSubmatch is FindStringSubmatchIndex as texts.
func (p *Pattern) FindStringSubmatch(s string) []string {
	if p.cannot(s) {
		return nil
	}
	return p.regexp().FindStringSubmatch(s)
}

// FindString is the leftmost match, empty without one.
func (p *Pattern) FindString(s string) string {
	loc := p.FindStringIndex(s)
	if loc == nil {
		return ""
	}
	return s[loc[0]:loc[1]]
}

// FindFolded finds what a pattern for small letters matches in a text of any
// case, as FindStringIndex does. A text whose small letters are longer or
// shorter than itself is looked at as it is.
func (p *Pattern) FindFolded(text string) []int {
	small := strings.ToLower(text)
	if len(small) != len(text) {
		small = text
	}
	return p.FindStringIndex(small)
}

// ReplaceAllString gives the text with every match replaced, $1 being the first
// group.
func (p *Pattern) ReplaceAllString(s, by string) string {
	if p.cannot(s) {
		return s
	}
	return p.regexp().ReplaceAllString(s, by)
}

// cannot says whether it is sure that a text has no match.
func (p *Pattern) cannot(s string) bool {
	a := p.automatonFor(len(s))
	if a == nil {
		return false
	}
	yes, sure := matches(a, s)
	return sure && !yes
}

// find finds the leftmost match where automata can.
func (p *Pattern) find(s string) (loc []int, sure bool) {
	a := p.automatonFor(len(s))
	switch {
	case a == nil:
		return nil, false
	case p.begins:
		end, sure := a.end(s, 0)
		if end < 0 {
			return nil, sure
		}
		return []int{0, end}, sure
	}
	if yes, sure := matches(a, s); !sure || !yes || len(s) > short {
		return nil, sure && !yes
	}
	p.makeAt.Do(func() { p.at = newAutomaton(a.prog, a.classes, false) })
	for i := range s {
		if end, sure := p.at.end(s, i); !sure || end >= 0 {
			return []int{i, end}, sure
		}
	}
	return nil, false // it ends the text, or there would be none
}

// automatonFor is the one that looks at a text of so many bytes first, nil where
// none is worth it.
func (p *Pattern) automatonFor(bytes int) *automaton {
	if p.asked.Load() < worthwhile {
		p.asked.Add(int64(bytes) + 1)
		return nil
	}
	p.make.Do(p.compile)
	return p.whole
}

func (p *Pattern) compile() {
	parsed, err := syntax.Parse(p.expr, syntax.Perl)
	if err != nil {
		return
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return
	}
	p.begins = prog.StartCond()&syntax.EmptyBeginText != 0
	if cs := newClasses(prog); cs != nil {
		p.whole = newAutomaton(prog, cs, !p.begins)
	}
}
