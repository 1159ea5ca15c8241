package crawler

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"copydesk/crawler/discover"
	"copydesk/crawler/fetch"
	"copydesk/storage"
)

// visiting is a visit while it is made.
type visiting struct {
	storage.Visit
	known storage.Known
	first bool // the link was never fetched before
	resp  *fetch.Response
	err   error
	out   outcome

	newLinks  int // links that the site didn't have before
	fruit     bool
	isArticle bool
	tooOld    bool
	below     int            // links to what looks like articles below its own address
	instead   bool           // it shows what other addresses show, and may have more another time
	leads     bool           // it leads to an address that is looked at again by itself
	copyOf    string         // the address under which the site has the same article already
	feed      *discover.Feed // that was read
	says      string         // title and text of what is no article
	clockOff  bool           // ours or the server's clock is wrong by days
}

// visit takes one link from fetch to save; a failed visit is saved too. The
// error is the store's, or for seeds what went wrong.
func (r *siteRun) visit(ctx context.Context, k storage.Known) error {
	k = r.afresh(k)
	v := &visiting{known: k, first: k.FetchedAt.IsZero()}
	v.Link, v.State, v.Tries = k.Link, k.State, k.Tries
	v.StartedAt = r.opts.Now()
	v.Fence = r.opts.Fence[r.site.ID]
	v.err = r.fill(ctx, v)
	if err := storeErrorOf(v.err); err != nil {
		return err
	}
	v.out = outcomeOf(v.err, r.opts.Now())
	v.Took = r.opts.Now().Sub(v.StartedAt)
	if v.out.class == stopped {
		return r.leftAlone(v)
	}
	r.settle(v)
	saved, err := r.store.Save(context.WithoutCancel(ctx), &v.Visit)
	if err != nil {
		return stored(err)
	}
	if err := r.settleAliases(ctx, v, saved); err != nil {
		return err
	}
	r.learned.count(v.Blocks, saved)
	r.learn(v, saved)
	r.forgetSaid(v)
	if err := r.mindEmpty(ctx, v); err != nil {
		return err
	}
	r.count(v, saved)
	r.report(ctx, v, saved)
	r.mindTheHost(v)
	return v.seedError()
}

func storeErrorOf(err error) error {
	var se *storeError
	if errors.As(err, &se) {
		return err
	}
	return nil
}

// leftAlone is for a link whose turn didn't come: nothing is known of it that
// wasn't before.
func (r *siteRun) leftAlone(v *visiting) error {
	if errors.Is(v.err, storage.ErrFenced) { // the run is not this process's any more, nor over
		r.addCount(func(s *SiteSummary) { s.fail(v.err) })
		r.end("")
		return v.err
	}
	var busy *fetch.BusyError
	if errors.As(v.err, &busy) {
		r.end(fmt.Sprintf("%s asked not to be called before %s; the rest waits for the next run", busy.Host, busy.Until.UTC().Format(time.RFC3339)))
		r.tell(Event{Kind: EventNote, SiteID: r.site.ID, Text: "waiting", Wait: busy.Until})
	}
	return v.seedError()
}

// seedError is what a seed's visit failed with. For other pages a failure is
// nobody's business but the page's.
func (v *visiting) seedError() error {
	switch v.Source {
	case "home", "config", "feed", "sitemap", "guess":
		if v.Kind == storage.KindArticle {
			return nil
		}
		return v.err
	}
	return nil
}

// fill fetches and reads. A panic on the way is the page's outcome.
func (r *siteRun) fill(ctx context.Context, v *visiting) (err error) {
	defer func() {
		if p := recover(); p != nil {
			r.opts.Log.ErrorContext(ctx, "bug", "site", r.site.ID, "url", v.URL, "panic", fmt.Sprint(p), "stack", stack())
			err = &fetch.BugError{URL: v.URL, Value: p}
		}
	}()
	r.addCount(func(s *SiteSummary) { s.Requests++ })
	v.resp, err = r.client.Get(ctx, fetch.Request{
		URL: v.URL, Kind: fetchKind(v.Kind), Policy: r.policy(), ETag: v.known.ETag, LastModified: v.known.LastModified,
		Scope: r.scopeFor(v), Quit: r.quit,
	})
	v.FinalURL = v.URL
	if err != nil {
		var status *fetch.StatusError
		if errors.As(err, &status) {
			v.Status = status.Code
		}
		return err
	}
	r.fromResponse(v)
	if err := r.mindTheAway(v); err != nil {
		return err
	}
	if err := r.mindTheTarget(ctx, v); err != nil {
		return err
	}
	if v.resp.NotModified || v.unchanged() {
		v.Outcome = "unchanged"
		return nil
	}
	switch v.Kind {
	case storage.KindFeed:
		return r.readFeed(ctx, v)
	case storage.KindSitemap:
		return r.readSitemapFile(ctx, v)
	}
	return r.readPage(ctx, v)
}

