package crawler

import (
	"context"

	"copydesk/crawler/discover"
	"copydesk/storage"
)

// Forms, galleries and what mails a page to a friend hold nothing, or aren't
// there, under as many addresses as a site has articles. One such page may be an
// article that comes later, and so may all of them where a site is being mended.
// So a family of them is given up only once an article that came in the same run
// has come again: the site is well, and these pages have nothing.

// empties are the pages of one shape that held nothing.
type empties struct {
	urls   []string // not yet counted
	thin   []string // of these, the ones that are to be asked for again
	asking bool
	proved bool // the site is well
}

// isEmpty says whether a page that a link led to held nothing: the same few
// words as others, or it isn't there. Only the first visit tells, and the second
// one of the page that showed these words before any other.
func (v *visiting) isEmpty() bool {
	holdsNothing := v.instead || v.out.class == dead && !v.isPromised()
	isAgain := v.known.Outcome == samePage && (v.instead || v.isStillInstead())
	return v.Source == "link" && (v.first && holdsNothing || isAgain)
}

// isOfEmpties says whether a page's like were found to hold nothing.
func (r *siteRun) isOfEmpties(u string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.empties[discover.Shape(u)]
	return e != nil && e.proved
}

// mindEmpty counts a page that held nothing, and gives up its family when it
// is clear that the site is well.
func (r *siteRun) mindEmpty(ctx context.Context, v *visiting) error {
	r.mu.Lock()
	if v.isArticle {
		r.proof = v.URL
	}
	if !v.isEmpty() || r.proof == "" || r.shapes.HadArticles(v.URL) {
		r.mu.Unlock()
		return nil
	}
	shape := discover.Shape(v.URL)
	e := r.empties[shape]
	if e == nil {
		e = &empties{}
		r.empties[shape] = e
	}
	if v.first {
		e.urls = append(e.urls, v.URL)
	}
	if v.err == nil && !e.proved {
		e.thin = append(e.thin, v.URL)
	}
	isDue := !e.proved && !e.asking && len(e.urls) >= discover.TrapBudget
	e.asking = e.asking || isDue
	proof := r.proof
	r.mu.Unlock()
	if !isDue {
		return r.countEmpties(ctx, e)
	}
	_, _, a, err := r.articleAt(ctx, v, proof)
	r.mu.Lock()
	e.asking, e.proved = false, err == nil && a.IsArticle()
	if !e.proved {
		delete(r.empties, shape)
	}
	r.mu.Unlock()
	return r.countEmpties(ctx, e)
}

// countEmpties takes the pages of a family that was found to hold nothing for
// what they are: not articles, fruitless, and not to be asked for again. A
// pattern under which there are articles as well stays open.
func (r *siteRun) countEmpties(ctx context.Context, e *empties) error {
	r.mu.Lock()
	if !e.proved {
		r.mu.Unlock()
		return nil
	}
	for _, u := range e.urls {
		r.shapes.Learn(u, false)
		if !r.traps.Bears(u) {
			r.countVisit(u, discover.Seen{})
		}
	}
	thin := e.thin
	e.urls, e.thin = nil, nil
	r.mu.Unlock()
	if len(thin) == 0 {
		return nil
	}
	return stored(r.store.SetLinkState(context.WithoutCancel(ctx), r.site.ID, thin, storage.StateSettled, samePage))
}
