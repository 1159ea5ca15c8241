package crawler

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"mime"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"time"

	"copydesk/crawler/discover"
	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/storage"
)

// shards is how many sites are saved at a time. Pages of one site are saved in
// the archive's order, so that what came later is the later revision.
const shards = 8

// ArchiveSummary is what reading an archive came to.
type ArchiveSummary struct {
	Summary
	Others  int // answers that are no pages: errors, redirects, pictures
	Older   int // pages that the store knows from a later fetch, or from this archive
	Damaged int // records that can't be read
	Example error
}

// FromArchive stores the pages of an archive as a crawl would have that got
// them on their dates. Pages of a host that no site of the file has make a
// site of their own. Nothing is fetched, and no links are followed. What was
// stored before is passed over, so that a run that was stopped can be begun
// again.
func FromArchive(ctx context.Context, answers iter.Seq2[*fetch.Response, error], sites []site.Site, store Store, opts Options) (ArchiveSummary, error) {
	opts = opts.withDefaults()
	im := &importer{
		crawl: &crawl{opts: opts, store: store, cpu: make(chan struct{}, runtime.GOMAXPROCS(0)), quit: make(chan struct{})},
		runs:  map[string]*siteRun{}, seed: maphash.MakeSeed(),
	}
	im.sum.Started = opts.Now()
	for i := range sites {
		s := sites[i]
		s.Articles.MaxAge = 0 // an archive is old
		im.own(&s)
	}
	err := im.run(ctx, answers)
	im.sum.Took = opts.Now().Sub(im.sum.Started)
	im.sum.Stopped = context.Cause(ctx) != nil
	for _, r := range im.order {
		if r.sum.Pages+r.sum.Failed > 0 {
			r.sum.finish()
			im.sum.Sites = append(im.sum.Sites, r.sum)
		}
	}
	return im.sum, err
}

// importer reads one archive.
type importer struct {
	*crawl
	seed  maphash.Seed
	runs  map[string]*siteRun // by host
	order []*siteRun

	sumMu sync.Mutex
	sum   ArchiveSummary
}

// imported is a page on its way: its slot is filled when it is extracted.
type imported struct {
	r     *siteRun
	v     *visiting
	found *discover.Links
	done  chan struct{}
	err   error
}

// own makes a site's run for its hosts.
func (im *importer) own(s *site.Site) *siteRun {
	r := newSiteRun(im.crawl, s)
	r.held = map[string]*imported{}
	im.order = append(im.order, r)
	for h := range r.hosts {
		if im.runs[h] == nil {
			im.runs[h] = r
		}
	}
	return r
}

// runOf is the run of the site that an address belongs to.
func (im *importer) runOf(address string) *siteRun {
	key := hostKey(address)
	if r := im.runs[key]; r != nil {
		return r
	}
	u, err := url.Parse(address)
	if err != nil || key == "" {
		return nil
	}
	return im.own(&site.Site{ID: key, Home: u.Scheme + "://" + u.Host + "/"})
}

// run passes the pages on: extracted on all cores, and then to the shard of
// their site in the order in which they came.
func (im *importer) run(parent context.Context, answers iter.Seq2[*fetch.Response, error]) error {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(parent))
	defer cancel(nil)
	work := make(chan *imported)
	var queues [shards]chan *imported
	var workers, savers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for p := range work {
				im.read(ctx, p)
			}
		})
	}
	for i := range queues {
		queues[i] = make(chan *imported, 2*runtime.GOMAXPROCS(0))
		savers.Go(func() { im.saveAll(ctx, cancel, queues[i]) })
	}
	for resp, err := range answers {
		if parent.Err() != nil || ctx.Err() != nil {
			break
		}
		if !im.opts.Deadline.IsZero() && !im.opts.Now().Before(im.opts.Deadline) {
			im.sum.DeadlineReached = true // nobody else writes this
			break
		}
		if p := im.take(resp, err); p != nil {
			queues[maphash.String(im.seed, p.r.site.ID)%shards] <- p
			work <- p
		}
	}
	close(work)
	workers.Wait()
	for _, q := range queues {
		close(q)
	}
	savers.Wait()
	return context.Cause(ctx)
}

// take makes a visit of an answer; nil when it holds no page.
func (im *importer) take(resp *fetch.Response, err error) *imported {
	im.sumMu.Lock()
	defer im.sumMu.Unlock()
	var content *fetch.ContentError
	switch {
	case errors.As(err, &content):
		im.sum.Others++
		return nil
	case err != nil:
		im.sum.Damaged++
		if im.sum.Example == nil {
			im.sum.Example = err
			if resp.FinalURL != "" { // nobody knows of every record whose it is
				im.sum.Example = fmt.Errorf("%s: %w", resp.FinalURL, err)
			}
		}
		return nil
	case resp.Status < 200 || resp.Status > 299 || !maybePage(resp.ContentType):
		im.sum.Others++
		return nil
	}
	r := im.runOf(resp.FinalURL)
	if r == nil {
		im.sum.Others++
		return nil
	}
	v := &visiting{resp: resp}
	v.Link = storage.Link{SiteID: r.site.ID, URL: resp.URL, Kind: storage.KindUnknown, Source: "archive", FoundAt: resp.Started}
	if u, err := r.norm.URL(resp.URL); err == nil {
		v.URL = u
	}
	v.FinalURL = resp.FinalURL
	if v.StartedAt = resp.Started; v.StartedAt.IsZero() {
		v.StartedAt = im.opts.Now()
	}
	v.StartedAt = v.StartedAt.Truncate(time.Microsecond) // as stores keep it: an earlier run's page is known by it
	return &imported{r: r, v: v, done: make(chan struct{})}
}

