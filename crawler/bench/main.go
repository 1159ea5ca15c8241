// Bench says what a crawl costs: the CPU time of the whole `copydesk crawl`
// for 1,000 pages of a local site, as a multiple of a bare client that
// downloads the same pages and runs x/net/html's Parse on each, and of plain
// Colly that follows the links of each page with an OnHTML callback. Pages are
// those that a client has read: a crawl looks at fronts too, and at the forty
// pages about itself that each site's footer links to. It is a
// module of its own, so that peers are none of the project's. From this
// folder:
//
//	go run . -pages 5000 -hosts 1
//	go run . -pages 5000 -hosts 20
//	go run . -pages 5000 -hosts 20 -latency 50ms -only bare,copydesk
//	go run . -pages 100000 -small -rounds 1 -only copydesk     peak memory of a large site
//
// The site is served by a process of its own on addresses of the loopback
// range; each client is a process of its own too, whose CPU time and peak
// memory the system accounts for. Sites are pages of 60 to 150 KB with the
// links, scripts and boxes that news pages have.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// setup is what is measured.
type setup struct {
	pages       int
	hosts       int
	latency     time.Duration
	concurrency int // of all hosts together
	small       bool
	port        int
	dir         string
}

func main() {
	log.SetFlags(0)
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "serve":
			serve(os.Args[2:])
			return
		case "client":
			client(os.Args[2:])
			return
		}
	}
	var s setup
	flag.IntVar(&s.pages, "pages", 5000, "articles of all sites together")
	flag.IntVar(&s.hosts, "hosts", 1, "sites, each on an address of its own")
	flag.DurationVar(&s.latency, "latency", 0, "before each answer")
	flag.IntVar(&s.concurrency, "concurrency", 16, "requests at once, of all sites together")
	flag.IntVar(&s.port, "port", 18080, "of the local sites")
	flag.BoolVar(&s.small, "small", false, "pages of some 6 KB, of which a machine can serve and parse 100,000")
	only := flag.String("only", "bare,colly,copydesk", "clients, in turn")
	rounds := flag.Int("rounds", 3, "how often; the median counts")
	flag.Parse()
	if err := measure(s, strings.Split(*only, ","), *rounds); err != nil {
		log.Fatal(err)
	}
}

func measure(s setup, clients []string, rounds int) error {
	dir, err := os.MkdirTemp("", "crawlbench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s.dir = dir
	if slices.Contains(clients, "copydesk") {
		build := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(dir, "copydesk"), "./cmd/copydesk")
		build.Dir = filepath.Join("..", "..")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("build: %w: %s", err, out)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	server := exec.CommandContext(ctx, self, append([]string{"serve"}, s.args()...)...)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		return err
	}
	if err := s.wait(); err != nil {
		return err
	}
	costs := map[string][]cost{}
	for range rounds {
		for _, c := range clients {
			got, err := s.run(self, c)
			if err != nil {
				return fmt.Errorf("%s: %w", c, err)
			}
			costs[c] = append(costs[c], got)
		}
	}
	report(s, clients, costs)
	stop()
	_ = server.Wait() // it was told to end
	return nil
}

func (s setup) args() []string {
	return []string{fmt.Sprint("-pages=", s.pages), fmt.Sprint("-hosts=", s.hosts), fmt.Sprint("-latency=", s.latency), fmt.Sprint("-port=", s.port), fmt.Sprint("-concurrency=", s.concurrency), fmt.Sprint("-small=", s.small)}
}

// cost is what a client needed.
type cost struct {
	cpu, wall time.Duration
	peak      int64 // bytes
	pages     int   // that it asked for: a crawl looks at sections and at pages about the site too
}

// run runs a client once.
func (s setup) run(self, name string) (cost, error) {
	cmd := exec.Command(self, append([]string{"client", name}, s.args()...)...)
	if name == "copydesk" {
		db, err := s.sitesFile()
		if err != nil {
			return cost{}, err
		}
		defer os.Remove(db)
		cmd = exec.Command(filepath.Join(s.dir, "copydesk"), "crawl", "-q", "--config", filepath.Join(s.dir, "copydesk.yaml"), "--db", db,
			"--parallel", fmt.Sprint(s.hosts), "--summary-json", s.summary())
	}
	start := time.Now()
	out, err := cmd.CombinedOutput()
	c := cost{wall: time.Since(start)}
	if err != nil {
		return c, fmt.Errorf("%w: %s", err, out)
	}
	if name == "copydesk" {
		c.pages, err = s.summed()
	} else {
		_, err = fmt.Sscanf(string(out), "%d pages", &c.pages)
	}
	if err != nil {
		return c, err
	}
	u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	c.cpu = time.Duration(u.Utime.Nano() + u.Stime.Nano())
	c.peak = u.Maxrss << 10
	return c, nil
}

func (s setup) summary() string { return filepath.Join(s.dir, "summary.json") }

// summed is how many pages copydesk says that it has read.
func (s setup) summed() (pages int, err error) {
	b, err := os.ReadFile(s.summary())
	if err != nil {
		return 0, err
	}
	var sum struct{ Sites []struct{ Pages int } }
	if err := json.Unmarshal(b, &sum); err != nil {
		return 0, err
	}
	for _, site := range sum.Sites {
		pages += site.Pages
	}
	return pages, nil
}

// sitesFile writes copydesk's sites file, and says where its database is to be.
func (s setup) sitesFile() (db string, err error) {
	var b strings.Builder
	fmt.Fprintf(&b, "version: 1\ndefaults:\n  delay: 0s\n  concurrency: %d\n  max_pages: %d\n  allow_private: true\n  ports: [%d]\nsites:\n", min(16, max(1, s.concurrency/s.hosts)), 2*s.pages+1000, s.port)
	for i := range s.hosts {
		fmt.Fprintf(&b, "  - id: site%d\n    home: %s/\n", i, host(i, s.port))
	}
	return filepath.Join(s.dir, fmt.Sprintf("bench%d.db", time.Now().UnixNano())), os.WriteFile(filepath.Join(s.dir, "copydesk.yaml"), []byte(b.String()), 0o644)
}

func report(s setup, clients []string, costs map[string][]cost) {
	fmt.Printf("%d articles on %d hosts, latency %v, %d requests at once\n\n| client | CPU s / 1,000 pages | × bare | pages/s | peak MiB | pages |\n|---|---|---|---|---|---|\n", s.pages, s.hosts, s.latency, s.concurrency)
	base := 0.0
	for _, name := range clients {
		list := costs[name]
		slices.SortFunc(list, func(a, b cost) int { return int(a.cpu - b.cpu) })
		c := list[len(list)/2]
		per := c.cpu.Seconds() * 1000 / float64(c.pages)
		if name == "bare" {
			base = per
		}
		ratio := "—"
		if base > 0 {
			ratio = fmt.Sprintf("%.2f", per/base)
		}
		fmt.Printf("| %s | %.2f | %s | %.0f | %d | %d |\n", name, per, ratio, float64(c.pages)/c.wall.Seconds(), c.peak>>20, c.pages)
	}
}
