package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"runtime"
	"sync"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/storage"
)

// reextractFlags are the flags of reextract.
type reextractFlags struct {
	format  choice
	sites   []string
	dryRun  bool
	restart bool
	workers bool
	wait    string
}

func (a *app) reextractCommand() *cobra.Command {
	f := reextractFlags{format: choice{value: "text", of: []string{"text", "json", "jsonl"}}}
	cmd := &cobra.Command{
		Use:   "reextract",
		Short: "Run today's extraction and rules over the archived pages",
		Long: `Extract the archived pages anew. An article that comes out differently becomes
a revision that is marked as ours, not the publisher's. The first articles of a
site come out without the blocks that were learned to be its boilerplate since
(copydesk sites learned SITE lists them). A run that is stopped goes on where it
was.

Each article that changes is listed, with --dry-run too: its URL, the characters
of its text before and after, and which of its fields change, the short ones
with their old and new values. With --format json or jsonl the values are whole,
and text, links and pictures are counted.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.reextract(cmd.Context(), &f) },
	}
	fl := cmd.Flags()
	fl.StringSliceVar(&f.sites, "site", nil, "only the pages of these `SITES`")
	fl.BoolVar(&f.dryRun, "dry-run", false, "say what would change, and change nothing")
	fl.Var(&f.format, "format", "how the articles that change are listed")
	fl.BoolVar(&f.restart, "restart", false, "begin with the first page, whatever an earlier run did")
	fl.StringVar(&f.wait, "wait", "", "wait for another run to finish, at most for the `SPAN` given")
	fl.Lookup("wait").NoOptDefVal = "forever"
	fl.BoolVar(&f.workers, "workers", false, "have the workers do it that share the database, by the rules of its sites, and wait for them")
	cmd.MarkFlagsMutuallyExclusive("workers", "dry-run")
	cmd.MarkFlagsMutuallyExclusive("workers", "format")
	return cmd
}

// renewal is one pass over the archive.
type renewal struct {
	db    store
	again again
	sites *site.File
	dry   bool

	format string // of the list of what changes: text, json or jsonl
	json   jsonList

	renewals
}

// renewals count what became of pages.
type renewals struct {
	Pages, Changed, Shrunk, Kept, Added, Failed int
	Cleared                                     int // of those changed: without boilerplate that was learned since
}

func newRenewal(db store, sites *site.File) *renewal {
	return &renewal{db: db, again: again{db: db, sites: sites}, sites: sites, format: "text"}
}

// renewed is what became of one page.
type renewed struct {
	id     int64
	url    string
	before int // characters of text; -1 when there was no article
	after  int
	change storage.Change
	// article is the ID of what the page gave, and changes what is another in it.
	article string
	changes []fieldChange
	// cleared is that boilerplate is left out now which was learned since.
	cleared bool
	added   bool
	err     error
	fatal   bool // the store's
}

func (a *app) reextract(ctx context.Context, f *reextractFlags) error {
	if f.workers {
		return a.reextractByWorkers(ctx, f)
	}
	sites, err := a.optionalSites(ctx)
	if err != nil {
		return err
	}
	db, done, err := a.openArchive(ctx, f)
	if err != nil {
		return err
	}
	defer done()
	if err := a.knownSites(ctx, db, f.sites); err != nil {
		return err
	}
	r := newRenewal(db, sites)
	r.dry, r.format = f.dryRun, f.format.value
	r.json = jsonList{out: a.out, list: r.format == "json"}
	err = errors.Join(r.run(ctx, a, f), r.json.end())
	a.interrupted = ctx.Err() != nil
	if ferr := a.out.Flush(); err == nil {
		err = ferr
	}
	if err != nil {
		return err
	}
	a.say("%s", r.line(r.dry))
	if r.Failed > 0 {
		return &codeError{code: exitPartly}
	}
	return nil
}

// openArchive opens the store, and takes its lock when it is to be changed.
func (a *app) openArchive(ctx context.Context, f *reextractFlags) (db store, done func(), err error) {
	wait, err := (&crawlFlags{wait: f.wait}).patience()
	if err != nil {
		return nil, nil, err
	}
	path, err := a.dbPath()
	if err != nil {
		return nil, nil, err
	}
	how, unlock := reading, func() {}
	if !f.dryRun {
		how = writing
		if err := mustExist(ctx, path); err != nil {
			return nil, nil, err
		}
		if _, unlock, err = lock(ctx, path, beside, wait); err != nil {
			return nil, nil, err
		}
	}
	if db, err = openAt(ctx, path, how); err != nil {
		unlock()
		return nil, nil, err
	}
	return db, func() {
		_ = db.Close() // all is committed
		unlock()
	}, nil
}

// mustExist keeps a lock file from being made beside no database.
func mustExist(ctx context.Context, path string) error {
	db, err := openAt(ctx, path, copying)
	if err != nil {
		return err
	}
	return db.Close()
}

// line is a run in one line.
func (r *renewals) line(dry bool) string {
	verb := "changed"
	if dry {
		verb = "change"
	}
	s := fmt.Sprintf("%s of %s %s; %s lose more than a fifth of their text", thousands(r.Changed), thousands(r.Pages), verb, thousands(r.Shrunk))
	if r.Cleared > 0 {
		s += fmt.Sprintf("; %s lose blocks that were learned to be boilerplate since", thousands(r.Cleared))
	}
	if r.Kept > 0 {
		s += fmt.Sprintf("; %s would give less than is stored and stay as they are", thousands(r.Kept))
	}
	if r.Added > 0 {
		s += fmt.Sprintf("; %s new", thousands(r.Added))
	}
	if r.Failed > 0 {
		s += fmt.Sprintf("; %s can't be extracted", thousands(r.Failed))
	}
	return s
}

// count counts a result in and says whether the page's article is another now.
func (r *renewals) count(res *renewed) bool {
	r.Pages++
	switch {
	case res.err != nil:
		r.Failed++
	case res.added:
		r.Added++
		return true
	case res.change == storage.Same:
	case res.change == storage.Keep:
		r.Kept++
	default:
		r.Changed++
		if res.cleared {
			r.Cleared++
		}
		if res.after*5 < res.before*4 {
			r.Shrunk++
		}
		return true
	}
	return false
}

// thousands writes 5210 as 5,210.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// cursor names how far a pass with these rules and this extraction has come.
func (r *renewal) cursor(sites []string) string {
	h := fnv.New64a()
	for i := range r.sites.Sites {
		fmt.Fprintf(h, "%s %v;", r.sites.Sites[i].ID, r.sites.Sites[i].RuleSet)
	}
	fmt.Fprint(h, sites)
	return fmt.Sprintf("reextract %s %x", extract.Version, h.Sum64())
}

// stride is how often a pass notes how far it has come, in pages.
const stride = 200

// run extracts the pages on all cores and takes the results in their order,
// so that what is noted as done is done without gaps.
func (r *renewal) run(ctx context.Context, a *app, f *reextractFlags) error {
	name := r.cursor(f.sites)
	var after int64
	var err error
	if !r.dry && !f.restart {
		if after, err = r.db.Cursor(ctx, name); err != nil {
			return err
		}
	}
	if after > 0 {
		a.tell("going on after page %d of the archive (--restart begins anew)", after)
	}
	order, wait := r.start(ctx, storage.PageFilter{SiteIDs: f.sites, AfterID: after, Latest: true})
	defer wait()
	done := after
	for slot := range order {
		res := <-slot
		if errors.Is(res.err, context.Canceled) {
			break // stopped: this page's turn did not come
		}
		if res.fatal {
			return res.err
		}
		if err := r.take(a, &res); err != nil {
			return err
		}
		if done = res.id; r.Pages%stride == 0 {
			if err := r.note(ctx, name, done); err != nil {
				return err
			}
		}
	}
	if ctx.Err() != nil {
		return errors.Join(context.Cause(ctx), r.note(context.WithoutCancel(ctx), name, done))
	}
	return r.note(ctx, name, 0)
}

// note keeps how far a pass has come; a rehearsal comes nowhere.
func (r *renewal) note(ctx context.Context, name string, page int64) error {
	if r.dry {
		return nil
	}
	return r.db.SetCursor(ctx, name, page)
}

// start feeds the pages to workers. wait ends them.
func (r *renewal) start(parent context.Context, filter storage.PageFilter) (order chan chan renewed, wait func()) {
	ctx, cancel := context.WithCancel(parent)
	order = make(chan chan renewed, 2*runtime.GOMAXPROCS(0))
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(order)
		for page, err := range r.db.Pages(ctx, filter) {
			slot := make(chan renewed, 1)
			select {
			case order <- slot:
			case <-ctx.Done():
				return
			}
			if err != nil {
				slot <- renewed{id: page.ID, url: page.URL, err: err, fatal: page.ID == 0}
				continue
			}
			free <- struct{}{}
			wg.Go(func() {
				slot <- r.page(ctx, &page)
				<-free
			})
		}
	})
	return order, func() {
		cancel()
		wg.Wait()
	}
}

// page extracts one page anew. Nothing that is in a page stops the pass.
func (r *renewal) page(ctx context.Context, p *storage.PageRecord) (res renewed) {
	res = renewed{id: p.ID, url: p.URL, before: -1}
	defer func() {
		if v := recover(); v != nil {
			res.err, res.fatal = fmt.Errorf("a bug of copydesk: %v", v), false
		}
	}()
	articleID := p.ArticleID
	if articleID == "" {
		var wanted bool
		if wanted, articleID, res.err = r.wanted(ctx, p); res.err != nil || !wanted {
			res.fatal = res.err != nil
			return res
		}
	}
	var old extract.Article
	if articleID != "" {
		if old, res.err = r.db.Article(ctx, articleID); res.err != nil {
			res.fatal = !errors.Is(res.err, storage.ErrNotFound)
			return res
		}
	}
	fresh, err := r.again.article(ctx, p)
	if err != nil {
		res.err, res.fatal = err, isStorage(err) && !errors.Is(err, storage.ErrDamaged)
		return res
	}
	return r.settle(ctx, p, &old, fresh, res)
}

// settle compares the fresh article with the stored one and saves it.
func (r *renewal) settle(ctx context.Context, p *storage.PageRecord, old, fresh *extract.Article, res renewed) renewed {
	clean := storage.Clean(fresh)
	fresh = &clean
	storage.KeepTold(old, fresh)
	if old.ID == "" {
		if !fresh.IsArticle() {
			return res
		}
		res.added = true
	} else {
		res.before = utf8.RuneCountInString(old.Text)
		judge := storage.JudgeExtraction
		if p.ArticleID == "" {
			judge = storage.Judge
		}
		res.change = storage.Weigh(old, fresh, judge)
		res.cleared = len(storage.LeftOut(fresh)) > len(storage.LeftOut(old))
		switch res.change {
		case storage.Revise, storage.Replace:
		case storage.Alias: // another form of the article, which has its own page
			res.change = storage.Same
			return res
		default:
			return res
		}
	}
	res.after = utf8.RuneCountInString(fresh.Text)
	res.article, res.changes = cmp.Or(old.ID, fresh.ID), fieldChanges(old, fresh)
	if r.dry {
		return r.rehearse(ctx, p, res)
	}
	saved, err := r.db.SaveRevision(context.WithoutCancel(ctx), p.SiteID, p.ID, fresh, printOf(fresh))
	if err != nil {
		res.err, res.fatal = err, true
		return res
	}
	if !saved.New && !saved.Revised && !saved.Replaced {
		res.change, res.added = storage.Same, false
	}
	return res
}

// rehearse leaves out, as saving would, a page that a later one of the same
// article has overtaken.
func (r *renewal) rehearse(ctx context.Context, p *storage.PageRecord, res renewed) renewed {
	if p.ArticleID == "" {
		return res
	}
	latest, err := r.db.LatestPage(ctx, p.ArticleID)
	if err != nil {
		res.err = err
	} else if latest.ID != p.ID {
		res.change = storage.Same
	}
	return res
}

// wanted says whether a page that gave no article was believed to hold one:
// section pages are in the archive too. It names the article that its address
// has given at another time.
func (r *renewal) wanted(ctx context.Context, p *storage.PageRecord) (wanted bool, articleID string, err error) {
	k, err := r.db.Known(ctx, p.SiteID, p.URL)
	if errors.Is(err, storage.ErrNotFound) {
		return false, "", nil
	}
	return err == nil && k.Kind == storage.KindArticle && k.Source != "home" && k.Source != "config", k.ArticleID, err
}
