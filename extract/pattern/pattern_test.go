package pattern

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// expressions have all that the automaton must know: words' ends, lines' ends,
// both ends of the text, case that is folded, classes of letters, counts, lazy
// and empty parts.
var expressions = []string{
	``, `a`, `^a`, `a$`, `^a$`, `^$`, `^`, `$`, `a|^b|c$`, `(?:^|\s)x`, `x(?:\s|$)`,
	`\bby\b`, `\Bby`, `by\B`, `\b`, `\B`, `^\b`, `\b$`, `a\b.b`,
	`(?m)^by`, `(?m)by$`, `(?m)^$`, `(?s)a.b`, `a.b`, `\Aby`, `by\z`,
	`(?i)straße|kelvin`, `(?i)k`, `(?i)[k-m]`, `(?i)ſ`, `[^a-y]`, `[^\n]`, `\p{Lu}\p{Ll}+ \p{Lu}`, `\P{L}`, `\p{Han}{2,4}`, `[À-Þ]`,
	`^(?:von|by|από|от|作者)[:：]?\s+\p{Lu}`, `\d{1,2}[./]\d{1,2}`, `^\D{0,8}\d$`, `a{3,5}?b`, `(a*)*`, `(a|b)*c`, `(?:ab?)+?$`,
	`\b(?:sign up|subscribe|register)\b.{0,20}\b(?:newsletter|alerts)\b`,
	`\s[|•–]\s.*|\(.*|\bon\s+(?:\w+,\s+)?(?:monday|\d).*`,
	`[\x{10000}-\x{10ffff}]`, `\x{fffd}`, `[[:^ascii:]]`,
}

// pieces are what texts are put together from.
var pieces = []string{
	"a", "b", "c", "x", "by", "By", "aaaa", " ", "  ", "\n", "\t", "_", ".", ",", ":", "：", "|", " | ", "•", "–", "(", ")", "1", "23", "12.5",
	"von", "από", "от", "作者", "王小明", "É", "é", "ß", "STRASSE", "straße", "K", "K", "ſ", "s", "Anna", "Weiß", "\xff", "\xc3", "\xe4\xbd", "\U0001F600", "�",
	"sign up", "subscribe", "newsletter", "alerts", "on monday", "z",
}

// TestAsRegexp holds the automaton's answers against regexp's own.
func TestAsRegexp(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	texts := append([]string{""}, pieces...)
	for range 3000 {
		var b strings.Builder
		for range 1 + rnd.IntN(8) {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
		}
		texts = append(texts, b.String())
	}
	for _, e := range expressions {
		p := MustCompile(e)
		if p.compile(); p.whole == nil {
			t.Errorf("%s: no automaton", e)
			continue
		}
		p.asked.Store(worthwhile)
		for _, s := range texts {
			yes, sure := matches(p.whole, s)
			if !sure {
				t.Fatalf("%s: too many states", e)
			}
			if want := p.regexp().MatchString(s); yes != want || p.Match([]byte(s)) != want {
				t.Fatalf("%s on %q: %v, want %v", e, s, yes, want)
			}
			same(t, e+" on "+s, p.FindStringIndex(s), p.regexp().FindStringIndex(s))
		}
	}
}

// TestTooManyStates lets an automaton grow to its bound: from there on regexp
// answers.
func TestTooManyStates(t *testing.T) {
	p := MustCompile(`[ab]*a[ab]{12}c`)
	rnd := rand.New(rand.NewPCG(3, 4))
	unsure := 0
	for range 3000 {
		b := make([]byte, 40)
		for i := range b {
			b[i] = "ab"[rnd.IntN(2)]
		}
		b[rnd.IntN(len(b))] = 'c'
		s := string(b)
		if got, want := p.MatchString(s), p.regexp().MatchString(s); got != want {
			t.Fatalf("%q: %v, want %v", s, got, want)
		}
		same(t, s, p.FindStringIndex(s), p.regexp().FindStringIndex(s))
		if p.whole != nil {
			if _, sure := matches(p.whole, s); !sure {
				unsure++
			}
		}
	}
	if n := len(p.whole.numbers); n != mostStates || unsure == 0 {
		t.Errorf("%d states, %d texts that needed more: the bound was not met", n, unsure)
	}
}

// TestMethods holds each method against regexp's.
func TestMethods(t *testing.T) {
	p := InSmall(`(\bby )(\w+)`)
	for range worthwhile / 10 { // alone, and with its automaton
		for _, s := range []string{"", "said by anna and by tom", "baby anna", "nothing"} {
			if got, want := p.MatchString(s), p.regexp().MatchString(s); got != want {
				t.Fatalf("%q: %v, want %v", s, got, want)
			}
			same(t, s, p.FindStringIndex(s), p.regexp().FindStringIndex(s))
			same(t, s, p.FindStringSubmatchIndex(s), p.regexp().FindStringSubmatchIndex(s))
			same(t, s, p.FindStringSubmatch(s), p.regexp().FindStringSubmatch(s))
			if got, want := p.FindString(s), p.regexp().FindString(s); got != want {
				t.Fatalf("%q: %q, want %q", s, got, want)
			}
			if got, want := len(p.FindAllStringIndex(s, -1)), len(p.regexp().FindAllStringIndex(s, -1)); got != want {
				t.Fatalf("%q: %d matches, want %d", s, got, want)
			}
			if got, want := p.ReplaceAllString(s, "$2"), p.regexp().ReplaceAllString(s, "$2"); got != want {
				t.Fatalf("%q: %q, want %q", s, got, want)
			}
		}
	}
	same(t, "folded", p.FindFolded("Said BY Anna"), []int{5, 12})
	same(t, "longer when small", p.FindFolded("ȺBY ANNA by tom"), []int{10, 16})
	if p.FindFolded("BABY") != nil {
		t.Error("a word's end is no word")
	}
}

func same[T comparable](t *testing.T, s string, got, want []T) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%q: %v, want %v", s, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%q: %v, want %v", s, got, want)
		}
	}
}

// TestAtOnce has many goroutines make one automaton's states.
func TestAtOnce(t *testing.T) {
	p := MustCompile(`\b(?:sign up|subscribe)\b.{0,20}\bnewsletter`)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(5, uint64(g)))
			for range 500 {
				var b strings.Builder
				for range 1 + rnd.IntN(8) {
					b.WriteString(pieces[rnd.IntN(len(pieces))])
				}
				if s := b.String(); p.MatchString(s) != p.regexp().MatchString(s) {
					t.Errorf("%q: not as regexp", s)
				}
			}
		})
	}
	wg.Wait()
}

// FuzzAsRegexp lets any expression that compiles meet any text.
func FuzzAsRegexp(f *testing.F) {
	for i, e := range expressions {
		f.Add(e, strings.Join(pieces[:i%len(pieces)], ""))
	}
	f.Fuzz(func(t *testing.T, expr, s string) {
		if len(expr) > 200 || len(s) > 2000 {
			return
		}
		if _, err := regexp.Compile(expr); err != nil {
			return
		}
		p := MustCompile(expr)
		p.asked.Store(worthwhile)
		if got, want := p.MatchString(s), p.regexp().MatchString(s); got != want {
			t.Errorf("%q on %q: %v", expr, s, got)
		}
		same(t, expr+" on "+s, p.FindStringIndex(s), p.regexp().FindStringIndex(s))
	})
}