func fetchKind(k storage.LinkKind) fetch.Kind {
	switch k {
	case storage.KindFeed:
		return fetch.Feed
	case storage.KindSitemap:
		return fetch.Sitemap
	}
	return fetch.Page
}

// fromResponse notes what the answer says about itself.
func (r *siteRun) fromResponse(v *visiting) {
	resp := v.resp
	v.Status, v.ContentType, v.Bytes = resp.Status, resp.ContentType, int64(len(resp.Body))
	v.ETag, v.LastModified = validator(resp.Header.Get("ETag")), validator(resp.Header.Get("Last-Modified"))
	if n, err := r.norm.URL(resp.FinalURL); err == nil {
		v.FinalURL = n
	}
	r.mindTheClock(v)
	if resp.NotModified {
		v.BodyHash = v.known.BodyHash
		return
	}
	sum := sha256.Sum256(resp.Body)
	v.SHA256 = hex.EncodeToString(sum[:])
	v.BodyHash = v.SHA256
	if v.Source == "home" {
		r.adoptHost(v.FinalURL)
	}
}

// validator is what a server calls a page's state, to be sent back to it. One
// that is too long for a request is none: each later visit would fail by it.
func validator(s string) string {
	const longest = 1024
	if len(s) > longest {
		return ""
	}
	return s
}

// mindTheClock looks whether the server's clock differs from ours by more than
// a day. If ours is the wrong one, dates that the page gives lie in the future
// and are not believed: it is then read again whole, whatever it is by then.
func (r *siteRun) mindTheClock(v *visiting) {
	theirs, err := http.ParseTime(v.resp.Header.Get("Date"))
	if err != nil {
		return
	}
	const day = 24 * time.Hour
	if age, err := strconv.Atoi(v.resp.Header.Get("Age")); err == nil && age > 0 { // what it lay in a cache
		theirs = theirs.Add(time.Duration(min(age, 1<<30)) * time.Second)
	}
	ahead := theirs.Sub(v.StartedAt)
	if ahead.Abs() < 2*day {
		return
	}
	v.ETag, v.LastModified, v.clockOff = "", "", true
	host := hostName(v.URL)
	r.addCount(func(s *SiteSummary) {
		if s.ClockAhead != 0 {
			return
		}
		s.ClockAhead = -ahead
		which := "ahead of"
		if ahead > 0 {
			which = "behind"
		}
		s.note("this machine's clock is %d days %s %s's: if it is wrong, set it and crawl again", int(ahead.Abs()/day), which, host)
	})
}

// adoptHost makes the host that the home page redirects to the site's own.
func (r *siteRun) adoptHost(final string) {
	key := hostKey(final)
	r.mu.Lock()
	defer r.mu.Unlock()
	if key == "" || r.hosts[key] {
		return
	}
	r.hosts[key] = true
	r.found.Hosts = append(r.found.Hosts, key)
	r.sum.note("the home page is at %s", final)
}

// unchanged says whether the very bytes that were read before came again.
func (v *visiting) unchanged() bool {
	bytes, _, _ := strings.Cut(v.known.BodyHash, ".")
	if v.first || bytes != v.BodyHash || v.known.Tries > 0 {
		return false
	}
	v.BodyHash = v.known.BodyHash
	return true
}

// noteContent adds what the article says to the hash of the page's bytes: most
// pages differ in some byte each time, and few in what they say.
func (v *visiting) noteContent() {
	if v.clockOff {
		v.BodyHash = "" // the bytes must not be known the next time
	}
	a := v.Article
	said := append(make([]byte, 0, len(a.Title)+len(a.Text)+256), a.Title...)
	said = append(said, 0)
	said = appendFlat(said, a.Text)
	for _, s := range [...]string{strings.Join(a.Authors, ","), a.DatePublished, a.DateModified} {
		said = append(append(said, 0), s...)
	}
	sum := sha256.Sum256(said)
	content := hex.EncodeToString(sum[:8])
	_, before, _ := strings.Cut(v.known.BodyHash, ".")
	v.BodyHash += "." + content
	v.Changed = before != content
}

// appendFlat appends a text with every run of white space as one space.
func appendFlat(b []byte, s string) []byte {
	start := len(b)
	for word := range strings.FieldsSeq(s) {
		if len(b) > start {
			b = append(b, ' ')
		}
		b = append(b, word...)
	}
	return b
}

// headerKept are the response headers that are archived with a page: all that
// say something of it. Those of the transfer are undone, cookies are somebody's,
// and rules for browsers are as long as a page.
func headerKept(resp *fetch.Response) map[string][]string {
	kept := map[string][]string{}
	for k, v := range resp.Header {
		if len(v) > 0 && !isHeaderDropped(k) {
			kept[k] = v
		}
	}
	return kept
}