func maybePage(contentType string) bool {
	t, _, err := mime.ParseMediaType(contentType)
	return err != nil || t == "text/html" || t == "application/xhtml+xml" || t == "text/plain" && !strings.Contains(contentType, "robots")
}

// read extracts a page, unless it is known from a later fetch.
func (im *importer) read(ctx context.Context, p *imported) {
	defer close(p.done)
	defer func() {
		if x := recover(); x != nil {
			im.opts.Log.ErrorContext(ctx, "bug", "url", p.v.URL, "panic", fmt.Sprint(x), "stack", stack())
			p.err = &fetch.BugError{URL: p.v.URL, Value: x}
		}
	}()
	if p.err = im.know(ctx, p); p.err == nil {
		p.r.fromResponse(p.v)
		p.found, p.err = p.r.parse(ctx, p.v)
	}
}

// errOlder is that a page is no news to the store.
var errOlder = errors.New("known from a later fetch")

// know looks up what the store has of a page's link.
func (im *importer) know(ctx context.Context, p *imported) error {
	known, err := im.store.KnownMany(ctx, p.v.SiteID, []string{p.v.URL})
	if err != nil {
		return stored(err)
	}
	k, ok := known[p.v.URL]
	if ok && !k.FetchedAt.Before(p.v.StartedAt) {
		return errOlder
	}
	p.v.known, p.v.first = k, k.FetchedAt.IsZero()
	if k.Kind != "" {
		p.v.Kind = k.Kind
	}
	return nil
}

// saveAll saves the pages of a shard's sites. After an error of the store it
// only lets them pass.
func (im *importer) saveAll(ctx context.Context, cancel context.CancelCauseFunc, queue <-chan *imported) {
	mine := map[*siteRun]bool{}
	for p := range queue {
		<-p.done
		mine[p.r] = true
		if ctx.Err() != nil {
			continue
		}
		if err := im.save(ctx, p); err != nil {
			cancel(err)
		}
	}
	for r := range mine {
		for _, p := range r.held {
			if ctx.Err() == nil {
				if err := im.finish(ctx, p); err != nil {
					cancel(err)
				}
			}
		}
	}
}

// save judges an extracted page and saves it. The first page of several waits
// for the next one.
func (im *importer) save(ctx context.Context, p *imported) error {
	err := storeErrorOf(p.err)
	if err == nil && p.err == nil {
		p.err = im.know(ctx, p) // it may have come while this one was extracted
		err = storeErrorOf(p.err)
	}
	switch {
	case err != nil:
		return err
	case errors.Is(p.err, errOlder):
		return im.older()
	case p.err != nil:
		return im.finish(ctx, p)
	}
	r, v := p.r, p.v
	v.Header, v.Body, v.Changed = headerKept(v.resp), v.resp.Body, true
	if !v.isArticle {
		return im.finish(ctx, p)
	}
	if first := r.firstPage(v, p.found); first != "" {
		if before := r.held[v.FinalURL]; before != nil {
			delete(r.held, v.FinalURL)
			return im.joinNext(ctx, before, p)
		}
		if v.known.Source == "alias" { // it was joined before
			return im.older()
		}
		r.leaveToFirst(v, first)
		v.Links = nil
		return im.finish(ctx, p)
	}
	return im.hold(ctx, p, p.v.resp.FinalURL, p.found)
}

func (im *importer) older() error {
	im.sumMu.Lock()
	defer im.sumMu.Unlock()
	im.sum.Older++
	return nil
}

// maxHeld is how many articles of a site may wait for their further pages.
const maxHeld = 64

// hold lets an article wait for the page that follows base, if there is one.
func (im *importer) hold(ctx context.Context, p *imported, base string, found *discover.Links) error {
	r, v := p.r, p.v
	next, n := "", 0
	if len(v.Further) < maxFurther && len(r.held) < maxHeld {
		next, n = r.nextPage(v, base, found)
	}
	if n <= len(v.Further)+1 || r.held[next] != nil {
		return im.finish(ctx, p)
	}
	r.held[next] = p
	return nil
}

// joinNext adds a further page to the article that waited for it.
func (im *importer) joinNext(ctx context.Context, before, p *imported) error {
	b := before.v
	if !IsPageOf(b.FinalURL, b.Article, p.v.FinalURL, p.v.Article) || !extract.Join(b.Article, p.v.Article) {
		return im.finish(ctx, before)
	}
	b.joined(p.v.FinalURL, p.v.resp)
	return im.hold(ctx, before, p.v.resp.FinalURL, p.found)
}

// finish saves a visit.
func (im *importer) finish(ctx context.Context, p *imported) error {
	r, v := p.r, p.v
	v.err = p.err
	v.out = outcomeOf(v.err, v.StartedAt)
	if v.isArticle {
		v.print()
		if err := r.dropLearned(ctx, v); err != nil {
			return err
		}
		v.noteContent()
		if err := r.judgeDuplicate(ctx, v); err != nil {
			return err
		}
	}
	r.settle(v)
	if v.err != nil {
		v.State = storage.StateSettled // the archive has no other
	}
	saved, err := im.store.Save(ctx, &v.Visit)
	if err != nil {
		return stored(err)
	}
	if err := r.settleAliases(ctx, v, saved); err != nil {
		return err
	}
	r.learned.count(v.Blocks, saved)
	r.count(v, saved)
	r.report(ctx, v, saved)
	return nil
}
