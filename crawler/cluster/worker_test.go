package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"copydesk/crawler"
	"copydesk/storage"
	"copydesk/storage/postgres"
	"copydesk/storage/storagetest/pgserver"
)

// stage is a database, and sites to crawl into it.
type stage struct {
	*web
	url   string
	store *postgres.Store
}

func newStage(t *testing.T, sites, articles int, delay time.Duration, more string) *stage {
	t.Helper()
	return stageOf(t, newWeb(t, sites, articles, 0), delay, more)
}

func stageOf(t *testing.T, w *web, delay time.Duration, more string) *stage {
	t.Helper()
	url := pgserver.Shared(t).Database(t)
	store, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	s := &stage{web: w, url: url, store: store}
	s.entries(t, store, delay, more)
	return s
}

// work runs a worker in this process; stop ends it and says how long it took.
func (s *stage) work(t *testing.T, cfg Config) (stop func() time.Duration) {
	t.Helper()
	cfg.Getenv = func(string) (string, bool) { return "here", true }
	if cfg.Takeover == 0 {
		cfg.Takeover = 6 * time.Second
	}
	if testing.Verbose() {
		cfg.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	store, err := postgres.Open(t.Context(), s.url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, store, cfg) }()
	stopped := false
	stop = func() time.Duration {
		if stopped {
			return 0
		}
		stopped = true
		began := time.Now()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the worker ends with %v", err)
		}
		store.Close()
		return time.Since(began)
	}
	t.Cleanup(func() { stop() })
	return stop
}

