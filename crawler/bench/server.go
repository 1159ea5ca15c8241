package main

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"hash/fnv"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"
)

// host is the address of site i.
func host(i, port int) string { return fmt.Sprintf("http://127.0.%d.%d:%d", i/200, 1+i%200, port) }

func parseSetup(args []string) setup {
	var s setup
	fs := flag.NewFlagSet("", flag.ExitOnError)
	fs.IntVar(&s.pages, "pages", 0, "")
	fs.IntVar(&s.hosts, "hosts", 1, "")
	fs.DurationVar(&s.latency, "latency", 0, "")
	fs.IntVar(&s.port, "port", 0, "")
	fs.IntVar(&s.concurrency, "concurrency", 1, "")
	fs.BoolVar(&s.small, "small", false, "")
	_ = fs.Parse(args) // ExitOnError
	return s
}

// serve serves all sites until it is killed.
func serve(args []string) {
	debug.SetGCPercent(400) // the clients are to have the machine
	s := parseSetup(args)
	var wg sync.WaitGroup
	for i := range s.hosts {
		l, err := net.Listen("tcp", strings.TrimPrefix(host(i, s.port), "http://"))
		if err != nil {
			log.Fatal(err)
		}
		wg.Go(func() {
			server := &http.Server{Handler: newSite(s, i), ReadHeaderTimeout: time.Minute}
			log.Print(server.Serve(l))
		})
	}
	wg.Wait()
}

// wait waits for the sites to answer.
func (s setup) wait() error {
	for range 100 {
		c, err := net.DialTimeout("tcp", strings.TrimPrefix(host(s.hosts-1, s.port), "http://"), time.Second)
		if err == nil {
			return c.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("%s does not answer", host(s.hosts-1, s.port))
}

// pagesOf is how many articles site i has.
func (s setup) pagesOf(i int) int {
	n := s.pages / s.hosts
	if i < s.pages%s.hosts {
		n++
	}
	return n
}

// site is one site: a front, sections of fifty articles, a sitemap, a feed.
type site struct {
	s       setup
	i, n    int
	base    string
	scripts []byte // what all pages carry along
	cards   [][]byte

	top, bottom []byte
}

const perSection = 50

func newSite(s setup, i int) *site {
	x := &site{s: s, i: i, n: s.pagesOf(i), base: host(i, s.port)}
	rnd := rand.New(rand.NewPCG(7, uint64(i)))
	var b bytes.Buffer
	for b.Len() < 40<<10 {
		fmt.Fprintf(&b, "function f%d(a,b){var c=document.querySelectorAll('.m%d');for(var i=0;i<c.length&&i<%d;i++){c[i].classList.add('x'+a)}return b||%d}\n", rnd.IntN(1e6), rnd.IntN(100), rnd.IntN(50), rnd.IntN(1e9))
	}
	x.scripts = b.Bytes()
	x.frame()
	for i := range min(teased, x.n) {
		x.cards = append(x.cards, x.card(i*x.n/min(teased, x.n)))
	}
	return x
}

func (x *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if x.s.latency > 0 {
		time.Sleep(x.s.latency)
	}
	path := r.URL.Path
	switch {
	case path == "/robots.txt":
		fmt.Fprintf(w, "User-agent: *\nDisallow: /private/\nSitemap: %s/sitemap.xml\n", x.base)
	case path == "/sitemap.xml":
		x.sitemap(w)
	case path == "/":
		x.section(w, 0)
	case strings.HasPrefix(path, "/section/"):
		k, err := strconv.Atoi(path[len("/section/"):])
		if err != nil || k*perSection > x.n {
			http.NotFound(w, r)
			return
		}
		x.section(w, k)
	case strings.HasPrefix(path, "/news/"):
		k, err := strconv.Atoi(path[strings.LastIndexByte(path, '-')+1:])
		if err != nil || k >= x.n || path != x.path(k) {
			http.NotFound(w, r)
			return
		}
		x.article(w, r, k)
	case strings.HasPrefix(path, "/about/"), strings.HasPrefix(path, "/author/"):
		var b bytes.Buffer
		x.head(&b, "About", "")
		fmt.Fprintf(&b, "<main><h1>About us</h1><p>%s</p></main>", path)
		x.foot(&b)
		x.send(w, b.Bytes(), time.Time{})
	default:
		http.NotFound(w, r)
	}
}

func (x *site) rand(k int) *rand.Rand {
	h := fnv.New64a()
	_ = binary.Write(h, binary.LittleEndian, [2]int64{int64(x.i), int64(k)})
	return rand.New(rand.NewPCG(h.Sum64(), 3))
}

// path is the path of article k.
func (x *site) path(k int) string {
	return "/news/" + strings.ReplaceAll(words(x.rand(k), 6), " ", "-") + "-" + strconv.Itoa(k)
}

func (x *site) published(k int) time.Time {
	return time.Now().UTC().Truncate(24 * time.Hour).Add(-time.Duration(k) * 7 * time.Minute)
}

func (x *site) sitemap(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml")
	fmt.Fprint(w, `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for k := range x.n {
		fmt.Fprintf(w, "<url><loc>%s%s</loc><lastmod>%s</lastmod></url>\n", x.base, x.path(k), x.published(k).Format(time.RFC3339))
	}
	fmt.Fprint(w, "</urlset>")
}
