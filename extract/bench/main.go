// Bench times whole extractors over a folder of pages, in one run and on one
// thread, and prints each as a multiple of x/net/html's Parse: CPU time of the
// process (its garbage collection included), bytes allocated, the slowest
// page in a hundred. It is a module of its own, so that the peers it runs are
// none of the project's. From this folder:
//
//	go run . -corpus ../../../shared/corpus
//	go run . -corpus ../../../shared/corpus -only copydesk,parse -rounds 5
//
// Machines are noisy: extractors take turns in blocks of pages, and the figure
// is the median over the rounds.
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	corpus := flag.String("corpus", "../../../shared/corpus", "folder with */html/*.html.gz")
	only := flag.String("only", "", "extractors, parted by commas; parse is the yardstick")
	rounds := flag.Int("rounds", 3, "how often")
	every := flag.Int("every", 3, "one page in so many")
	flag.Parse()
	runtime.GOMAXPROCS(1)
	pages, err := load(*corpus, *every)
	if err != nil {
		log.Fatal(err)
	}
	var runs []*run
	for _, e := range extractors {
		if *only == "" || slices.Contains(strings.Split(*only, ","), e.name) {
			runs = append(runs, &run{extractor: e})
		}
	}
	for range *rounds {
		round(runs, pages)
	}
	report(runs, len(pages))
}

// load reads the pages.
func load(dir string, every int) ([][]byte, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "html", "*.html.gz"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no pages in %s", dir)
	}
	var out [][]byte
	for i := 0; i < len(files); i += every {
		f, err := os.Open(files[i])
		if err != nil {
			return nil, err
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(z)
		if err != nil {
			return nil, err
		}
		f.Close()
		out = append(out, b)
	}
	return out, nil
}

// run is what one extractor needed.
type run struct {
	extractor
	cpu   []time.Duration // a round
	bytes uint64          // of the last round
	pages []time.Duration // of the last round, a page
}

// block is how many pages an extractor does before the next has its turn.
const block = 60

func round(runs []*run, pages [][]byte) {
	for _, r := range runs {
		r.cpu = append(r.cpu, 0)
		r.bytes, r.pages = 0, nil
	}
	for at := 0; at < len(pages); at += block {
		for _, r := range runs {
			r.do(pages[at:min(len(pages), at+block)])
		}
	}
}

func (r *run) do(pages [][]byte) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpuTime()
	for _, p := range pages {
		t := cpuTime()
		r.extract(bytes.Clone(p))
		r.pages = append(r.pages, cpuTime()-t)
	}
	runtime.GC()
	r.cpu[len(r.cpu)-1] += cpuTime() - start
	runtime.ReadMemStats(&after)
	r.bytes += after.TotalAlloc - before.TotalAlloc
}

// cpuTime is what the process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func median(ds []time.Duration) time.Duration {
	s := slices.Sorted(slices.Values(ds))
	return s[len(s)/2]
}

func report(runs []*run, n int) {
	fmt.Printf("%d pages\n\n| | ms a page | × Parse | KB a page | × Parse | p99 ms |\n|---|---|---|---|---|---|\n", n)
	var yard *run
	for _, r := range runs {
		if r.name == "parse" {
			yard = r
		}
	}
	for _, r := range runs {
		ms := float64(median(r.cpu).Microseconds()) / 1000 / float64(n)
		ratio, alloc := 1.0, 1.0
		if yard != nil {
			ratio = float64(median(r.cpu)) / float64(median(yard.cpu))
			alloc = float64(r.bytes) / float64(yard.bytes)
		}
		slow := slices.Sorted(slices.Values(r.pages))
		fmt.Printf("| %s | %.2f | %.2f | %d | %.2f | %.1f |\n", r.name, ms, ratio, r.bytes/uint64(n)/1024, alloc, float64(slow[len(slow)*99/100].Microseconds())/1000)
	}
}
