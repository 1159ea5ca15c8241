package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/storagetest/pgserver"
)

var start = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

// visit is a visit that brought the n-th article of a site.
func visit(site string, n int) *storage.Visit {
	url := fmt.Sprintf("https://%s.example/story-%d", site, n)
	return &storage.Visit{
		Link: storage.Link{SiteID: site, URL: url, Kind: storage.KindArticle}, StartedAt: start.Add(time.Duration(n) * time.Second), Status: 200, Outcome: "ok",
		Body: []byte(url), State: storage.StateSettled, Article: &extract.Article{ID: fmt.Sprintf("%s-%06d", site, n), URL: url, Title: fmt.Sprint("Story ", n),
			PageType: extract.TypeArticle, Text: "The ferry left.", Quality: extract.Quality{Verdict: extract.OK}},
	}
}

// A reader that goes on after the highest number it has seen misses nothing,
// however many write at once.
func TestCursorMissesNothing(t *testing.T) {
	url := pgserver.Shared(t).Database(t)
	const writers, each = 6, 60
	var writing sync.WaitGroup
	for w := range writers {
		s := openTest(t, url, Options{})
		writing.Go(func() {
			for n := range each {
				if _, err := s.Save(t.Context(), visit(fmt.Sprint("site", w), n)); err != nil {
					t.Errorf("Save: %v", err)
				}
			}
		})
	}
	over := make(chan struct{})
	go func() { writing.Wait(); close(over) }()
	reader := openTest(t, url, Options{})
	seen := map[string]int{}
	var after int64
	for rounds, last := 0, false; ; rounds++ {
		for row, err := range reader.Articles(t.Context(), storage.Filter{AfterSeq: after}) {
			if err != nil {
				t.Fatal(err)
			}
			if row.Seq <= after {
				t.Errorf("change %d comes after %d", row.Seq, after)
			}
			seen[row.Article.ID]++
			after = row.Seq
		}
		if last {
			t.Logf("%d articles in %d rounds", len(seen), rounds)
			break
		}
		select {
		case <-over:
			last = true
		default:
		}
	}
	if len(seen) != writers*each {
		t.Errorf("the reader has seen %d articles, want %d", len(seen), writers*each)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was seen %d times", id, n)
		}
	}
}