// until waits for what must come to be true.
func until(t *testing.T, patience time.Duration, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

func (s *stage) queue(t *testing.T) postgres.QueueState {
	t.Helper()
	q, err := s.store.Queue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// done says whether so many sites were crawled to the end, and nobody has one
// in hand.
func (s *stage) done(t *testing.T, n int) bool {
	t.Helper()
	got, err := crawled(t.Context(), s.store)
	if err != nil {
		t.Fatal(err)
	}
	return got == n && s.queue(t).Sites["idle"] == n
}

// asked counts how often a page of a site was asked for.
func (w *web) asked(host, path string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range w.log[host] {
		if strings.HasPrefix(r.path, path) {
			n++
		}
	}
	return n
}

// A worker that is told to stop saves the page in hand, puts the rest back,
// and the next one goes on with it.
func TestStop(t *testing.T) {
	s := newStage(t, 3, 12, 200*time.Millisecond, "")
	stop := s.work(t, Config{})
	until(t, 20*time.Second, "some articles are asked for", func() bool { return s.asked(s.host(0), "/2026") >= 3 })
	if took := stop(); took > 5*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	q := s.queue(t)
	if q.Sites["queued"] != 3 || len(q.Workers) != 0 {
		t.Errorf("after the stop: %v, workers %v; want all 3 queued and no worker", q.Sites, q.Workers)
	}
	s.work(t, Config{})
	until(t, 30*time.Second, "all sites are crawled", func() bool { return s.done(t, 3) })
	s.check(t, 200*time.Millisecond)
	allThere(t, s.store, s.web)
	for i := range s.sites {
		if n := s.asked(s.host(i), "/2026"); n != s.articles {
			t.Errorf("%s was asked for %d articles, want each of %d once", s.host(i), n, s.articles)
		}
	}
}

// articlesOf counts the articles that were asked for, each once: what is in hand
// when a slice ends is asked for again where the server takes too long over it.
func (w *web) articlesOf(host string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	paths := map[string]bool{}
	for _, r := range w.log[host] {
		paths[r.path] = strings.HasPrefix(r.path, "/2026")
	}
	maps.DeleteFunc(paths, func(_ string, article bool) bool { return !article })
	return len(paths)
}

// A site that is larger than a slice takes several, which together keep to the
// bounds of one run. On a machine with much else to do a slice may get no
// further than the home page: it takes as many as it takes.
func TestSlices(t *testing.T) {
	s := newStage(t, 2, 14, 200*time.Millisecond, "    max_pages: 10\n")
	s.work(t, Config{Slice: time.Second})
	until(t, 3*time.Minute, "both sites are crawled", func() bool { return s.done(t, 2) })
	s.check(t, 200*time.Millisecond)
	for i := range s.sites {
		var slices int
		if err := s.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM river_job WHERE args->>'site' = $1`, s.id(i)).Scan(&slices); err != nil {
			t.Fatal(err)
		}
		homes, articles := s.asked(s.host(i), "/")-s.asked(s.host(i), "/2026")-s.asked(s.host(i), "/robots"), s.articlesOf(s.host(i))
		if slices < 2 || articles > 10 || articles < 6 || homes > slices {
			t.Errorf("%s: %d slices with %d articles and %d home pages, want several with up to 10", s.host(i), slices, articles, homes)
		}
	}
}

// What a slice has saved counts in its run's bounds, also when the store fails
// after it.
func TestBoundsWithTrouble(t *testing.T) {
	s := newStage(t, 1, 14, 0, "    max_pages: 10\n")
	// A sequence keeps its number when what asked for it is undone: it fails once.
	_, err := s.store.Pool().Exec(t.Context(), `CREATE SEQUENCE articles_saved;
		CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF nextval('articles_saved') = 7 THEN RAISE EXCEPTION 'the seventh can''t be saved'; END IF;
			RETURN NEW;
		END $$;
		CREATE TRIGGER fail_once BEFORE INSERT ON visits FOR EACH ROW WHEN (NEW.kind = 'article') EXECUTE FUNCTION fail_once()`)
	if err != nil {
		t.Fatal(err)
	}
	s.work(t, Config{})
	until(t, 90*time.Second, "the site is crawled", func() bool { return s.done(t, 1) })
	if n := s.articlesOf(s.host(0)); n < 7 || n > 11 { // one may be in hand beside the one that fails
		t.Errorf("%d articles were asked for, want some 10: 6 before the store's trouble and the rest after it", n)
	}
}

// A run whose bounds are used up when a slice ends is over like any other: the
// site is not due before its interval.
func TestBoundsUsedUp(t *testing.T) {
	s := newStage(t, 1, 14, 0, "    max_pages: 10\n")
	if _, err := s.store.Pool().Exec(t.Context(), `UPDATE crawls SET pages = 10, took = 60000000`); err != nil {
		t.Fatal(err)
	}
	s.work(t, Config{})
	until(t, 90*time.Second, "the run is over", func() bool { return s.done(t, 1) })
	st, err := s.store.SiteState(t.Context(), s.id(0))
	if err != nil {
		t.Fatal(err)
	}
	var due time.Duration
	if err := s.store.Pool().QueryRow(t.Context(), `SELECT extract(epoch FROM due_at - now())::bigint * 1000000000 FROM crawls`).Scan(&due); err != nil {
		t.Fatal(err)
	}
	if got := st.NextDue.Sub(st.LastRun); got != 24*time.Hour || due < 23*time.Hour || s.articlesOf(s.host(0)) > 0 {
		t.Errorf("due again %v after the run and in %v, with %d articles more; want 24h and none", got, due, s.articlesOf(s.host(0)))
	}
}

// Two sites of one host are crawled one after the other, even by two workers.
func TestOneHost(t *testing.T) {
	s := newStage(t, 1, 4, 100*time.Millisecond, "")
	for _, id := range []string{"twin"} {
		text := fmt.Sprintf("version: 1\nsites:\n  - {id: %s, home: \"http://%s:%d/\", allow_private: true, delay: 100ms, discover: {feeds: [], sitemaps: []}}\n", id, s.host(0), s.port)
		if _, err := s.store.PutCrawl(t.Context(), id, fmt.Sprintf("%s:%d", s.host(0), s.port), text); err != nil {
			t.Fatal(err)
		}
	}
	s.work(t, Config{})
	s.work(t, Config{})
	until(t, 90*time.Second, "all sites are crawled", func() bool { return s.done(t, 2) })
	s.check(t, 100*time.Millisecond)
}

// What people say of a site holds at once, also for one that is being crawled.
func TestPause(t *testing.T) {
	s := newStage(t, 2, 40, 300*time.Millisecond, "")
	s.work(t, Config{})
	until(t, 20*time.Second, "both sites are being crawled", func() bool { return s.asked(s.host(0), "/2026") > 0 && s.asked(s.host(1), "/2026") > 0 })
	if err := s.store.Pause(t.Context(), s.id(0), true); err != nil {
		t.Fatal(err)
	}
	if err := s.store.RemoveCrawl(t.Context(), s.id(1)); err != nil {
		t.Fatal(err)
	}
	until(t, 10*time.Second, "both are let go", func() bool { return s.queue(t).Sites["running"] == 0 })
	before := s.asked(s.host(0), "/2026")
	time.Sleep(scheduleEvery + time.Second) // the schedule has looked at them since
	if now := s.asked(s.host(0), "/2026"); now != before {
		t.Errorf("a paused site was asked for %d pages more", now-before)
	}
	if err := s.store.Pause(t.Context(), s.id(0), false); err != nil {
		t.Fatal(err)
	}
	until(t, 15*time.Second, "the site goes on", func() bool { return s.asked(s.host(0), "/2026") > before })
}

// A site is due again when its interval is over; one whose entry can't be used
// is set aside with the reason.
func TestSchedule(t *testing.T) {
	s := newStage(t, 1, 2, 0, "")
	text := fmt.Sprintf("version: 1\nsites:\n  - {id: often, home: \"http://%s:%d/\", allow_private: true, delay: 0s, discover: {feeds: [], sitemaps: []}, schedule: {every: 1m}}\n", s.host(1), s.port)
	if _, err := s.store.PutCrawl(t.Context(), "often", "x", text); err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.PutCrawl(t.Context(), "wrong", "y", "version: 1\nsites:\n  - {id: wrong, hoem: x}\n"); err != nil {
		t.Fatal(err)
	}
	s.work(t, Config{})
	until(t, 30*time.Second, "the sites are crawled", func() bool { return s.done(t, 2) && len(s.queue(t).Aside) == 1 })
	q := s.queue(t)
	if len(q.Aside) != 1 || q.Aside[0].SiteID != "wrong" || !strings.Contains(q.Aside[0].Reason, "hoem") {
		t.Errorf("set aside: %+v", q.Aside)
	}
	st, err := s.store.SiteState(t.Context(), "often")
	if err != nil || st.Interval != time.Minute || st.NextDue.Sub(st.LastRun) != time.Minute {
		t.Errorf("%+v, %v: want it due a minute after its run", st, err)
	}
	// Its time comes: the leader puts it into the queue again.
	st.NextDue = time.Now()
	if err := s.store.SaveSiteState(t.Context(), st); err != nil {
		t.Fatal(err)
	}
	if err := s.store.Pause(t.Context(), "often", false); err != nil { // due now
		t.Fatal(err)
	}
	until(t, 15*time.Second, "it is crawled again", func() bool { return s.asked(s.host(1), "/") > s.asked(s.host(1), "/2026")+1 })
}

// A worker that can't be heard of asks for nothing any more, before others may
// take its sites.
func TestLease(t *testing.T) {
	h := newHoldings(50 * time.Millisecond)
	ctx, release := h.sites.take(t.Context(), postgres.Ticket{SiteID: "a", Number: 1})
	defer release()
	if err := h.may(ctx); !errors.Is(err, storage.ErrFenced) {
		t.Errorf("before the first heartbeat: %v", err)
	}
	h.renew(time.Now())
	if err := h.may(ctx); err != nil {
		t.Errorf("after a heartbeat: %v", err)
	}
	h.renew(time.Now().Add(-time.Minute))
	if err := h.may(ctx); !errors.Is(err, storage.ErrFenced) {
		t.Errorf("long after a heartbeat: %v", err)
	}
	h.renew(time.Now())
	h.sites.drop(postgres.Ticket{SiteID: "a", Number: 2}, storage.ErrFenced)
	if err := h.may(ctx); err != nil {
		t.Errorf("after another ticket was dropped: %v", err)
	}
	h.sites.drop(postgres.Ticket{SiteID: "a", Number: 1}, storage.ErrFenced)
	if err := h.may(ctx); !errors.Is(err, storage.ErrFenced) {
		t.Errorf("after the site was dropped: %v", err)
	}
	c := Config{}.withDefaults()
	if in := c.lease() + c.beat(); in >= c.silent() {
		t.Errorf("sites are let go after %v and taken over after %v", in, c.silent())
	}
	if in := c.silent() + c.beat() + c.takeoverPoll()*11/10; in > c.Takeover {
		t.Errorf("sites are taken over after %v, want within %v", in, c.Takeover)
	}
}

// The sites of a worker that dies are taken over within the bound, also while
// all slots are taken and many sites wait.
func TestTakeoverUnderBacklog(t *testing.T) {
	const delay = 400 * time.Millisecond
	s := newStage(t, 60, 40, delay, "")
	p := pace{takeover: 9 * time.Second, slice: time.Minute, slots: 4}
	lost, other := startWorker(t, s.url, "lost", p), startWorker(t, s.url, "other", p)
	_ = other
	mine := func(worker string) (hosts []string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		for host, log := range s.log {
			if len(log) > 2 && log[len(log)-1].worker == worker {
				hosts = append(hosts, host)
			}
		}
		return hosts
	}
	until(t, 30*time.Second, "both workers have all hands full", func() bool { return len(mine("lost")) == 4 && len(mine("other")) == 4 })
	had := mine("lost")
	lost.kill()
	killed := time.Now()
	until(t, p.takeover+time.Second, "the other worker goes on with the sites", func() bool {
		now := mine("other")
		return !slices.ContainsFunc(had, func(h string) bool { return !slices.Contains(now, h) })
	})
	t.Logf("4 sites taken over %v after the kill, bound %v; %d sites wait", time.Since(killed).Round(100*time.Millisecond), p.takeover, s.queue(t).Sites["queued"])
	if n := s.queue(t).Sites["queued"]; n < 40 {
		t.Errorf("only %d sites wait: that is no backlog", n)
	}
	s.check(t, delay)
}

// A site that workers die with is crawled alone, then set aside and reported;
// all others are crawled.
func TestCrashLoop(t *testing.T) {
	s := newStage(t, 6, 20, 50*time.Millisecond, "")
	t.Setenv(envDeadly, s.host(2))
	p := pace{takeover: 3 * time.Second, slice: time.Minute, slots: 3}
	w := startWorker(t, s.url, "first", p)
	until(t, 90*time.Second, "the deadly site is set aside", func() bool {
		select {
		case <-w.done:
			w = startWorker(t, s.url, "next", p)
		default:
		}
		return len(s.queue(t).Aside) == 1
	})
	until(t, 60*time.Second, "the others are crawled", func() bool { return s.done(t, 5) })
	aside := s.queue(t).Aside[0]
	if aside.SiteID != s.id(2) || !strings.Contains(aside.Reason, "a process of its own: signal: killed") {
		t.Errorf("set aside: %+v", aside)
	}
	select {
	case <-w.done:
		t.Error("the worker that watched it is gone too")
	default:
	}
}

// deadly makes a worker die when a site is crawled.
func deadly(host string) func(crawler.Event) {
	return func(e crawler.Event) {
		if host != "" && e.Kind == crawler.EventVisit && strings.Contains(e.URL, "//"+host+":") && strings.Contains(e.URL, "/2026/") {
			p, err := os.FindProcess(os.Getpid())
			if err == nil {
				_ = p.Kill()
			}
			time.Sleep(time.Minute)
		}
	}
}

// A host that is asked seldom is asked as seldom by the worker that takes its
// site over, however much sooner that is.
func TestDelayOutlivesWorker(t *testing.T) {
	const delay = 8 * time.Second
	s := stageOf(t, newWeb(t, 2, 3, 300*time.Millisecond), delay, "")
	p := pace{takeover: 3 * time.Second, slice: time.Minute, slots: 2}
	lost := startWorker(t, s.url, "lost", p)
	until(t, 30*time.Second, "both sites are asked for their home page", func() bool {
		return s.asked(s.host(0), "/") >= 1 && s.asked(s.host(1), "/") >= 1
	})
	lost.kill()
	startWorker(t, s.url, "heir", p)
	until(t, 40*time.Second, "the heir goes on with both", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		n := 0
		for _, log := range s.log {
			if log[len(log)-1].worker == "heir" {
				n++
			}
		}
		return n == 2
	})
	s.check(t, delay)
}
