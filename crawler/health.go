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
	again                int                     // pages that showed an article that is there under another address
	walls                map[extract.Verdict]int // pages that showed something else in their place
}

func (h *health) add(a *extract.Article) {
	if a == nil {
		return
	}
	if a.DatePublished != "" && !storage.IsTold(a, "date_published") { // its page's merit
		h.withDate++
	}
	if len(a.Authors) > 0 && !storage.IsTold(a, "authors") {
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
func (b *barren) why(s *SiteSummary, isWalled bool) string {
	const few = 3
	switch {
	case s.Articles > 0 || s.Err != nil || s.Failed > 0:
		return ""
	case b.wanted == 0 && b.unwanted >= few:
		return fmt.Sprintf("no article: articles.include and exclude of the site's entry leave out all %d pages that were met, as %s", b.unwanted, b.example)
	case s.Pages >= few && !isWalled:
		return fmt.Sprintf("no article on %d pages: does the home page lead to them? copydesk extract --explain says of a page why it is none", s.Pages)
	}
	return ""
}

// hasArticles says whether an earlier run brought some, though none came to its
// end.
func (r *siteRun) hasArticles(ctx context.Context) bool {
	n, _, err := r.store.BlockCounts(ctx, r.site.ID)
	return err == nil && n > 0
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
		SiteID: r.site.ID, StartedAt: r.start, Took: s.Took, Requests: s.Requests, Pages: s.Pages - r.health.again, Articles: s.Articles, New: s.New,
		Revised: s.Revised, Unchanged: s.Unchanged, Failed: s.Failed, WithDate: r.health.withDate, WithAuthor: r.health.withAuthor,
		MedianLen: r.health.median(), Outcome: "ok",
	}
	trouble := s.notePlight(layoutChange(&run, past), r.health.walled(run.Pages), past)
	run.Notes = slices.Clone(s.Notes)
	switch {
	case s.Err != nil:
		run.Outcome = "failed"
	case trouble != "":
		run.Outcome = trouble
	case run.Articles == 0 && len(past) > 0 && isPlight(past[0].Outcome): // nothing came that would tell
		run.Outcome = past[0].Outcome
		run.Notes = append(run.Notes, notesOf(past[0].Notes, past[0].Outcome+":")...)
	}
	if s.Err != nil {
		run.Notes = slices.Insert(run.Notes, 0, "failed: "+s.Error)
	}
	r.mu.Unlock()
	return stored(r.store.AddRun(ctx, run))
}

// notePlight notes that a run fell behind the site's past, or that walls stand in
// the place of its pages, and gives the word for it.
func (s *SiteSummary) notePlight(behind []string, wall string, past []storage.Run) string {
	outcome, advice := layoutChanged, "look at a page of it and at the site's rules"
	if len(behind) == 0 {
		outcome, advice = walled, "what stands behind them can't be read"
	}
	if wall != "" {
		behind = append(behind, wall)
	}
	if len(behind) == 0 {
		return ""
	}
	s.LayoutChanged, s.LayoutAlarm = true, len(past) == 0 || !isPlight(past[0].Outcome)
	s.note("%s: %s: %s", outcome, strings.Join(behind, ", "), advice)
	return outcome
}

// LayoutNote is the note that says in what a site's articles fell behind its
// past, or what stands in their place; "" when all is well.
func (s *SiteSummary) LayoutNote() string {
	for _, n := range slices.Concat(notesOf(s.Notes, layoutChanged+":"), notesOf(s.Notes, walled+":")) {
		return n
	}
	return ""
}

// The outcomes of a run whose pages don't give what they should, with which the
// note that says why begins: it fell behind the site's past, or walls stand in
// the place of most pages, which a first run can have as well.
const (
	layoutChanged = "layout_changed"
	walled        = "walled"
)

func isPlight(outcome string) bool { return outcome == layoutChanged || outcome == walled }

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
		if past[i].Articles > 0 && !isPlight(past[i].Outcome) {
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
