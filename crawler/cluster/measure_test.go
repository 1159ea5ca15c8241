package cluster

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
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
// Numbers that count: pages/s of two workers against one, and the CPU of
// worker and server per page against that without a queue. Where others are at
// work, CPU a page is not the same from one minute to the next: run no_queue
// and workers=1 at the same time, as two programs, and compare these.
func BenchmarkCrawl(b *testing.B) {
	for _, c := range []struct {
		name    string
		workers int // 0 is without a queue
	}{{"no_queue", 0}, {"workers=1", 1}, {"workers=2", 2}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				measureCrawl(b, c.workers)
			}
		})
	}
}

func intOf(name string, or int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return or
}

func measureCrawl(b *testing.B, workers int) {
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
	// Enough sites that what each process does once, at its beginning, counts little.
	w := newWeb(b, intOf("COPYDESK_MEASURE_SITES", 240), intOf("COPYDESK_MEASURE_ARTICLES", 20), 50*time.Millisecond)
	w.entries(b, store, 0, "")
	if err := Prepare(b.Context(), store); err != nil {
		b.Fatal(err)
	}
	p := pace{takeover: time.Minute, slice: 4 * time.Minute, slots: intOf("COPYDESK_MEASURE_SLOTS", 4)}

	before, began := server.CPU(), time.Now()
	var procs []*process
	if workers == 0 {
		b.Setenv(envCrawl, url)
		procs = append(procs, startWorker(b, "", "crawl", p))
		<-procs[0].done
	} else {
		for i := range workers {
			procs = append(procs, startWorker(b, url, fmt.Sprint("w", i), p))
		}
		for done := 0; done < w.sites; time.Sleep(100 * time.Millisecond) {
			// Not by Sites, which would be a part of what is measured.
			if err := store.Pool().QueryRow(b.Context(), `SELECT count(*) FROM sites WHERE last_run <> 0`).Scan(&done); err != nil {
				b.Fatal(err)
			}
		}
	}
	took := time.Since(began)
	var cpu time.Duration
	for _, p := range procs {
		p.signal(syscall.SIGTERM)
		<-p.done
		cpu += p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
	}
	database := server.CPU() - before
	st, err := store.Stats(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	pages := float64(st.Visits)
	b.ReportMetric(pages, "pages")
	b.ReportMetric(pages/took.Seconds(), "pages/s")
	b.ReportMetric(cpu.Seconds()*1000/pages, "ms_CPU/page")
	b.ReportMetric(database.Seconds()*1000/pages, "ms_server_CPU/page")
	b.ReportMetric(0, "ns/op")
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
