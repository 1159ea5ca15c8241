package crawler

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"copydesk/extract"
	"copydesk/storage"
)

// health is what a run shows of how well a site's pages are read.
type health struct {
	withDate, withAuthor int
	lengths              []int
	walls                map[extract.Verdict]int // pages that showed something else in their place
}

func (h *health) add(a *extract.Article) {
	if a == nil {
		return
	}
	if a.DatePublished != "" {
		h.withDate++
	}
	if len(a.Authors) > 0 {
		h.withAuthor++
	}
	if len(h.lengths) < 10_000 {
		h.lengths = append(h.lengths, utf8.RuneCountInString(a.Text))
	}
}

// wall counts a page that showed something else in its place.
func (h *health) wall(v extract.Verdict) {
	if h.walls == nil {
		h.walls = map[extract.Verdict]int{}
	}
	h.walls[v]++
}

// fewestWalls is how many pages show that a site, and not some page, is walled.
const fewestWalls = 3

// walled says what most of a run's pages showed in their place, "" when they
// didn't.
func (h *health) walled(pages int) string {
	for v, n := range h.walls {
		if n >= fewestWalls && 2*n > pages { // more than half: one kind alone
			return fmt.Sprintf("%d of %d pages are %s", n, pages, wallWords(v))
		}
	}
	return ""
}

// wallWords says what stands in a page's place, "" when nothing does.
func wallWords(v extract.Verdict) string {
	switch v {
	case extract.ConsentWall:
		return "walls that ask for consent"
	case extract.Blocked:
		return "pages that turn programs away"
	case extract.JSShell:
		return "empty shells that scripts would fill"
	}
	return ""
}

func (h *health) median() int {
	if len(h.lengths) == 0 {
		return 0
	}
	l := slices.Sorted(slices.Values(h.lengths))
	return l[len(l)/2]
}

// barren is why a first run may have brought no article: the site's entry wants
// none of those that there are.
type barren struct {
	wanted, unwanted int
	example          string // the longest address that is not wanted: fronts have short ones
}

func (b *barren) add(url string, wanted bool) {
	if wanted {
		b.wanted++
		return
	}
	if b.unwanted++; len(url) > len(b.example) {
		b.example = url
	}
}

// why is a note for a run that brought none, "" when there is nothing to note:
// a person who has just written a site's entry takes silence for success.
func (b *barren) why(s *SiteSummary) string {
	const few = 3
	switch {
	case s.Articles > 0 || s.Err != nil || s.Failed > 0:
		return ""
	case b.wanted == 0 && b.unwanted >= few:
		return fmt.Sprintf("no article: articles.include and exclude of the site's entry leave out all %d pages that were met, as %s", b.unwanted, b.example)
	case s.Pages >= few:
		return fmt.Sprintf("no article on %d pages: does the home page lead to them? copydesk extract --explain says of a page why it is none", s.Pages)
	}
	return ""
}

// checkHealth compares the run with the site's own past and keeps it for the
// next comparison.
func (r *siteRun) checkHealth(ctx context.Context) error {
	past, err := r.store.Runs(ctx, r.site.ID, 20)
	if err != nil {
		return stored(err)
	}
	r.mu.Lock()
	s := &r.sum
	run := storage.Run{
		SiteID: r.site.ID, StartedAt: r.start, Took: s.Took, Requests: s.Requests, Pages: s.Pages, Articles: s.Articles, New: s.New,
		Revised: s.Revised, Unchanged: s.Unchanged, Failed: s.Failed, WithDate: r.health.withDate, WithAuthor: r.health.withAuthor,
		MedianLen: r.health.median(), Outcome: "ok",
	}
	why := layoutChange(&run, past)
	if wall := r.health.walled(run.Pages); wall != "" {
		why = append(why, wall)
	}
	if len(why) > 0 {
		s.LayoutChanged, s.LayoutAlarm = true, len(past) == 0 || past[0].Outcome != layoutChanged
		s.note("%s %s: look at a page of it and at the site's rules", layoutNote, strings.Join(why, ", "))
	}
	run.Notes = slices.Clone(s.Notes)
	switch {
	case s.Err != nil:
		run.Outcome = "failed"
	case s.LayoutChanged:
		run.Outcome = layoutChanged
	case run.Articles == 0 && len(past) > 0 && past[0].Outcome == layoutChanged: // nothing came that would tell
		run.Outcome = layoutChanged
		run.Notes = append(run.Notes, notesOf(past[0].Notes, layoutNote)...)
	}
	if s.Err != nil {
		run.Notes = slices.Insert(run.Notes, 0, "failed: "+s.Error)
	}
	r.mu.Unlock()
	return stored(r.store.AddRun(ctx, run))
}

// LayoutNote is the note that says in what a site's articles fell behind its
// past, "" when they didn't.
func (s *SiteSummary) LayoutNote() string {
	for _, n := range notesOf(s.Notes, layoutNote) {
		return n
	}
	return ""
}

// The outcome of a run that fell behind the site's past, and how the note that
// says in what begins.
const (
	layoutChanged = "layout_changed"
	layoutNote    = layoutChanged + ":"
)

func notesOf(notes []string, prefix string) []string {
	return slices.DeleteFunc(slices.Clone(notes), func(n string) bool { return !strings.HasPrefix(n, prefix) })
}

// Bounds of a comparison: fewer articles say nothing.
const (
	fewestArticles = 5
	fewestRuns     = 2
)

// yields is what some runs gave together.
type yields struct {
	runs, pages, articles, dates, authors int
	lengths                               []int
}

func (y *yields) add(r *storage.Run) {
	y.runs++
	y.pages, y.articles = y.pages+r.Pages, y.articles+r.Articles
	y.dates, y.authors = y.dates+r.WithDate, y.authors+r.WithAuthor
	if r.Articles > 0 {
		y.lengths = append(y.lengths, r.MedianLen)
	}
}

func (y *yields) length() int {
	slices.Sort(y.lengths)
	return y.lengths[len(y.lengths)/2]
}

// layoutChange says in what a run fell behind what the site used to give. A run
// that brought few articles is judged together with those before it.
func layoutChange(run *storage.Run, past []storage.Run) []string {
	var now, before yields
	now.add(run)
	for run.Articles > 0 && now.articles < fewestArticles && len(past) > 0 {
		now.add(&past[0])
		past = past[1:]
	}
	for i := range past {
		if past[i].Articles > 0 && past[i].Outcome != layoutChanged {
			before.add(&past[i])
		}
	}
	if before.runs < fewestRuns || before.articles < 2*fewestArticles {
		return nil
	}
	var out []string
	fell := func(is, was int, what string) {
		if share := float64(was) / float64(before.articles); share >= 0.5 && float64(is)/float64(now.articles) < share/2 {
			out = append(out, what)
		}
	}
	if now.articles >= fewestArticles {
		fell(now.dates, before.dates, "far fewer articles have a date")
		fell(now.authors, before.authors, "far fewer articles have an author")
		if now.length()*5 < before.length()*2 {
			out = append(out, "the articles are much shorter")
		}
	}
	fresh := run.Pages - run.Unchanged
	if fresh >= 2*fewestArticles && float64(run.Articles)/float64(run.Pages) < 0.25*float64(before.articles)/float64(max(before.pages, 1)) {
		out = append(out, "far fewer pages give an article")
	}
	return out
}
