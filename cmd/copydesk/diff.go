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

// diffArticles compares all that may make a revision, in the order of the
// article's keys: an extraction may change but a byline, or where a link leads.
func diffArticles(from, to *extract.Article, colour bool) string {
	var b strings.Builder
	for i, f := range shownFields(from) {
		if was, is := f.value, shownFields(to)[i].value; was != is {
			fmt.Fprintf(&b, "\n%s:\n%s\n", f.key, diffWords(was, is, colour))
		}
	}
	if b.Len() == 0 {
		return "\nno difference but in how it was extracted\n"
	}
	return b.String()
}

// shownField is a key of an article as words.
type shownField struct{ key, value string }

// shownFields are an article's fields but for what differs by itself: numbers
// of ours, times of ours, and where a value was found.
func shownFields(a *extract.Article) []shownField {
	free := ""
	if a.IsAccessibleForFree != nil {
		free = strconv.FormatBool(*a.IsAccessibleForFree)
	}
	var image []extract.Image
	if a.Image != nil {
		image = append(image, *a.Image)
	}
	links := make([]string, len(a.Links))
	for i, l := range a.Links {
		links[i] = l.URL + " " + l.Text
	}
	return []shownField{
		{"canonical_url", a.CanonicalURL},
		{"site_name", a.SiteName},
		{"page_type", string(a.PageType)},
		{"title", a.Title},
		{"subtitle", a.Subtitle},
		{"summary", a.Summary},
		{"authors", strings.Join(a.Authors, ", ")},
		{"byline", a.Byline},
		{"date_published", a.DatePublished},
		{"date_modified", a.DateModified},
		{"language", a.Language},
		{"section", a.Section},
		{"tags", strings.Join(a.Tags, ", ")},
		{"text", a.Text},
		{"image", imageWords(image)},
		{"images", imageWords(a.Images)},
		{"links", strings.Join(links, "\n\n")},
		{"is_accessible_for_free", free},
		{"license", a.License},
		{"quality", fmt.Sprintf("%s %.2f %s", a.Quality.Verdict, a.Quality.Score, strings.Join(a.Quality.Reasons, ", "))},
	}
}

func imageWords(images []extract.Image) string {
	var out []string
	for _, i := range images {
		out = append(out, strings.Join(strings.Fields(i.URL+" "+i.Alt+" "+i.Caption+" "+i.Credit), " "))
	}
	return strings.Join(out, "\n\n")
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
