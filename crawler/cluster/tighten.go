package cluster

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"copydesk/storage/archive"
)

// What a worker spends on packing its sites' pages more tightly: a share of its
// time, on one core, as the command crawl does at the end of a run. Nothing is
// begun for a site of which it has fetched fewer than archive.LeastLoose pages
// since.
//
// It needs no token. What a page says stays as it is, and one that two programs
// pack is packed by a dictionary that is there, whoever comes last. One at a
// time does it over all workers; another one that comes meanwhile has nothing
// done, and a site that is left over comes again with its next pages.
const (
	tightenEvery = 5 * time.Minute
	tightenShare = 20
)

// loosePages counts the pages that were fetched of each site since its archive
// was last packed more tightly.
type loosePages struct {
	mu    sync.Mutex
	pages map[string]int
}

func (l *loosePages) add(siteID string, pages int) {
	if pages == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pages == nil {
		l.pages = map[string]int{}
	}
	l.pages[siteID] += pages
}

// take gives the sites with pages enough and forgets them. They come in any
// order: where time runs out, it is not always the same ones that are left over.
func (l *loosePages) take() (sites []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for site, n := range l.pages {
		if n >= archive.LeastLoose {
			sites = append(sites, site)
			delete(l.pages, site)
		}
	}
	rand.Shuffle(len(sites), func(i, j int) { sites[i], sites[j] = sites[j], sites[i] })
	return sites
}

// tightenLoop packs pages again and again until the worker is to stop: a page
// that is being packed then stays as it was.
func (w *Worker) tightenLoop(ctx context.Context) {
	every(ctx, w.cfg.Tighten, func() {
		sites := w.loose.take()
		if len(sites) == 0 {
			return
		}
		if err := w.store.Tighten(ctx, sites, w.cfg.Tighten/tightenShare); err != nil && ctx.Err() == nil {
			w.cfg.Log.WarnContext(ctx, "pages are not packed more tightly", "worker", w.id, "error", err)
		}
	})
}
