package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"copydesk/crawler"
	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
)

// progress shows a run while it goes on: on a terminal a line for each site
// that is being crawled, written over and over; with --progress always
// elsewhere a line when a site is done.
type progress struct {
	app   *app
	live  bool
	plain bool
	total int

	mu    sync.Mutex
	done  int
	sites []*siteProgress // being crawled, in the order of their beginning
	drawn int             // lines on the screen
	quit  chan struct{}
	ended sync.WaitGroup
}

// siteProgress is one site's line.
type siteProgress struct {
	id               string
	began            time.Time
	visits           int
	added, revised   int
	unchanged, fails int
	last             string
	wait             time.Time
}

// redraw is how often the lines are written over.
const redraw = 200 * time.Millisecond

func (a *app) startProgress(sites int) *progress {
	p := &progress{app: a, total: sites, quit: make(chan struct{})}
	terminal := a.isTerminal(a.err)
	switch a.common.progress.value {
	case "always":
		p.live, p.plain = terminal, !terminal
	case "auto":
		p.live = terminal
	}
	if a.common.quiet || a.common.verbose > 0 { // log lines say it all
		p.live, p.plain = false, false
	}
	if p.live {
		p.ended.Go(p.run)
	}
	return p
}

func (p *progress) run() {
	tick := time.NewTicker(redraw)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			p.draw()
		case <-p.quit:
			return
		}
	}
}

// stop clears the lines away.
func (p *progress) stop() {
	close(p.quit)
	p.ended.Wait()
	if p.live {
		p.mu.Lock()
		defer p.mu.Unlock()
		fmt.Fprint(p.app.err, p.erase())
	}
}

// event takes in what happened.
func (p *progress) event(e crawler.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e.Kind {
	case crawler.EventStart:
		p.sites = append(p.sites, &siteProgress{id: e.SiteID, began: p.app.now()})
	case crawler.EventVisit:
		if s := p.site(e.SiteID); s != nil {
			s.visit(e)
		}
	case crawler.EventDone:
		p.done++
		p.sites = slices.DeleteFunc(p.sites, func(s *siteProgress) bool { return s.id == e.SiteID })
		if p.plain && e.Summary != nil {
			p.app.say("%s: %s, %d new, %d revised, %d failed (%d of %s)", e.SiteID, count(e.Summary.Pages, "page"), e.Summary.New, e.Summary.Revised, e.Summary.Failed, p.done, count(p.total, "site"))
		}
	}
}

func (p *progress) site(id string) *siteProgress {
	for _, s := range p.sites {
		if s.id == id {
			return s
		}
	}
	return nil
}

func (s *siteProgress) visit(e crawler.Event) {
	s.visits++
	s.last, s.wait = e.URL, e.Wait
	switch {
	case e.Failed:
		s.fails++
	case e.Copy: // nobody's news
	case e.Saved.New:
		s.added++
	case e.Saved.Revised:
		s.revised++
	case e.Outcome == "unchanged":
		s.unchanged++
	}
}

// erase moves to the top of what was drawn and clears from there.
func (p *progress) erase() string {
	if p.drawn == 0 {
		return ""
	}
	up := fmt.Sprintf("\x1b[%dA\x1b[J", p.drawn)
	p.drawn = 0
	return up
}

