package cluster

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"copydesk/crawler"
	"copydesk/crawler/site"
	"copydesk/storage/postgres"
	"copydesk/storage/storagetest/pgserver"
)

// envCrawl makes the test program crawl all sites by itself, without a queue.
const envCrawl = "COPYDESK_TEST_CRAWL_DB"

func beCrawl(url string) error {
	ctx := context.Background()
	store, err := postgres.Open(ctx, url, postgres.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	entries, err := store.Entries(ctx)
	if err != nil {
		return err
	}
	var sites []site.Site
	for _, e := range entries {
		s, err := parseEntry(e.SiteID, e.Text, os.LookupEnv)
		if err != nil {
			return err
		}
		sites = append(sites, *s)
	}
	slots, err := strconv.Atoi(os.Getenv(envSlots))
	if err != nil {
		return err
	}
	_, err = crawler.Run(ctx, sites, store, crawler.Options{Parallel: slots})
	return err
}

// BenchmarkCrawl crawls the same sites with a latency of 50 ms by the command
// crawl's function alone, by one worker and by two. Run it with
//
//	go test -run '^$' -bench Crawl -benchtime 1x -timeout 20m ./crawler/cluster
//
// The number that counts: pages/s of two workers against one. CPU a page is
// not the same from one minute to the next where others are at work: what the
// queue costs is for BenchmarkQueue.
func BenchmarkCrawl(b *testing.B) {
	for _, c := range []struct {
		name    string
		workers int // 0 is without a queue
	}{{"no_queue", 0}, {"workers=1", 1}, {"workers=2", 2}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				a := newArm(b, c.workers, sizesOfEnv(120, 20, 2)) // so few at a time that the sites are the limit
				from, to := a.run(b)
				report(b, "", from, to)
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// BenchmarkQueue is what the queue costs: the same sites crawled twice at the
// same time, by the command crawl's function and by a worker, each with a
// server and simulated sites of its own, so that whatever else the machine does
// is the same for both. Run it with
//
//	go test -run '^$' -bench Queue -benchtime 3x -timeout 30m ./crawler/cluster
//
// What is compared is the CPU of program and server between the tenth part of
// the pages and the ninth: what each does once, at its beginning and its end, is
// left out of both. articles=20 is a site that is crawled every few hours, and
// articles=100 one that is crawled for the first time, for the length of a
// slice. COPYDESK_MEASURE_STATEMENTS=1 prints what each server was asked, too.
func BenchmarkQueue(b *testing.B) {
	for _, sz := range []sizes{{sites: 300, articles: 20, slots: 16}, {sites: 80, articles: 100, slots: 16}, {sites: 240, articles: 20, slots: 4}} {
		b.Run(fmt.Sprintf("articles=%d/slots=%d", sz.articles, sz.slots), func(b *testing.B) {
			n, sum := 0, 0.
			for b.Loop() {
				share := measureShare(b, sz)
				b.Logf("the queue's share: %.1f %%", share)
				n, sum = n+1, sum+share
			}
			b.ReportMetric(sum/float64(n), "%_of_CPU")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// measureShare is by how many percent of its CPU a page is dearer with a queue.
func measureShare(b *testing.B, sz sizes) float64 {
	arms := []*arm{newArm(b, 0, sz), newArm(b, 1, sz)}
	cost := make([]float64, len(arms))
	var both sync.WaitGroup
	for i, a := range arms {
		both.Go(func() {
			from, to := a.run(b)
			cost[i] = report(b, [...]string{"no_queue_", "queue_"}[i], from, to)
		})
	}
	both.Wait()
	return 100 * (cost[1] - cost[0]) / cost[1]
}

// report gives what was measured between two moments; it returns the CPU a page.
func report(b *testing.B, prefix string, from, to reading) float64 {
	pages := to.pages - from.pages
	b.ReportMetric(pages, prefix+"pages")
	b.ReportMetric(pages/to.at.Sub(from.at).Seconds(), prefix+"pages/s")
	program, server := (to.program-from.program).Seconds()*1000/pages, (to.server-from.server).Seconds()*1000/pages
	b.ReportMetric(program, prefix+"ms_CPU/page")
	b.ReportMetric(server, prefix+"ms_server_CPU/page")
	return program + server
}

// sizes are how much an arm has to do.
type sizes struct{ sites, articles, slots int }

func sizesOfEnv(sites, articles, slots int) sizes {
	return sizes{intOf("COPYDESK_MEASURE_SITES", sites), intOf("COPYDESK_MEASURE_ARTICLES", articles), intOf("COPYDESK_MEASURE_SLOTS", slots)}
}

func intOf(name string, or int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return or
}

// arm is sites and a server of their own, and who crawls them.
type arm struct {
	workers int // 0 is without a queue
	sizes
	server *pgserver.Server
	store  *postgres.Store
	url    string
	web    *web
	procs  []*process
}

func newArm(b *testing.B, workers int, sz sizes) *arm {
	b.Helper()
	var options []string
	if statements() {
		options = []string{"shared_preload_libraries=pg_stat_statements"}
	}
	server, err := pgserver.Start(options...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(server.Close)
	a := &arm{workers: workers, sizes: sz, server: server, url: server.Database(b)}
	a.store, err = postgres.Open(b.Context(), a.url, postgres.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = a.store.Close() })
	a.web = newWeb(b, a.sites, a.articles, 50*time.Millisecond)
	a.web.real = os.Getenv("COPYDESK_MEASURE_ALIKE") == ""
	a.web.entries(b, a.store, 0, "")
	if err := Prepare(b.Context(), a.store); err != nil {
		b.Fatal(err)
	}
	return a
}

// reading is how far an arm is, and what it has used.
type reading struct {
	at              time.Time
	pages           float64
	program, server time.Duration
}

// run crawls the sites, and gives what there was after the first tenth of the
// pages and after nine.
func (a *arm) run(b *testing.B) (from, to reading) {
	p := pace{takeover: time.Minute, slice: 4 * time.Minute, slots: a.slots}
	if a.workers == 0 {
		a.procs = append(a.procs, startCrawl(b, a.url, p))
	}
	for i := range a.workers {
		a.procs = append(a.procs, startWorker(b, a.url, fmt.Sprint("w", i), p))
	}
	all := float64(a.sites * (a.articles + 1))
	from = a.wait(b, all/10)
	a.countStatements(b)
	to = a.wait(b, all*9/10)
	a.showStatements(b, to.pages-from.pages)
	a.finished(b)
	for _, p := range a.procs {
		p.signal(syscall.SIGTERM)
		<-p.done
	}
	return from, to
}

// finished waits until all sites are crawled to the end.
func (a *arm) finished(b *testing.B) {
	if a.workers == 0 {
		<-a.procs[0].done
		return
	}
	for done := 0; done < a.sites; time.Sleep(100 * time.Millisecond) {
		if err := a.store.Pool().QueryRow(b.Context(), `SELECT count(*) FROM sites WHERE last_run <> 0`).Scan(&done); err != nil {
			b.Fatal(err)
		}
	}
}

// wait waits until there are so many pages. It counts them where the sites are,
// for the server is measured.
func (a *arm) wait(b *testing.B, pages float64) reading {
	for {
		if n := a.web.answered(); n >= pages {
			r := reading{at: time.Now(), pages: n, server: a.server.CPU()}
			for _, p := range a.procs {
				r.program += cpuOf(b, p.cmd.Process.Pid)
			}
			return r
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-a.procs[0].done:
			if n := a.web.answered(); n < pages {
				b.Errorf("it ended after %v of %v pages", n, pages)
				return reading{at: time.Now(), pages: n}
			}
		}
	}
}

func statements() bool { return os.Getenv("COPYDESK_MEASURE_STATEMENTS") != "" }

// countStatements begins to count what the server is asked.
func (a *arm) countStatements(b *testing.B) {
	if !statements() {
		return
	}
	for _, q := range []string{`CREATE EXTENSION IF NOT EXISTS pg_stat_statements`, `SELECT pg_stat_statements_reset()`} {
		if _, err := a.store.Pool().Exec(b.Context(), q); err != nil {
			b.Fatal(err)
		}
	}
}

// showStatements prints what it was asked since, by the time it took.
func (a *arm) showStatements(b *testing.B, pages float64) {
	if !statements() {
		return
	}
	rows, err := a.store.Pool().Query(b.Context(), `SELECT calls, total_exec_time, left(regexp_replace(query, '\s+', ' ', 'g'), 90)
		FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 2 DESC LIMIT 70`)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	var out strings.Builder
	for rows.Next() {
		var calls int64
		var took float64
		var query string
		if err := rows.Scan(&calls, &took, &query); err != nil {
			b.Fatal(err)
		}
		fmt.Fprintf(&out, "%8.3f calls/page %8.2f µs/page  %s\n", float64(calls)/pages, took*1000/pages, query)
	}
	fmt.Fprintf(os.Stderr, "%d workers, statements by time:\n%s", a.workers, out.String()) // in whole, unlike Logf
}

// BenchmarkIdle is what a worker and its server use while nothing is due, in
// CPU milliseconds a second, and how many transactions that is.
func BenchmarkIdle(b *testing.B) {
	server, err := pgserver.Start()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(server.Close)
	url := server.Database(b)
	store, err := postgres.Open(b.Context(), url, postgres.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	committed := func() (n float64) {
		err := store.Pool().QueryRow(b.Context(), `SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()`).Scan(&n)
		if err != nil {
			b.Fatal(err)
		}
		return n
	}
	for b.Loop() {
		w := startWorker(b, url, "idle", pace{takeover: time.Minute, slice: 4 * time.Minute, slots: 32})
		time.Sleep(5 * time.Second) // it has made the tables
		self, before, commits, began := cpuOf(b, w.cmd.Process.Pid), server.CPU(), committed(), time.Now()
		time.Sleep(30 * time.Second)
		took := time.Since(began).Seconds()
		b.ReportMetric((cpuOf(b, w.cmd.Process.Pid)-self).Seconds()*1000/took, "ms_CPU/s")
		b.ReportMetric((server.CPU()-before).Seconds()*1000/took, "ms_server_CPU/s")
		b.ReportMetric((committed()-commits)/took, "commits/s")
		b.ReportMetric(0, "ns/op")
		w.kill()
	}
}

// cpuOf is what a process has used.
func cpuOf(b *testing.B, pid int) time.Duration {
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		b.Fatal(err)
	}
	f := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	user, _ := strconv.Atoi(f[11]) // numbers, by proc(5)
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}