func isHeaderDropped(name string) bool {
	switch name {
	case "Set-Cookie", "Connection", "Keep-Alive", "Proxy-Authenticate", "Trailer", "Upgrade", "Alt-Svc",
		"Transfer-Encoding", "Content-Encoding", "Content-Length",
		"Report-To", "Reporting-Endpoints", "Nel", "Permissions-Policy", "Accept-Ch", "Feature-Policy":
		return true
	}
	return strings.HasPrefix(name, "Content-Security-Policy")
}

// report writes the visit's one line.
func (r *siteRun) report(ctx context.Context, v *visiting, saved storage.Saved) {
	failed := v.failed()
	level := slog.LevelInfo
	if failed {
		level = slog.LevelWarn
	}
	attrs := []any{"site", r.site.ID, "url", v.URL, "status", v.Status, "outcome", v.Outcome, "bytes", v.Bytes, "took", v.Took.Round(time.Millisecond)}
	if v.Reason != "" {
		attrs = append(attrs, "reason", v.Reason)
	}
	r.opts.Log.Log(ctx, level, "visit", attrs...)
	r.tell(Event{Kind: EventVisit, SiteID: r.site.ID, URL: v.URL, Outcome: v.Outcome, Text: v.Reason, Saved: saved, Copy: v.isNewCopy(saved), Bytes: v.Bytes, Took: v.Took, Failed: failed})
}

// failed says whether a visit is to be counted as a failure: a page that a
// rule forbids, a guess that was wrong, or what was missing before and still is,
// is none.
func (v *visiting) failed() bool {
	switch v.out.class {
	case retry, later:
		return v.Source != "guess"
	case dead:
		return v.Source != "guess" && !(v.isPromised() && v.known.Tries > 0 && v.known.Outcome == v.out.word)
	}
	return false
}

// count adds the visit to the summary.
func (r *siteRun) count(v *visiting, saved storage.Saved) {
	r.addCount(func(s *SiteSummary) {
		s.Bytes += v.Bytes
		if v.failed() {
			s.failure(v.Outcome, v.URL)
		} else {
			s.passed(v.URL)
		}
		if v.Kind == storage.KindFeed || v.Kind == storage.KindSitemap || v.err != nil {
			return
		}
		if v.Outcome != "unchanged" {
			s.Pages++
		}
		if isWalled(v.Verdict) {
			r.health.wall(v.Verdict)
		}
		isCopy := v.isNewCopy(saved)
		switch {
		case isCopy, v.isArticle && saved.Alias:
			r.health.again++
		case v.isArticle:
			s.Articles++
			r.health.add(v.Article)
		}
		switch {
		case isCopy:
			s.Copies++
		case saved.New:
			s.New++
			if v.Article != nil && v.Article.DuplicateOf != "" {
				s.Duplicates++
			}
		case saved.Revised:
			s.Revised++
		case v.isArticle || v.Outcome == "unchanged":
			s.Unchanged++
		}
	})
}

func (r *siteRun) addCount(f func(*SiteSummary)) {
	r.mu.Lock()
	f(&r.sum)
	r.mu.Unlock()
}

// How much of a site's trouble is borne before it is left for the next run: so
// many failures one after the other, and fewer of them where nothing came at all
// or nothing has come for long. A host in trouble is asked ever more slowly, so
// that to go on would hold up the run for the better part of an hour.
const (
	failuresInARow = 25
	fewFailures    = 6 // the home page's tries and a feed's
	longTrouble    = 10 * time.Minute
)

// mindTheHost ends the site's crawl when its host can't be reached, or fails
// again and again.
func (r *siteRun) mindTheHost(v *visiting) {
	now := r.opts.Now()
	r.mu.Lock()
	switch v.out.class {
	case good:
		r.inARow, r.lastGood = 0, now
	case retry:
		r.inARow++
	}
	inARow, came := r.inARow, !r.lastGood.IsZero()
	long := came && now.Sub(r.lastGood) > longTrouble
	home := r.hosts[hostKey(v.URL)]
	r.mu.Unlock()
	switch {
	case v.out.down && home && isHostClosed(r, v):
		r.addCount(func(s *SiteSummary) { s.fail(v.err) })
		r.end("the host can't be reached; the rest waits for the next run")
	case inARow >= failuresInARow || inARow >= fewFailures && !came:
		r.addCount(func(s *SiteSummary) {
			s.fail(fmt.Errorf("%d requests failed in a row, the last: %w", inARow, v.err))
		})
		r.end("")
	case inARow >= fewFailures && long:
		r.end(fmt.Sprintf("nothing came for %v: the rest waits for the next run", now.Sub(r.lastGood).Round(time.Minute)))
	}
}

// isHostClosed asks the client whether it has given the host up.
func isHostClosed(r *siteRun, v *visiting) bool { return r.client.Down(v.URL) }

func hasQuery(u string) bool { return strings.IndexByte(u, '?') >= 0 }