func (p *progress) draw() {
	width, height := 80, 24
	if f, ok := p.app.err.(*os.File); ok {
		if w, h, err := term.GetSize(int(f.Fd())); err == nil && w > 20 {
			width, height = w, h
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.erase()
	lines := p.lines(width-1, max(1, height/2))
	p.drawn = len(lines)
	fmt.Fprint(p.app.err, out+strings.Join(lines, "\n")+"\n")
}

func (p *progress) lines(width, most int) []string {
	now := p.app.now()
	var out []string
	for i, s := range p.sites {
		if i == most {
			out = append(out, fmt.Sprintf("… and %s at work", count(len(p.sites)-most, "more site")))
			break
		}
		out = append(out, clip(s.line(now), width))
	}
	if p.total > 1 {
		out = append(out, fmt.Sprintf("%d of %d sites done", p.done, p.total))
	}
	return out
}

func (s *siteProgress) line(now time.Time) string {
	rate := 0.0
	if took := now.Sub(s.began).Seconds(); took > 0 {
		rate = float64(s.visits) / took
	}
	line := fmt.Sprintf("%s: %.1f/s, %d new, %d revised, %d unchanged, %d failed", s.id, rate, s.added, s.revised, s.unchanged, s.fails)
	if wait := s.wait.Sub(now); wait > 0 {
		return line + fmt.Sprintf(", waits %v", wait.Round(time.Second))
	}
	return strings.TrimSpace(line + " " + s.last)
}

func clip(s string, width int) string {
	r := []rune(oneLine(s))
	if len(r) > width {
		r = append(r[:width-1], '…')
	}
	return string(r)
}

// report says at the end what the run came to: a table of the sites, and what
// failed, grouped. The store's failure that ended the run is said once, by
// whoever ends the program, and not for each site that was at work.
func (a *app) report(sum *crawler.Summary, ended error, strict bool) {
	if !a.common.quiet {
		t := table{align: "l"}
		t.add("site", "pages", "articles", "new", "revised", "unchanged", "failed", "seconds")
		for i := range sum.Sites {
			s := &sum.Sites[i]
			if s.Skipped == "" {
				t.add(s.SiteID, fmt.Sprint(s.Pages), fmt.Sprint(s.Articles), fmt.Sprint(s.New), fmt.Sprint(s.Revised), fmt.Sprint(s.Unchanged), fmt.Sprint(s.Failed), fmt.Sprintf("%.1f", s.Took.Seconds()))
			}
		}
		if len(t.rows) > 1 {
			a.say("%s", t.String())
		}
	}
	for i := range sum.Sites {
		s := &sum.Sites[i]
		a.reportSite(s, ended != nil && isStorage(s.Err))
		if a.common.quiet && (s.LayoutAlarm || s.LayoutChanged && strict) { // else it is told with the other notes
			a.say("%s: %s", s.SiteID, oneLine(s.LayoutNote()))
		}
	}
	if sum.DeadlineReached {
		a.tell("the deadline came: the next run goes on from here")
	}
}

// reportSite says what is to be known of one site: that it failed always, the
// rest unless the caller wants quiet. Whether it failed with the run is told
// elsewhere.
func (a *app) reportSite(s *crawler.SiteSummary, withRun bool) {
	if s.Skipped != "" {
		a.tell("%s: skipped: %s", s.SiteID, s.Skipped)
	}
	if s.Error != "" && !withRun {
		a.say("%s: failed: %s", s.SiteID, oneLine(s.Error))
	}
	if a.common.quiet {
		a.nameFailed(s)
	}
	for _, f := range s.Failures {
		a.tell("%s: %d × %s, e.g. %s", s.SiteID, f.Count, f.Reason, oneLine(f.Example))
	}
	for _, n := range s.Notes {
		if a.warned && site.IsBold(n) {
			continue
		}
		a.tell("%s: note: %s", s.SiteID, oneLine(n))
	}
}

// nameFailed says which pages failed, a line each, for who is told nothing else.
// What the site as a whole failed with has been said.
func (a *app) nameFailed(s *crawler.SiteSummary) {
	const most = 50 // in cron's mail
	var network *fetch.NetError
	down := errors.As(s.Err, &network) && network.HostDown()
	pages := slices.DeleteFunc(s.FailedPages(), func(p crawler.FailedPage) bool {
		return strings.HasPrefix(s.Error, p.URL+":") || down && p.Reason == "net_"+network.Op
	})
	for i, p := range pages {
		if i == most {
			a.say("%s: and %d more pages failed: -v names each as it fails", s.SiteID, len(pages)-most)
			return
		}
		a.say("%s: failed: %s: %s", s.SiteID, oneLine(p.URL), p.Reason)
	}
}
