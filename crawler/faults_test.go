package crawler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"copydesk/storage"
	"copydesk/storage/sqlite"
)

// faultRuns is how many crawls are broken in a test run; $COPYDESK_FAULTS asks
// for more. Each has a seed of its own, its number, that is printed when it
// fails and can be given as $COPYDESK_FAULT, alone or as the first of so many.
const faultRuns = 50

func TestCrawlSurvivesFaults(t *testing.T) {
	from, n := 1, faultRuns
	if s := os.Getenv("COPYDESK_FAULT"); s != "" {
		from, _ = strconv.Atoi(s) // none is none, and then nothing is run
		n = 1
	}
	if s := os.Getenv("COPYDESK_FAULTS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	if n < 1 || from < 1 {
		t.Fatal("COPYDESK_FAULTS and COPYDESK_FAULT take numbers from 1")
	}
	tally := map[string]int{}
	dir := t.TempDir()
	for seed := from; seed < from+n && !t.Failed(); seed++ {
		synctest.Test(t, func(t *testing.T) {
			file := filepath.Join(dir, fmt.Sprint(seed%8)+".db")
			for _, end := range []string{"", "-wal", "-shm"} {
				os.Remove(file + end) // of an earlier seed
			}
			broken(t, uint64(seed), file, tally)
		})
		if t.Failed() {
			t.Logf("again with: COPYDESK_FAULT=%d go test ./crawler -run TestCrawlSurvivesFaults", seed)
		}
	}
	t.Logf("%d crawls, faults: %v", n, tally)
	if from == 1 && n >= faultRuns && len(tally) < 12 {
		t.Errorf("only these faults happened: %v", tally)
	}
}

// broken crawls a site again and again, at first with faults, and asks after
// each run for what must hold, and in the end for all that the site has.
func broken(t *testing.T, seed uint64, file string, tally map[string]int) {
	const articles = 6
	r := rand.New(rand.NewPCG(seed, 7))
	s := newFakeSite("a.example", articles, in2026)
	if r.IntN(2) == 0 {
		s.feed = rssOf(s, 0, articles)
		s.pages["/"] = strings.Replace(s.pages["/"], "</head>", `<link rel="alternate" type="application/rss+xml" href="/feed.rss"></head>`, 1)
	}
	f := &faults{rand: r, tally: tally}
	db := openFile(t, file)
	sites := oneSite(t, plainEntry)
	for try := range 3 {
		f.plan()
		_, err := Run(t.Context(), sites, &faultyStore{db, f}, Options{Now: in2026, Transport: &faultyWeb{fakeWeb{"a.example": s}, f}})
		if err != nil && !errors.Is(err, errInjected) {
			t.Errorf("seed %d, run %d: an error of nobody's making: %v", seed, try, err)
		}
		holds(t, seed, db, s, articles)
		if r.IntN(2) == 0 { // as a new process would
			closeFile(t, db)
			db = openFile(t, file)
		}
		time.Sleep(time.Duration(r.IntN(12)) * time.Hour)
	}
	for try := 0; try < 6; try++ {
		time.Sleep(30 * time.Hour)
		if _, err := Run(t.Context(), sites, db, Options{Now: in2026, Transport: fakeWeb{"a.example": s}}); err != nil {
			t.Errorf("seed %d: a run without faults: %v", seed, err)
		}
		if len(storedArticles(t, db)) == articles {
			break
		}
	}
	if got := storedArticles(t, db); len(got) != articles {
		t.Errorf("seed %d: in the end %d articles are stored, want %d; faults: %q", seed, len(got), articles, f.done)
	}
	holds(t, seed, db, s, articles)
	closeFile(t, db)
}

