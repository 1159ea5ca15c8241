package cluster

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"copydesk/storage"
	"copydesk/storage/postgres"
	"copydesk/storage/storagetest/pgserver"
)

// Three workers crawl many sites while a random one is killed every few seconds,
// the server restarts, one worker is stopped for a while and another one loses
// its way to the server. COPYDESK_CHAOS=1000 is the long form.
func TestChaos(t *testing.T) {
	pgserver.Shared(t) // or skip
	sites, every, p := 40, 2*time.Second, pace{takeover: 6 * time.Second, slice: 20 * time.Second, slots: 6}
	if n, err := strconv.Atoi(os.Getenv("COPYDESK_CHAOS")); err == nil && n > 0 {
		sites, every, p = n, 6*time.Second, pace{takeover: 30 * time.Second, slice: time.Minute, slots: 16}
	}
	const articles, delay = 6, 250 * time.Millisecond
	server, err := pgserver.Start() // of its own: it is restarted
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	url := server.Database(t)
	store, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	w := newWeb(t, sites, articles, 0)
	w.entries(t, store, delay, "")

	c := &chaos{t: t, url: url, pace: p, server: server, store: store, proxy: newProxy(t, url), sites: sites, every: every, began: time.Now()}
	c.run()
	t.Logf("%d sites crawled in %v: %d workers killed, %d stopped, %d cut off, %d restarts", sites, time.Since(c.began).Round(time.Second), c.kills, c.stops, c.cuts, c.restarts)
	if c.kills < chaosRound || c.stops+c.cuts < 2 || c.restarts < 1 {
		t.Errorf("too little happened for the test to say anything")
	}
	w.check(t, delay)
	allThere(t, store, w)
}

// chaosRound is how many steps go by until a worker is cut off again.
const chaosRound = 12

// chaos is the test's script.
type chaos struct {
	t      *testing.T
	url    string
	pace   pace
	server *pgserver.Server
	store  *postgres.Store
	proxy  *proxy
	sites  int
	every  time.Duration
	began  time.Time

	workers                      []*process
	spared                       [3]time.Time // until when not to kill each of them
	names                        int
	kills, stops, cuts, restarts int
}

func (c *chaos) start(url string) *process {
	c.names++
	return startWorker(c.t, url, fmt.Sprintf("w%d", c.names), c.pace)
}

func (c *chaos) run() {
	c.workers = []*process{c.start(c.url), c.start(c.url), c.start(c.proxy.url)}
	deadline := time.Now().Add(12 * time.Minute)
	for step := 0; ; step++ {
		time.Sleep(c.every)
		n, err := crawled(c.t.Context(), c.store)
		if err != nil {
			c.t.Fatal(err)
		}
		if n == c.sites && step > chaosRound {
			return
		}
		if time.Now().After(deadline) {
			c.t.Fatalf("%d of %d sites crawled in time", n, c.sites)
		}
		c.step(step)
	}
}

// step kills a random worker, and does other harm from time to time. A worker
// that is cut off or stopped is left to come back: it must find that its sites
// are others' by then.
func (c *chaos) step(step int) {
	long := c.pace.takeover + 2*time.Second
	switch step % chaosRound {
	case 1:
		c.proxy.freeze(long)
		c.spare(2, long)
		c.cuts++
	case 4, 10:
		if c.restarts > 1 {
			break
		}
		c.server.Down(c.restarts%2 == 1) // in order first, like a crash then
		if err := c.server.Up(); err != nil {
			c.t.Fatal(err)
		}
		c.restarts++
	case 7:
		i := rand.IntN(2) // not the one behind the proxy
		stopped := c.workers[i]
		stopped.signal(syscall.SIGSTOP)
		time.AfterFunc(long, func() { stopped.signal(syscall.SIGCONT) })
		c.spare(i, long)
		c.stops++
	}
	c.killOne()
}

// spare keeps a worker from being killed before it has come back and seen what
// became of its sites.
func (c *chaos) spare(i int, span time.Duration) {
	c.spared[i] = time.Now().Add(span + c.every)
}

// killOne kills a random worker and starts another in its place.
func (c *chaos) killOne() {
	i := rand.IntN(len(c.workers))
	for time.Now().Before(c.spared[i]) { // two at most are spared at a time
		i = (i + 1) % len(c.workers)
	}
	url := c.url
	if i == 2 {
		url = c.proxy.url
	}
	c.workers[i].kill()
	c.workers[i] = c.start(url)
	c.kills++
}

// allThere compares what is stored with what the sites have.
func allThere(t *testing.T, store *postgres.Store, w *web) {
	t.Helper()
	ctx := t.Context()
	seen := map[string]int{}
	for row, err := range store.Articles(ctx, storage.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		seen[row.Article.URL]++
		if row.Article.Revision != 1 {
			t.Errorf("%s is at revision %d: nobody changed it", row.Article.URL, row.Article.Revision)
		}
	}
	missing, doubled := 0, 0
	for i := range w.sites {
		for n := range w.articles {
			switch seen[fmt.Sprintf("http://%s:%d%s", w.host(i), w.port, articlePath(n))] {
			case 0:
				missing++
			case 1:
			default:
				doubled++
			}
		}
	}
	if want := w.sites * w.articles; missing+doubled > 0 || len(seen) != want {
		t.Errorf("%d articles, want %d: %d missing, %d doubled", len(seen), want, missing, doubled)
	}
	if problems, err := store.Check(ctx); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	q, err := store.Queue(ctx)
	if err != nil || len(q.Aside) > 0 {
		t.Errorf("sites set aside: %v, %v", q.Aside, err)
	}
}