// Workers that come with the same articles at once make one of each.
func TestSameArticles(t *testing.T) {
	url := pgserver.Shared(t).Database(t)
	var added atomic.Int64
	var wg sync.WaitGroup
	for w := range 4 {
		s := openTest(t, url, Options{})
		wg.Go(func() {
			for n := range 40 {
				v := visit("agency", n)
				v.SiteID = fmt.Sprint("paper", w)
				v.Aliases = []string{"https://a.example/" + fmt.Sprint(n), "https://b.example/" + fmt.Sprint(n)}
				v.Print = storage.Fingerprint{SimHash: 1, Bands: []uint64{1, 2, uint64(n)}}
				saved, err := s.Save(t.Context(), v)
				if err != nil {
					t.Errorf("Save: %v", err)
				}
				if saved.New {
					added.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if added.Load() != 40 {
		t.Errorf("%d articles were new, want 40", added.Load())
	}
}

// takenNorth is a store, and the token of who has taken the site north.
func takenNorth(t *testing.T) (*Store, int64) {
	t.Helper()
	s := openTest(t, pgserver.Shared(t).Database(t), Options{})
	token, err := s.TakeSite(t.Context(), "north")
	if err != nil {
		t.Fatal(err)
	}
	return s, token
}

// Once a site is handed on, nothing gets through of the worker that had it.
func TestFenced(t *testing.T) {
	s, token := takenNorth(t)
	ctx := t.Context()
	view := s.Fenced("north", token)
	fresh := 1
	writes := map[string]func() error{
		"Save":          func() error { _, err := view.Save(ctx, visit("north", 1)); return err },
		"Save anew":     func() error { fresh++; _, err := view.Save(ctx, visit("north", fresh)); return err },
		"AddLinks":      func() error { _, err := view.AddLinks(ctx, []storage.Link{{SiteID: "north", URL: "u"}}); return err },
		"SetLinkState":  func() error { return view.SetLinkState(ctx, "north", []string{"u"}, storage.StateTrap, "") },
		"SaveSiteState": func() error { return view.SaveSiteState(ctx, storage.SiteState{SiteID: "north"}) },
		"SaveHost":      func() error { return view.SaveHost(ctx, storage.Host{Host: "h"}) },
		"AddRun":        func() error { return view.AddRun(ctx, storage.Run{SiteID: "north"}) },
		"no statement":  func() error { return view.update(ctx, "nothing", func(context.Context, *writer) error { return nil }) },
	}
	for name, write := range writes {
		if err := write(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.TakeSite(ctx, "north"); err != nil {
		t.Fatal(err)
	}
	for name, write := range writes {
		if err := write(); !errors.Is(err, storage.ErrFenced) {
			t.Errorf("%s after the site was handed on: %v", name, err)
		}
	}
	if log, err := s.Visits(ctx, "north", time.Time{}, 9); err != nil || len(log) != 2 {
		t.Errorf("%d visits, %v", len(log), err)
	}
}

// A worker reads a link together with its token: it finds what others find.
func TestFencedLink(t *testing.T) {
	s, token := takenNorth(t)
	ctx := t.Context()
	v := visit("north", 1)
	if _, err := s.Save(ctx, v); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{v.URL, "https://north.example/never-heard-of"} {
		found := map[string]storage.Known{}
		for name, view := range map[string]*Store{"with a token": s.Fenced("north", token), "without": s} {
			err := view.update(ctx, "read", func(ctx context.Context, w *writer) (err error) {
				found[name], err = w.knownLink(ctx, "north", url)
				return err
			})
			if err != nil {
				t.Errorf("%s %s: %v", url, name, err)
			}
		}
		if diff := cmp.Diff(found["without"], found["with a token"]); diff != "" {
			t.Errorf("%s (-without +with a token):\n%s", url, diff)
		}
		if known := found["without"].URL != ""; known != (url == v.URL) {
			t.Errorf("%s is known: %v", url, known)
		}
	}
}

// A site can't be handed on in the middle of a write: the taker waits.
func TestFenceHoldsUntilCommit(t *testing.T) {
	s, token := takenNorth(t)
	ctx := t.Context()
	inside, taken := make(chan struct{}), make(chan struct{})
	go func() {
		<-inside
		if _, err := s.TakeSite(ctx, "north"); err != nil {
			t.Error(err)
		}
		close(taken)
	}()
	err := s.Fenced("north", token).update(ctx, "write", func(ctx context.Context, w *writer) error {
		if err := w.exec(ctx, `INSERT INTO cursors VALUES ('x', 1)`); err != nil { // with which the token is looked at
			return err
		}
		close(inside)
		select {
		case <-taken:
			t.Error("the site was handed on before the write was committed")
		case <-time.After(200 * time.Millisecond):
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	<-taken
}

// While the server restarts, and crashes, writers wait; what they were told is
// saved is there once.
func TestServerRestarts(t *testing.T) {
	pgserver.Shared(t) // or skip
	server, err := pgserver.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	s := openTest(t, server.Database(t), Options{})
	var wg sync.WaitGroup
	var saved atomic.Int64
	quit := make(chan struct{})
	for w := range 4 {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-quit:
					return
				default:
				}
				if _, err := s.Save(t.Context(), visit(fmt.Sprint("site", w), n)); err != nil {
					t.Errorf("Save: %v", err)
					return
				}
				saved.Add(1)
			}
		})
	}
	for _, crash := range []bool{false, true, true} {
		before := saved.Load()
		for saved.Load() < before+40 {
			time.Sleep(5 * time.Millisecond)
		}
		server.Down(crash)
		if err := server.Up(); err != nil {
			t.Fatal(err)
		}
	}
	close(quit)
	wg.Wait()
	st, err := s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n := int(saved.Load()); st.Visits != n || st.Articles != n || st.Pages != n {
		t.Errorf("%d visits were saved, and %d visits, %d articles and %d pages are there", n, st.Visits, st.Articles, st.Pages)
	}
}

// A commit whose answer got lost is found again.
func TestAnswerLost(t *testing.T) {
	s := openTest(t, pgserver.Shared(t).Database(t), Options{})
	v := visit("north", 1)
	want, err := s.Save(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	err = pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error {
		got, err := (&writer{tx: tx, plain: s.keeper.Plain, again: true}).saveVisit(t.Context(), v, []*packedPage{nil}, newLinkRows(nil))
		if got != want {
			t.Errorf("saved again: %+v, want %+v", got, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if log, err := s.Visits(t.Context(), "north", time.Time{}, 9); err != nil || len(log) != 1 {
		t.Errorf("%d visits in the log, %v", len(log), err)
	}
}

func TestOpenAtOnce(t *testing.T) {
	url := pgserver.Shared(t).Database(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := Open(t.Context(), url, Options{})
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
		})
	}
	wg.Wait()
}

func TestOpenErrors(t *testing.T) {
	server := pgserver.Shared(t)
	empty, foreign, newer := server.Database(t), server.Database(t), server.Database(t)
	openTest(t, newer, Options{}).mustExec(t, `UPDATE copydesk_schema SET version = 99`)
	raw, err := pgx.Connect(t.Context(), foreign)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close(t.Context())
	if _, err := raw.Exec(t.Context(), `CREATE TABLE articles (id int)`); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		url  string
		opts Options
		want error
		says string
	}{
		"no tables, reading": {empty, Options{ReadOnly: true}, storage.ErrNoDatabase, "copydesk crawl"},
		"no tables, writing": {empty, Options{MustExist: true}, storage.ErrNoDatabase, "copydesk crawl"},
		"another program's":  {foreign, Options{}, storage.ErrCantOpen, "another program"},
		"a newer program's":  {newer, Options{}, storage.ErrNewer, "99"},
		"no such database":   {server.URL("none"), Options{}, storage.ErrNoDatabase, "createdb"},
		"nobody there":       {"postgres://x:secret@127.0.0.1:1/x", Options{}, storage.ErrCantOpen, "PostgreSQL runs"},
		"no URL":             {"postgres://x:secret@[bad", Options{}, storage.ErrCantOpen, "postgres://USER"},
		"no such role":       {strings.Replace(empty, "copydesk@", "stranger@", 1), Options{}, storage.ErrCantOpen, "user and password"},
	} {
		_, err := Open(t.Context(), c.url, c.opts)
		if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.want, c.says)
		}
		if strings.Contains(fmt.Sprint(err), "secret") {
			t.Errorf("%s: the password is told: %v", name, err)
		}
	}
}

func (s *Store) mustExec(t *testing.T, query string) {
	t.Helper()
	if _, err := s.pool.Exec(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

func TestReadOnly(t *testing.T) {
	url := pgserver.Shared(t).Database(t)
	openTest(t, url, Options{})
	s := openTest(t, url, Options{ReadOnly: true})
	if _, err := s.Save(t.Context(), visit("north", 1)); !errors.Is(err, storage.ErrReadOnly) {
		t.Errorf("Save: %v", err)
	}
	if _, err := s.pool.Exec(t.Context(), `INSERT INTO cursors VALUES ('x', 1)`); err == nil {
		t.Error("the server lets a reader write")
	}
}

func TestLock(t *testing.T) {
	url := pgserver.Shared(t).Database(t)
	lock := func(shared bool, wait time.Duration) (*Lock, error) { return TryLock(t.Context(), url, shared, wait) }
	first, err := lock(true, 0)
	if err != nil {
		t.Fatal(err)
	}
	second, err := lock(true, 0)
	if err != nil {
		t.Fatal("workers don't share the lock")
	}
	if _, err := lock(false, 0); !errors.Is(err, storage.ErrLocked) || !strings.Contains(err.Error(), "2 workers") {
		t.Errorf("a crawl beside workers: %v", err)
	}
	first.Unlock()
	go func() { time.Sleep(100 * time.Millisecond); second.Unlock() }()
	crawl, err := lock(false, 10*time.Second)
	if err != nil {
		t.Fatalf("a crawl that waits: %v", err)
	}
	if _, err := lock(true, 0); !errors.Is(err, storage.ErrLocked) || !strings.Contains(err.Error(), "a crawl") {
		t.Errorf("a worker beside a crawl: %v", err)
	}
	crawl.Unlock()
}

// A lock whose connection breaks is taken again, or lost when somebody else is
// quicker.
func TestLockLost(t *testing.T) {
	url := pgserver.Shared(t).Database(t)
	s := openTest(t, url, Options{})
	l, err := TryLock(t.Context(), url, false, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Unlock()
	cut := func() {
		s.mustExec(t, `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database =
			(SELECT oid FROM pg_database WHERE datname = current_database())`)
	}
	holder := func(granted bool) (pid int) { // 0 when there is none
		if err := s.one(t.Context(), []any{&pid}, `SELECT coalesce(min(pid), 0) FROM pg_locks WHERE locktype = 'advisory' AND granted = $1 AND database =
			(SELECT oid FROM pg_database WHERE datname = current_database())`, granted); err != nil {
			t.Fatal(err)
		}
		return pid
	}
	until := func(what string, is func() bool) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("never: %s", what)
			}
		}
	}
	before := holder(true)
	cut()
	began := time.Now()
	until("the lock is taken again", func() bool { pid := holder(true); return pid != 0 && pid != before })
	if took := time.Since(began); took > lockAgain {
		t.Errorf("taken again after %v: nobody told of the broken connection", took)
	}

	// Somebody who waits in the server gets it first.
	other, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close(context.Background())
	got := make(chan error, 1)
	go func() {
		_, err := other.Exec(context.Background(), `SELECT pg_advisory_lock($1, $2)`, lockClass, lockRun)
		got <- err
	}()
	until("another waits for the lock", func() bool { return holder(false) != 0 })
	cut()
	select {
	case <-l.Lost():
	case <-time.After(20 * time.Second):
		t.Error("nobody is told that the lock is lost")
	}
	if err := <-got; err != nil {
		t.Error(err)
	}
}