// holds asks for what must be true of a store after any run: articles are
// whole or not there, each once, with its page, and never revised by a fault.
func holds(t *testing.T, seed uint64, db *sqlite.Store, s *fakeSite, articles int) {
	t.Helper()
	titles := map[string]string{}
	for i := range articles {
		titles[s.url(i)] = "Decision " + number(i)
	}
	seen := map[string]int{}
	for row, err := range db.Articles(t.Context(), storage.Filter{}) {
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		a := row.Article
		seen[a.URL]++
		if titles[a.URL] == "" || a.Title != titles[a.URL] || strings.Count(a.Text, "\n\n") != 4 || !strings.HasSuffix(a.Text, ".") {
			t.Errorf("seed %d: %s is stored as %q with %d characters", seed, a.URL, a.Title, len(a.Text))
		}
		if _, err := db.LatestPage(t.Context(), a.ID); err != nil {
			t.Errorf("seed %d: the page of %s: %v", seed, a.URL, err)
		}
		if revs, err := db.Revisions(t.Context(), a.ID); err != nil || len(revs) != 1 {
			t.Errorf("seed %d: %s has %d revisions, %v", seed, a.URL, len(revs), err)
		}
	}
	for u, n := range seen {
		if n > 1 {
			t.Errorf("seed %d: %s is stored %d times", seed, u, n)
		}
	}
	if trouble, err := db.Check(t.Context()); err != nil || len(trouble) > 0 {
		t.Errorf("seed %d: the database is damaged: %v %v", seed, trouble, err)
	}
}

func openFile(t *testing.T, file string) *sqlite.Store {
	t.Helper()
	db, err := sqlite.Open(t.Context(), file, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func closeFile(t *testing.T, db *sqlite.Store) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// errInjected is in every fault, so that others can be told from them.
var errInjected = errors.New("injected")

// faults decides when something fails. It is asked by one goroutine at a time.
type faults struct {
	mu             sync.Mutex
	rand           *rand.Rand
	fetches, calls map[int]bool // by number, counted from the run's begin
	fetch, call    int
	tally          map[string]int
	done           []string
}

// plan draws a run's faults: some early, where seeds are asked for, some late.
func (f *faults) plan() {
	f.fetches, f.calls, f.fetch, f.call = map[int]bool{}, map[int]bool{}, 0, 0
	for range f.rand.IntN(4) {
		f.fetches[f.rand.IntN(14)] = true
	}
	if f.rand.IntN(3) > 0 {
		f.calls[f.rand.IntN(60)] = true
	}
}

// due says whether this fetch or call is to fail, and draws a kind of fault.
func (f *faults) due(fetch bool, kinds int) (kind int, yes bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	plan, n := f.calls, &f.call
	if fetch {
		plan, n = f.fetches, &f.fetch
	}
	yes = plan[*n]
	*n++
	return f.rand.IntN(kinds), yes
}

// note keeps what went wrong where.
func (f *faults) note(what, where string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tally[what]++
	f.done = append(f.done, what+" "+where)
}

// faultyWeb is a web some of whose answers go wrong.
type faultyWeb struct {
	fakeWeb
	f *faults
}

func (w *faultyWeb) RoundTrip(req *http.Request) (*http.Response, error) {
	kind, yes := w.f.due(true, 8)
	if !yes {
		return w.fakeWeb.RoundTrip(req)
	}
	names := [...]string{"reset", "refused", "500", "503", "torn", "stops", "never", "cut after half"}
	w.f.note(names[kind], req.URL.Path)
	switch names[kind] {
	case "reset":
		return nil, syscall.ECONNRESET
	case "refused":
		return nil, syscall.ECONNREFUSED
	case "500", "503":
		code, _ := strconv.Atoi(names[kind])
		return &http.Response{StatusCode: code, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
	case "never":
		<-req.Context().Done()
		return nil, context.Cause(req.Context())
	}
	resp, err := w.fakeWeb.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	resp.Body = &tornBody{body: resp.Body, left: w.f.cut(), stops: names[kind] == "stops", ctx: req.Context()}
	return resp, nil
}

func (f *faults) cut() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rand.IntN(2000)
}

// tornBody ends too early, or stops and never ends.
type tornBody struct {
	body  io.ReadCloser
	left  int
	stops bool
	ctx   context.Context
}

func (b *tornBody) Read(p []byte) (int, error) {
	if b.left <= 0 && b.stops {
		<-b.ctx.Done()
		return 0, context.Cause(b.ctx)
	}
	if b.left <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := b.body.Read(p[:min(len(p), b.left)])
	b.left -= n
	if err == io.EOF {
		err = io.ErrUnexpectedEOF // no body here is whole
	}
	return n, err
}

func (b *tornBody) Close() error { return b.body.Close() }
