package crawler

import (
	"context"
	"slices"
	"unicode/utf8"

	"copydesk/extract"
	"copydesk/storage"
)

// health is what a run shows of how well a site's pages are read.
type health struct {
	withDate, withAuthor int
	lengths              []int
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

func (h *health) median() int {
	if len(h.lengths) == 0 {
		return 0
	}
	l := slices.Sorted(slices.Values(h.lengths))
	return l[len(l)/2]
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
	for _, why := range layoutChange(&run, past) {
		s.LayoutChanged = true
		s.note("layout_changed: %s; look at a page of it and at the site's rules", why)
	}
	switch {
	case s.Err != nil:
		run.Outcome = "failed"
	case s.LayoutChanged:
		run.Outcome = "layout_changed"
	}
	run.Notes = slices.Clone(s.Notes)
	if s.Err != nil {
		run.Notes = slices.Insert(run.Notes, 0, "failed: "+s.Error)
	}
	r.mu.Unlock()
	return stored(r.store.AddRun(ctx, run))
}

// Bounds of a comparison: fewer articles say nothing.
const (
	fewestArticles = 5
	fewestRuns     = 2
)

// layoutChange says in what a run fell behind what the site used to give.
func layoutChange(run *storage.Run, past []storage.Run) []string {
	var pages, articles, dates, authors int
	var lengths []int
	runs := 0
	for i := range past {
		p := &past[i]
		if p.Articles < fewestArticles || p.Outcome == "layout_changed" {
			continue
		}
		runs++
		pages, articles = pages+p.Pages, articles+p.Articles
		dates, authors = dates+p.WithDate, authors+p.WithAuthor
		lengths = append(lengths, p.MedianLen)
	}
	if runs < fewestRuns {
		return nil
	}
	var out []string
	fell := func(now, of, before, ofBefore int, what string) {
		if of < fewestArticles || ofBefore == 0 {
			return
		}
		was, is := float64(before)/float64(ofBefore), float64(now)/float64(of)
		if was >= 0.5 && is < was/2 {
			out = append(out, what)
		}
	}
	if run.Articles >= fewestArticles {
		fell(run.WithDate, run.Articles, dates, articles, "far fewer articles have a date")
		fell(run.WithAuthor, run.Articles, authors, articles, "far fewer articles have an author")
		slices.Sort(lengths)
		if was := lengths[len(lengths)/2]; run.MedianLen*5 < was*2 {
			out = append(out, "the articles are much shorter")
		}
	}
	fresh := run.Pages - run.Unchanged
	if fresh >= 2*fewestArticles && float64(run.Articles)/float64(run.Pages) < 0.25*float64(articles)/float64(max(pages, 1)) {
		out = append(out, "far fewer pages give an article")
	}
	return out
}
