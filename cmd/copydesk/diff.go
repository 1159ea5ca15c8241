package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"copydesk/extract"
	"copydesk/storage"
)

// showDiff shows the words that were added and removed between two revisions.
func (a *app) showDiff(ctx context.Context, db store, name, span string) error {
	art, err := find(ctx, db, name)
	if err != nil {
		return err
	}
	revisions, err := db.Revisions(ctx, art.ID)
	if err != nil {
		return err
	}
	from, to, err := chooseRevisions(revisions, span)
	if err != nil {
		return err
	}
	if from == to {
		_, err = fmt.Fprintln(a.out, "one revision: nothing to compare it with")
		return err
	}
	out := diffArticles(&from.Article, &to.Article, a.isTerminal(a.out) && a.colour())
	_, err = fmt.Fprintf(a.out, "revision %d (%s) → %d (%s, %s)\n%s", from.Number, from.Article.DateFetched, to.Number, to.Article.DateFetched, to.By, out)
	return err
}

// chooseRevisions reads A..B, A (against the last one) or "last".
func chooseRevisions(all []storage.Revision, span string) (from, to *storage.Revision, err error) {
	last := len(all) - 1
	if span == "last" {
		return &all[max(last-1, 0)], &all[last], nil
	}
	a, b, both := strings.Cut(span, "..")
	pick := func(s string) *storage.Revision {
		n, err := strconv.Atoi(s)
		i := slices.IndexFunc(all, func(r storage.Revision) bool { return r.Number == n })
		if err != nil || i < 0 {
			return nil
		}
		return &all[i]
	}
	from, to = pick(a), &all[last]
	if both {
		to = pick(b)
	}
	if from == nil || to == nil {
		return nil, nil, usagef("--diff=%s: there are revisions 1 to %d; write --diff=1..2", span, all[last].Number)
	}
	return from, to, nil
}

// diffArticles compares what makes a revision: title, authors, dates, text.
func diffArticles(from, to *extract.Article, colour bool) string {
	var b strings.Builder
	for _, f := range []struct{ name, from, to string }{
		{"title", from.Title, to.Title},
		{"authors", strings.Join(from.Authors, ", "), strings.Join(to.Authors, ", ")},
		{"date_published", from.DatePublished, to.DatePublished},
		{"date_modified", from.DateModified, to.DateModified},
		{"text", from.Text, to.Text},
	} {
		if f.from != f.to {
			fmt.Fprintf(&b, "\n%s:\n%s\n", f.name, diffWords(f.from, f.to, colour))
		}
	}
	if b.Len() == 0 {
		return "\nno difference in title, authors, dates and text\n"
	}
	return b.String()
}

// diffWords is the new text with [-removed-] and {+added+} words, as wdiff
// writes them. Long stretches without a change are cut short.
func diffWords(from, to string, colour bool) string {
	removed, added := [2]string{"[-", "-]"}, [2]string{"{+", "+}"}
	if colour {
		removed, added = [2]string{"\x1b[31m[-", "-]\x1b[0m"}, [2]string{"\x1b[32m{+", "+}\x1b[0m"}
	}
	var parts []string
	for _, e := range editScript(words(from), words(to)) {
		text := printable(strings.Join(e.words, " "))
		switch e.kind {
		case '-':
			text = removed[0] + text + removed[1]
		case '+':
			text = added[0] + text + added[1]
		default:
			text = shorten(e.words)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

// shorten keeps the words next to a change.
func shorten(w []string) string {
	const near = 12
	if len(w) <= 3*near {
		return printable(strings.Join(w, " "))
	}
	return printable(strings.Join(w[:near], " ")) + " … " + printable(strings.Join(w[len(w)-near:], " "))
}

// words are a text's words, with a mark where a paragraph ends.
func words(s string) []string {
	var out []string
	for i, p := range strings.Split(s, "\n\n") {
		if i > 0 {
			out = append(out, "¶")
		}
		out = append(out, strings.Fields(p)...)
	}
	return out
}

// edit is a run of words that stayed (' '), went ('-') or came ('+').
type edit struct {
	kind  byte
	words []string
}

// editScript is the shortest way from a to b (Myers 1986). Texts that have
// hardly anything in common are told as one removal and one addition: the
// way between them tells nothing and takes long to find.
func editScript(a, b []string) []edit {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out []edit
	add := func(kind byte, w []string) {
		if len(w) == 0 {
			return
		}
		if n := len(out); n > 0 && out[n-1].kind == kind {
			out[n-1].words = append(out[n-1].words, w...)
			return
		}
		out = append(out, edit{kind, slices.Clone(w)})
	}
	add(' ', a[:head])
	myers(a[head:len(a)-tail], b[head:len(b)-tail], add)
	add(' ', a[len(a)-tail:])
	return out
}

// maxEdits bounds the search, and with it its memory: this many squared.
const maxEdits = 1000

func myers(a, b []string, add func(byte, []string)) {
	trace, d := search(a, b)
	if trace == nil {
		add('-', a)
		add('+', b)
		return
	}
	for _, s := range slices.Backward(wayBack(trace, d, a, b)) {
		add(s.kind, []string{s.word})
	}
}

// step is one word on the way from a text to another.
type step struct {
	kind byte
	word string
}

// wayBack follows the frontiers from the end of both texts to their
// beginning.
func wayBack(trace []frontier, d int, a, b []string) []step {
	var back []step
	x, y := len(a), len(b)
	for ; d > 0; d-- {
		v, k := trace[d-1], x-y
		down := k == -d || k != d && v.at(k-1) < v.at(k+1)
		stayed := 0 // where the words begin that stayed after the edit
		if down {
			stayed = v.at(k + 1)
		} else {
			stayed = v.at(k-1) + 1
		}
		for x > stayed {
			x, y = x-1, y-1
			back = append(back, step{' ', a[x]})
		}
		if down {
			y--
			back = append(back, step{'+', b[y]})
		} else {
			x--
			back = append(back, step{'-', a[x]})
		}
	}
	for x > 0 {
		x--
		back = append(back, step{' ', a[x]})
	}
	return back
}

// frontier is how far each diagonal was reached after some edits.
type frontier struct{ reach []int }

func (f frontier) at(k int) int { return f.reach[k+len(f.reach)/2] }

// search gives the frontiers before each edit, and how many edits it takes;
// nil when there are too many.
func search(a, b []string) ([]frontier, int) {
	n := min(len(a)+len(b), maxEdits)
	v := make([]int, 2*n+3)
	mid := len(v) / 2
	var trace []frontier
	for d := 0; d <= n; d++ {
		for k := -d; k <= d; k += 2 {
			x := v[mid+k-1] + 1
			if k == -d || k != d && v[mid+k-1] < v[mid+k+1] {
				x = v[mid+k+1]
			}
			y := x - k
			for x < len(a) && y < len(b) && x >= 0 && y >= 0 && a[x] == b[y] {
				x, y = x+1, y+1
			}
			v[mid+k] = x
			if x >= len(a) && y >= len(b) {
				return append(trace, frontier{}), d
			}
		}
		trace = append(trace, frontier{slices.Clone(v[mid-d-1 : mid+d+2])})
	}
	return nil, 0
}
